using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;
using SystemUserManager.Operations;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// One step of an operation inside <c>&lt;ol class="steps"&gt;</c>: <c>&lt;operation-step name="step.Name"
/// state="@step.State" message="step.Message" at="step.EndedAt ?? step.StartedAt" attempts="step.Attempts"
/// trace-id="step.TraceId" /&gt;</c>
/// </summary>
[HtmlTargetElement("operation-step", Attributes = "name,state")]
public sealed class OperationStepTagHelper(TimeProvider time) : TagHelper
{
    public string Name { get; set; } = "";

    public StepState State { get; set; }

    /// <summary>What happened, in words; null: nothing to tell.</summary>
    public string? Message { get; set; }

    /// <summary>When it ended, or began; null: not started.</summary>
    public DateTimeOffset? At { get; set; }

    public int Attempts { get; set; }

    /// <summary>Meta's trace id of the last refusal.</summary>
    public string? TraceId { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var encode = HtmlEncoder.Default;
        var words = StateWords.Of(State);
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
        if (At is { } at)
            output.Content.AppendHtml(
                $""" <time datetime="{TimeWords.Machine(at)}" title="{TimeWords.Exact(at)}">{TimeWords.Relative(at, time.GetUtcNow())}</time>"""
            );
        output.Content.AppendHtml("</div>");
        if (!string.IsNullOrEmpty(Message))
            output.Content.AppendHtml($"""<p class="step-message">{encode.Encode(Message)}</p>""");
        if (Details() is { Length: > 0 } details)
            output.Content.AppendHtml($"""<p class="step-details">{encode.Encode(details)}</p>""");
        output.Content.AppendHtml(inner);
        output.Content.AppendHtml("</div>");
    }

    private string Details()
    {
        var tries = Attempts > 1 ? string.Create(CultureInfo.InvariantCulture, $"Tried {Attempts} times.") : "";
        var trace = string.IsNullOrEmpty(TraceId) ? "" : $"Meta's trace id: {TraceId}";
        return string.Join(' ', new[] { tries, trace }.Where(s => s.Length > 0));
    }
}
