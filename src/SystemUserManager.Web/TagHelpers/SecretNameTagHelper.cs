using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// <c>&lt;secret-name value="token.SecretName" version="token.SecretVersion" /&gt;</c>: where in the vault a value is; the
/// name, never the value. Long names break after a hyphen and nowhere else.
/// </summary>
[HtmlTargetElement("secret-name", Attributes = "value", TagStructure = TagStructure.WithoutEndTag)]
public sealed class SecretNameTagHelper : TagHelper
{
    public string? Value { get; set; }

    /// <summary>The vault's version of the secret; null: not said.</summary>
    public string? Version { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        if (string.IsNullOrEmpty(Value))
        {
            output.Attributes.SetAttribute("class", "text-body-secondary");
            output.Content.SetContent("no secret");
            return;
        }
        var encode = HtmlEncoder.Default;
        output.Attributes.SetAttribute("class", "secret-name");
        output.Content.SetHtmlContent(Icons.Svg("lock"));
        output.Content.AppendHtml(
            $"<code>{encode.Encode(Value).Replace("-", "-<wbr>", StringComparison.Ordinal)}</code>"
        );
        output.Content.AppendHtml(CopyButton.Html(Value, "secret name"));
        if (!string.IsNullOrEmpty(Version))
            output.Content.AppendHtml(
                $"""<span class="secret-version">version <code>{encode.Encode(Version)}</code></span>"""
            );
    }
}
