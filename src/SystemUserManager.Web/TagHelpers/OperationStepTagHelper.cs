using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;
using SystemUserManager.Operations;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// One step of an operation inside <c>&lt;ol class="steps"&gt;</c>: <c>&lt;operation-step name="step.Name"
/// state="@step.State" message="step.Message" started-at="step.StartedAt" ended-at="step.EndedAt"
/// attempts="step.Attempts" has-warning="step.HasWarning" trace-id="step.TraceId" /&gt;</c>
/// </summary>
[HtmlTargetElement("operation-step", Attributes = "name,state")]
public sealed class OperationStepTagHelper(TimeProvider time) : TagHelper
{
    public string Name { get; set; } = "";

    public StepState State { get; set; }

    /// <summary>What happened, in words; null: nothing to tell.</summary>
    public string? Message { get; set; }

    /// <summary>When its last try began; null: not started.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When its last try ended; null: it hasn't.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Done, but somebody should read the message.</summary>
    public bool HasWarning { get; set; }

    public int Attempts { get; set; }

    /// <summary>Meta's trace id of the last refusal.</summary>
    public string? TraceId { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var encode = HtmlEncoder.Default;
        var words = Words();
        var inner = await output.GetChildContentAsync();
        output.TagName = "li";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"step step-{words.Tone.ToString().ToLowerInvariant()}");
        output.Content.SetHtmlContent(
            $"""<span class="step-mark">{Icons.Svg(words.Icon ?? Icons.Of(words.Tone))}</span>"""
        );
        output.Content.AppendHtml(
            $"""<div class="step-body"><div class="step-head"><span class="step-name">{encode.Encode(Name)}</span> <span class="step-state">{encode.Encode(words.Text)}</span>"""
        );
        if (Times() is { Length: > 0 } times)
            output.Content.AppendHtml($""" <span class="step-times">{encode.Encode(times)}</span>""");
        if ((EndedAt ?? StartedAt) is { } at)
            output.Content.AppendHtml(
                $""" <time datetime="{TimeWords.Machine(at)}" title="{TimeWords.Exact(at)}">{TimeWords.Relative(at, time.GetUtcNow())}</time>"""
            );
        output.Content.AppendHtml("</div>");
        if (!string.IsNullOrEmpty(Message))
            output.Content.AppendHtml($"""<p class="step-message">{encode.Encode(Message)}</p>""");
        if (!string.IsNullOrEmpty(TraceId))
            output.Content.AppendHtml(
                $"""<p class="step-details">Meta's trace id: <code>{encode.Encode(TraceId)}</code> {CopyButton.Html(TraceId, "trace id")}</p>"""
            );
        output.Content.AppendHtml(inner);
        output.Content.AppendHtml("</div>");
    }

    private StateWords Words()
    {
        var words = StateWords.Of(State);
        return State switch
        {
            StepState.Pending when Attempts > 0 => new("Waiting for the next try", Tone.Warning, "clock"),
            StepState.Started => words with { Text = "Under way" },
            StepState.Done when HasWarning => new("Done, with a warning", Tone.Warning),
            _ => words,
        };
    }

    /// <summary>"2nd try, took 3 s"; the first try isn't counted aloud.</summary>
    private string Times()
    {
        var tries = Attempts > 1 ? $"{TimeWords.Ordinal(Attempts)} try" : "";
        var took =
            StartedAt is { } from && EndedAt is { } to && to - from >= TimeSpan.FromSeconds(1)
                ? $"took {TimeWords.Length(to - from)}"
                : "";
        return string.Join(", ", new[] { tries, took }.Where(s => s.Length > 0));
    }
}
