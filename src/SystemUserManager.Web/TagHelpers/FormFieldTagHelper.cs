using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// <c>&lt;form-field for="Input.Name" label="Name" hint="What the integration is."&gt;&lt;input asp-for="Input.Name"
/// /&gt;&lt;/form-field&gt;</c>: label, control, hint and what is wrong, tied together for screen readers. The control gets
/// its look and its aria attributes from <see cref="FieldControlTagHelper"/>.
/// </summary>
[HtmlTargetElement("form-field", Attributes = "for,label")]
public sealed class FormFieldTagHelper : TagHelper
{
    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    /// <summary>null: the label says it all.</summary>
    public string? Hint { get; set; }

    /// <summary>Says so in words beside the label; without it a field is required.</summary>
    public bool Optional { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    internal string DescribedBy { get; private set; } = "";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var encode = HtmlEncoder.Default;
        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        var id = TagBuilder.CreateSanitizedId(name, "_");
        var errors = ViewContext.ViewData.ModelState.TryGetValue(name, out var entry) ? entry.Errors : [];
        DescribedBy = string.Join(
            ' ',
            new[] { errors.Count > 0 ? $"{id}-error" : null, Hint is null ? null : $"{id}-hint" }.OfType<string>()
        );
        context.Items[typeof(FormFieldTagHelper)] = this;
        var control = await output.GetChildContentAsync();

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", errors.Count > 0 ? "field field-wrong" : "field");
        var optional = Optional ? " <span class=\"field-optional\">optional</span>" : "";
        output.Content.SetHtmlContent($"""<label for="{id}">{encode.Encode(Label)}{optional}</label>""");
        if (Hint is not null)
            output.Content.AppendHtml($"""<p class="field-hint" id="{id}-hint">{encode.Encode(Hint)}</p>""");
        output.Content.AppendHtml(control);
        if (errors.Count > 0)
            output.Content.AppendHtml(
                $"""<p class="field-error" id="{id}-error">{Icons.Svg("warning")}<span>{encode.Encode(string.Join(' ', errors.Select(e => e.ErrorMessage)))}</span></p>"""
            );
    }
}
