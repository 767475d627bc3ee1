using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// <c>&lt;time-ago at="row.ExpiresAt" never="never" /&gt;</c>: "in 59 days", with the exact UTC time on hover and in
/// print. With <c>exact</c> the UTC time stands first: "2026-11-24 14:03:05 UTC (3 minutes ago)".
/// </summary>
[HtmlTargetElement("time-ago", Attributes = "at", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TimeAgoTagHelper(TimeProvider time) : TagHelper
{
    /// <summary>null: there is no such time; <see cref="Never"/> is shown.</summary>
    public DateTimeOffset? At { get; set; }

    public string Never { get; set; } = "never";

    public bool Exact { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (At is not { } at)
        {
            output.TagName = "span";
            output.Attributes.SetAttribute("class", "text-body-secondary");
            output.Content.SetContent(Never);
            return;
        }
        var relative = TimeWords.Relative(at, time.GetUtcNow());
        output.TagName = "time";
        output.Attributes.SetAttribute("datetime", TimeWords.Machine(at));
        if (!Exact)
            output.Attributes.SetAttribute("title", TimeWords.Exact(at));
        output.Content.SetContent(Exact ? $"{TimeWords.Exact(at)} ({relative})" : relative);
    }
}
