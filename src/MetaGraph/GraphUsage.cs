namespace MetaGraph;

/// <summary>
/// How much of Meta's limits is used, as its response headers last said. Meta sends the headers only once enough calls
/// were made, and may send none with the refusal itself: zero means "nothing heard", not "nothing used".
/// https://developers.facebook.com/docs/graph-api/overview/rate-limiting (read 2026-11-24).
/// </summary>
public sealed record GraphUsage
{
    public static GraphUsage None { get; } = new();

    /// <summary>Percent, highest of the three values of the last <c>X-App-Usage</c>; calls are refused at 100.</summary>
    public double AppPercent { get; init; }

    /// <summary>Percent, of the last <c>X-Ad-Account-Usage</c>.</summary>
    public double AdAccountPercent { get; init; }

    /// <summary>Percent, highest of all entries of the last <c>X-Business-Use-Case-Usage</c>.</summary>
    public double BusinessPercent { get; init; }

    /// <summary>How long Meta says to wait: the longest time named by the last headers. Zero: no wait was named.</summary>
    public TimeSpan RegainAccess { get; init; }

    /// <summary>As Meta writes it, for example <c>standard_access</c>; null until a header named it.</summary>
    public string? AccessTier { get; init; }

    /// <summary>When the last usage header came, UTC by the client's clock; null when none came yet.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Percent: the highest that any header of this session ever said.</summary>
    public double PeakPercent { get; init; }

    /// <summary>Percent: the highest of the three as last heard.</summary>
    public double Percent => Math.Max(AppPercent, Math.Max(AdAccountPercent, BusinessPercent));
}
