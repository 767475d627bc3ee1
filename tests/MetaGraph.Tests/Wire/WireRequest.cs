using System.Text.Json;

namespace MetaGraph.Tests.Wire;

/// <summary>A request as it came over the wire.</summary>
public sealed record WireRequest(
    string Method,
    string Target,
    IReadOnlyDictionary<string, string> Headers,
    string Body,
    int Connection
)
{
    public string Line => $"{Method} {Target}";

    public string Path => Target.Split('?')[0];

    public IReadOnlyDictionary<string, string> Query =>
        Target.Split('?') is [_, var query]
            ? query
                .Split('&')
                .Select(pair => pair.Split('='))
                .ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1]))
            : new Dictionary<string, string>();

    public JsonElement Json => JsonDocument.Parse(Body).RootElement.Clone();
}

/// <summary>What the server does with a request.</summary>
public sealed record WireAnswer(int Status, string Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public WireEnding Ending { get; init; } = WireEnding.Complete;

    public static WireAnswer Ok(string body) => new(200, body);

    public static WireAnswer Error(int status, int code, int? subcode = null, string more = "") =>
        new(
            status,
            $$$"""{"error":{"message":"(#{{{code}}}) refused","type":"OAuthException","code":{{{code}}}{{{(subcode is null ? "" : $",\"error_subcode\":{subcode}")}}},"fbtrace_id":"Atrace"{{{more}}}}}"""
        );

    public static WireAnswer Ends(WireEnding ending) => new(200, """{"data":[]}""") { Ending = ending };
}

public enum WireEnding
{
    Complete,

    /// <summary>Half the body, then the connection is closed.</summary>
    Cut,

    /// <summary>The connection is closed without a byte.</summary>
    Closed,

    /// <summary>No answer ever.</summary>
    Silent,
}
