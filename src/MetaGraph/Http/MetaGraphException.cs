using System.Globalization;

namespace MetaGraph.Http;

/// <summary>
/// A call that did not succeed: Meta refused it, could not be reached, or its answer made no sense. Holds no secret:
/// vendor texts are cut to 300 characters, free of control characters, and secrets in them are replaced by <c>***</c>.
/// Decide by <see cref="Kind"/>, <see cref="Code"/> and <see cref="Subcode"/>, never by a text.
/// https://developers.facebook.com/docs/graph-api/guides/error-handling (read 2026-11-24).
/// </summary>
public class MetaGraphException : Exception
{
    internal MetaGraphException(GraphFailure failure, Exception? cause = null)
        : base(Describe(failure), cause)
    {
        Failure = failure;
    }

    /// <summary>The status of the answer, or of the item in a batch; null when no answer came.</summary>
    public int? HttpStatus => Failure.HttpStatus;

    /// <summary>Meta's code; 0 when the answer named none or no answer came.</summary>
    public int Code => Failure.Code;

    public int? Subcode => Failure.Subcode;

    /// <summary>Meta's class of error, for example <c>OAuthException</c>.</summary>
    public string? Type => Failure.Type;

    /// <summary>Meta's own text, for administrators who look closer; a sentence of ours when no answer came.</summary>
    public string VendorMessage => Failure.VendorMessage;

    /// <summary>Meta's heading for people, where it sent one.</summary>
    public string? UserTitle => Failure.UserTitle;

    /// <summary>Meta's explanation for people, where it sent one.</summary>
    public string? UserMessage => Failure.UserMessage;

    /// <summary>The same call may succeed later: Meta said so, or the failure is of that kind.</summary>
    public bool IsTransient => Failure.IsTransient;

    /// <summary>Meta's name for this very answer, for its support.</summary>
    public string? TraceId => Failure.TraceId;

    public GraphErrorKind Kind => Failure.Kind;

    /// <summary>One plain sentence: what an administrator does next.</summary>
    public string NextStep => Failure.NextStep;

    /// <summary>
    /// True when a changing call may have taken effect although it failed: then look before doing it again.
    /// False for reads, for a definite refusal, and when the call never left this machine.
    /// </summary>
    public bool MayHaveHappened => Failure.MayHaveHappened;

    /// <summary>
    /// True when a page in the middle of a list was refused as wrong: its cursor has probably died, and the list can be
    /// read again from its start.
    /// </summary>
    public bool CursorRefused => Failure.CursorRefused;

    /// <summary>How long Meta asks to wait; null when it did not say.</summary>
    public TimeSpan? RetryAfter => Failure.RetryAfter;

    /// <summary>A limit that counts the app's calls together, whomever they are about: it holds for all of them.</summary>
    public bool IsLimitOfApp => Kind == GraphErrorKind.Throttled && (Code is 4 or 341);

    internal GraphFailure Failure { get; }

    private static string Describe(GraphFailure failure)
    {
        var code = failure switch
        {
            { Code: 0 } => "",
            { Subcode: { } subcode } => string.Create(
                CultureInfo.InvariantCulture,
                $" (code {failure.Code}, subcode {subcode})"
            ),
            _ => string.Create(CultureInfo.InvariantCulture, $" (code {failure.Code})"),
        };
        var trace = failure.TraceId is null ? "" : $" Trace {failure.TraceId}.";
        return $"{failure.Kind}{code}: {failure.VendorMessage} {failure.NextStep}{trace}";
    }
}
