using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>Gives every bound control its look, and says to screen readers what is wrong with it and where its hint is.</summary>
[HtmlTargetElement("input", Attributes = ForAttribute)]
[HtmlTargetElement("select", Attributes = ForAttribute)]
[HtmlTargetElement("textarea", Attributes = ForAttribute)]
public sealed class FieldControlTagHelper : TagHelper
{
    private const string ForAttribute = "asp-for";

    [HtmlAttributeName(ForAttribute)]
    public ModelExpression For { get; set; } = null!;

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>After the framework's own, which decides the type.</summary>
    public override int Order => 1;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var type = output.Attributes["type"]?.Value?.ToString();
        if (type == "hidden")
            return;
        output.AddClass(LookOf(output.TagName, type), System.Text.Encodings.Web.HtmlEncoder.Default);

        var name = ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);
        if (ViewContext.ViewData.ModelState.TryGetValue(name, out var entry) && entry.Errors.Count > 0)
            output.Attributes.SetAttribute("aria-invalid", "true");
        if (
            context.Items.TryGetValue(typeof(FormFieldTagHelper), out var field)
            && field is FormFieldTagHelper { DescribedBy.Length: > 0 } described
        )
            output.Attributes.SetAttribute("aria-describedby", described.DescribedBy);
    }

    private static string LookOf(string? tag, string? type) =>
        (tag, type) switch
        {
            ("select", _) => "form-select",
            (_, "checkbox" or "radio") => "form-check-input",
            _ => "form-control",
        };
}
