using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// <c>&lt;filter-form results="results"&gt;…fields…&lt;/filter-form&gt;</c>: filters that stand in the URL. A plain GET form
/// with a button; with the script, <c>#results</c> follows while typing and the address with it.
/// </summary>
[HtmlTargetElement("filter-form", Attributes = "results")]
public sealed class FilterFormTagHelper : TagHelper
{
    /// <summary>The id of the element that shows what was found.</summary>
    public string Results { get; set; } = "";

    /// <summary>For screen readers.</summary>
    public string Label { get; set; } = "Filter";

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var fields = await output.GetChildContentAsync();
        var request = ViewContext.HttpContext.Request;
        var path = HtmlEncoder.Default.Encode(request.PathBase + request.Path);
        output.TagName = "form";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("method", "get");
        output.Attributes.SetAttribute("action", request.PathBase + request.Path);
        output.Attributes.SetAttribute("class", "filters");
        output.Attributes.SetAttribute("role", "search");
        output.Attributes.SetAttribute("aria-label", Label);
        output.Attributes.SetAttribute("data-live", "");
        output.Attributes.SetAttribute("data-target", $"#{Results}");
        output.Content.SetHtmlContent(fields);
        output.Content.AppendHtml(
            """<div class="filter-acts"><button class="btn btn-outline-secondary" type="submit">Filter</button>"""
        );
        if (request.QueryString.HasValue)
            output.Content.AppendHtml($"""<a class="btn btn-link" href="{path}">Clear</a>""");
        output.Content.AppendHtml("</div>");
    }
}
