using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary><c>&lt;code-block what="command"&gt;az keyvault …&lt;/code-block&gt;</c>: lines to copy as they are.</summary>
[HtmlTargetElement("code-block")]
public sealed class CodeBlockTagHelper : TagHelper
{
    public string What { get; set; } = "text";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var lines = (await output.GetChildContentAsync()).GetContent().Trim('\r', '\n', ' ');
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "code-block");
        // Already HTML: the page encoded it.
        output.Content.SetHtmlContent($"""<pre tabindex="0"><code>{lines}</code></pre>""");
        output.Content.AppendHtml(CopyButton.Html(null, What));
    }
}
