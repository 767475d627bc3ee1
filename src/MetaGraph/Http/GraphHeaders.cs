using System.Globalization;
using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>
/// Reads and keeps what the headers of answers say about limits and time. Unreadable headers are as good as none.
/// https://developers.facebook.com/docs/graph-api/overview/rate-limiting (read 2026-11-24).
/// </summary>
internal sealed class GraphHeaders(TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);
    private readonly Lock _lock = new();
    private GraphUsage _usage = GraphUsage.None;
    private DateTimeOffset? _serverTime;
    private TimeSpan? _clockSkew;

    public GraphUsage Usage
    {
        get
        {
            lock (_lock)
                return _usage;
        }
    }

    public DateTimeOffset? ServerTime
    {
        get
        {
            lock (_lock)
                return _serverTime;
        }
    }

    public TimeSpan? ClockSkew
    {
        get
        {
            lock (_lock)
                return _clockSkew;
        }
    }

    /// <returns>How long this very answer asks to wait; null when it does not say.</returns>
    public TimeSpan? Read(HttpResponseMessage response)
    {
        var app = Percentages(Header(response, "X-App-Usage"));
        var account = AdAccount(Header(response, "X-Ad-Account-Usage"));
        var business = BusinessUseCases(Header(response, "X-Business-Use-Case-Usage"));
        var regain = Longest(account?.Wait, business?.Wait);
        lock (_lock)
        {
            if (response.Headers.Date is { } date)
                (_serverTime, _clockSkew) = (date.ToUniversalTime(), time.GetUtcNow() - date);
            if ((app ?? account?.Percent ?? business?.Percent) is not null)
                _usage = _usage with
                {
                    AppPercent = app ?? _usage.AppPercent,
                    AdAccountPercent = account?.Percent ?? _usage.AdAccountPercent,
                    BusinessPercent = business?.Percent ?? _usage.BusinessPercent,
                    RegainAccess = regain ?? TimeSpan.Zero,
                    AccessTier = business?.Tier ?? account?.Tier ?? _usage.AccessTier,
                    SeenAt = time.GetUtcNow(),
                    PeakPercent = new[]
                    {
                        _usage.PeakPercent,
                        app ?? 0,
                        account?.Percent ?? 0,
                        business?.Percent ?? 0,
                    }.Max(),
                };
        }
        return Longest(regain, RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => Wait(delta.TotalSeconds),
            { Date: { } date } => Wait((date - time.GetUtcNow()).TotalSeconds),
            _ => null,
        };

    private static double? Percentages(JsonElement? json) =>
        json is { } usage ? Highest(usage, "call_count", "total_time", "total_cputime") : null;

    private static (double Percent, TimeSpan? Wait, string? Tier)? AdAccount(JsonElement? json)
    {
        if (json is not { } usage || Highest(usage, "acc_id_util_pct") is not { } percent)
            return null;
        // reset_time_duration (seconds) is when the count starts anew; it is a wait only once the account is used up.
        var wait = percent >= 100 ? Wait(Double(usage, "reset_time_duration") ?? 0) : null;
        return (percent, wait, VendorText.Clean(usage.Text("ads_api_access_tier")));
    }

    private static (double Percent, TimeSpan? Wait, string? Tier)? BusinessUseCases(JsonElement? json)
    {
        if (json is not { ValueKind: JsonValueKind.Object } objects)
            return null;
        (double Percent, TimeSpan? Wait, string? Tier)? highest = null;
        foreach (var entry in objects.EnumerateObject().SelectMany(property => Entries(property.Value)))
        {
            var percent = Highest(entry, "call_count", "total_time", "total_cputime") ?? 0;
            // In minutes, unlike every other duration Meta sends.
            var wait = Wait((Double(entry, "estimated_time_to_regain_access") ?? 0) * 60);
            highest = (
                Math.Max(percent, highest?.Percent ?? 0),
                Longest(wait, highest?.Wait),
                VendorText.Clean(entry.Text("ads_api_access_tier")) ?? highest?.Tier
            );
        }
        return highest;
    }

    private static IEnumerable<JsonElement> Entries(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    private static JsonElement? Header(HttpResponseMessage response, string name)
    {
        if (!response.Headers.TryGetValues(name, out var values))
            return null;
        try
        {
            using var document = JsonDocument.Parse(string.Concat(values));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double? Highest(JsonElement json, params ReadOnlySpan<string> names)
    {
        double? highest = null;
        foreach (var name in names)
            if (Double(json, name) is { } value && !(value <= highest))
                highest = value;
        return highest;
    }

    private static double? Double(JsonElement json, string name) =>
        json.Text(name) is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number is >= 0 and <= 1e9
            ? number
            : null;

    private static TimeSpan? Wait(double seconds) =>
        seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, LongestWait.TotalSeconds)) : null;

    private static TimeSpan? Longest(TimeSpan? one, TimeSpan? other) =>
        one is null ? other
        : other is null || one > other ? one
        : other;
}
