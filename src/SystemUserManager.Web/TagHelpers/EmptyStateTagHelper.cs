using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// <c>&lt;empty-state title="No portfolio is connected." action="Connect a portfolio" href="/Portfolios/Connect" /&gt;</c>
/// Says what isn't there and what to do; inner content adds a sentence with markup.
/// </summary>
[HtmlTargetElement("empty-state", Attributes = "title")]
public sealed class EmptyStateTagHelper : TagHelper
{
    public string Title { get; set; } = "";

    public string? Text { get; set; }

    /// <summary>The words of the link; null: nothing can be done about it here.</summary>
    public string? Action { get; set; }

    /// <summary>A local path, with <see cref="Action"/>.</summary>
    public string? Href { get; set; }

    public string Icon { get; set; } = "tray";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var encode = HtmlEncoder.Default;
        var inner = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "empty-state");
        output.Content.SetHtmlContent(Icons.Svg(Icon));
        output.Content.AppendHtml($"""<p class="empty-title">{encode.Encode(Title)}</p>""");
        if (!string.IsNullOrEmpty(Text))
            output.Content.AppendHtml($"<p>{encode.Encode(Text)}</p>");
        output.Content.AppendHtml(inner);
        // A page that has no words for it gives an empty text.
        if (!string.IsNullOrEmpty(Action) && !string.IsNullOrEmpty(Href))
            output.Content.AppendHtml(
                $"""<p><a class="btn btn-primary" href="{encode.Encode(Href)}">{encode.Encode(Action)}</a></p>"""
            );
    }
}
