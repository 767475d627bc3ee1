using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// <c>&lt;state-badge of="row.State" /&gt;</c> for a state of the record, or <c>&lt;state-badge text="Fits" tone="Tone.Good"
/// /&gt;</c> for anything else. Icon and words, never colour alone.
/// </summary>
[HtmlTargetElement("state-badge", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StateBadgeTagHelper : TagHelper
{
    /// <summary>An operation's, step's, token's or portfolio's state, or a mode; it brings words and tone along.</summary>
    public Enum? Of { get; set; }

    /// <summary>Instead of the state's own words, or without a state.</summary>
    public string? Text { get; set; }

    public Tone? Tone { get; set; }

    public string? Icon { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var words = Of is null ? null : StateWords.Of(Of);
        var tone = Tone ?? words?.Tone ?? TagHelpers.Tone.Neutral;
        var text = Text ?? words?.Text ?? "";
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"state state-{tone.ToString().ToLowerInvariant()}");
        output.Content.SetHtmlContent(Icons.Svg(Icon ?? words?.Icon ?? Icons.Of(tone)));
        output.Content.AppendHtml($"<span>{HtmlEncoder.Default.Encode(text)}</span>");
    }
}
