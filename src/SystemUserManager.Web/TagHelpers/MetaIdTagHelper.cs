using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary><c>&lt;meta-id value="row.GraphId" what="system user id" /&gt;</c>: an id of Meta's, to read and to copy.</summary>
[HtmlTargetElement("meta-id", Attributes = "value", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MetaIdTagHelper : TagHelper
{
    /// <summary>null or empty: not known yet, and said so.</summary>
    public string? Value { get; set; }

    public string What { get; set; } = "id";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        if (string.IsNullOrEmpty(Value))
        {
            output.Attributes.SetAttribute("class", "text-body-secondary");
            output.Content.SetContent("not known yet");
            return;
        }
        output.Attributes.SetAttribute("class", "meta-id");
        output.Content.SetHtmlContent($"<code>{HtmlEncoder.Default.Encode(Value)}</code>");
        output.Content.AppendHtml(CopyButton.Html(Value, What));
    }
}
