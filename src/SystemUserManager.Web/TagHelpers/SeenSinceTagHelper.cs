using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// <c>&lt;seen-since at="row.SeenSince" not-before="row.NotBefore" by="row.ChangedByName" changed-at="row.ChangedAt" /&gt;</c>:
/// since when a row of history is so ("24 Nov 09:00 (not there at 03:00)"), and who made it so where Meta tells.
/// </summary>
[HtmlTargetElement("seen-since", Attributes = "at", TagStructure = TagStructure.WithoutEndTag)]
public sealed class SeenSinceTagHelper(TimeProvider time) : TagHelper
{
    /// <summary>null: it isn't seen.</summary>
    public DateTimeOffset? At { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>It was there before, with other tasks.</summary>
    public bool OtherTasks { get; set; }

    public string? By { get; set; }

    public DateTimeOffset? ChangedAt { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (At is not { } at)
        {
            output.SuppressOutput();
            return;
        }

        var (encode, now) = (HtmlEncoder.Default, time.GetUtcNow());
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "seen-since");
        var title = NotBefore is { } before
            ? $"First seen {TimeWords.Exact(at)}; not seen so {TimeWords.Exact(before)}"
            : $"There at the first complete read, {TimeWords.Exact(at)}; of what came before there is no record";
        output.Content.SetHtmlContent(
            $"""<time datetime="{TimeWords.Machine(at)}" title="{encode.Encode(title)}">{encode.Encode(SeenSinceWords.Of(at, NotBefore, now, OtherTasks))}</time>"""
        );
        if (SeenSinceWords.By(By, ChangedAt, now) is { } by)
            output.Content.AppendHtml($"""<span class="sub">{encode.Encode(by)}</span>""");
    }
}
