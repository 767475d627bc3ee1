using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// <c>&lt;act-link href="/Tokens/7/Revoke" off-because="Model.WhyNot" danger&gt;Revoke&lt;/act-link&gt;</c>: the way to an
/// act, which says why where it is off. Content is the act's words.
/// </summary>
[HtmlTargetElement("act-link", Attributes = "href")]
public sealed class ActLinkTagHelper : TagHelper
{
    public string Href { get; set; } = "";

    /// <summary>A sentence; null or empty: the act is open.</summary>
    public string? OffBecause { get; set; }

    public bool Danger { get; set; }

    /// <summary>The one act that the page is mainly for.</summary>
    public bool Primary { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var words = await output.GetChildContentAsync();
        var look =
            Danger ? "btn-outline-danger"
            : Primary ? "btn-primary"
            : "btn-outline-secondary";
        output.TagMode = TagMode.StartTagAndEndTag;
        if (string.IsNullOrEmpty(OffBecause))
        {
            output.TagName = "a";
            output.Attributes.SetAttribute("class", $"btn {look}");
            output.Attributes.SetAttribute("href", Href);
            output.Content.SetHtmlContent(words);
            return;
        }
        // A link without an address is how HTML says "this would be a link": it is read aloud with its reason, and can't
        // be followed.
        output.TagName = "span";
        output.Attributes.SetAttribute("class", "act-off");
        output.Content.SetHtmlContent($"""<a class="btn {look} disabled" role="link" aria-disabled="true">""");
        output.Content.AppendHtml(words);
        output.Content.AppendHtml(
            $"""</a> <span class="act-off-why">{HtmlEncoder.Default.Encode(OffBecause)}</span>"""
        );
    }
}
