using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SystemUserManager.Sandbox.State;

/// <summary>One injected fault, as <c>POST /_sandbox/faults</c> takes it.</summary>
public sealed record Fault
{
    /// <summary><c>graph</c> or <c>vault</c>.</summary>
    public required string Server { get; init; }

    /// <summary>Null: any.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// A prefix of the path, without version and query; <c>*</c> stands for anything inside one segment
    /// (<c>/*/access_tokens</c>). Null: any.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>
    /// <c>before</c>: answer with status and code, do nothing. <c>after</c>: do it, then the connection is cut before the
    /// first byte. <c>cut</c>: do it, send the headers and half of the body, cut. <c>hang</c>: do nothing, never answer,
    /// until the caller gives up. <c>slow</c>: wait, then do it and answer.
    /// </summary>
    public required string Mode { get; init; }

    public int Status { get; init; } = 500;

    /// <summary>Meta: the error's number. Vault: the error's word. Null: 2, and for the vault a word for the status.</summary>
    public JsonElement? Code { get; init; }

    /// <summary>Meta's error_subcode.</summary>
    public int? Subcode { get; init; }

    /// <summary>The vault's innererror code.</summary>
    public string? InnerCode { get; init; }

    public string? Message { get; init; }

    /// <summary>The Location header, for a redirect.</summary>
    public string? Location { get; init; }

    /// <summary>The Retry-After header: seconds or a date.</summary>
    public JsonElement? RetryAfter { get; init; }

    /// <summary>How long <c>slow</c> waits.</summary>
    public int Milliseconds { get; init; }

    /// <summary>Whether it hits the parts of a batch, too; where not, only whole requests: a slow line, say.</summary>
    public bool InBatches { get; init; } = true;

    /// <summary>How many requests it lets pass first: to hit the second page of a list, say.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests it hits. Null: until cleared.</summary>
    public int? Times { get; init; }

    /// <summary>More headers for <c>before</c>, and for the answer that <c>slow</c> lets through: usage headers, say.</summary>
    public Dictionary<string, string>? Headers { get; init; }

    /// <summary>Null when it makes sense, otherwise a sentence.</summary>
    public string? Refusal()
    {
        if (Server is not ("graph" or "vault"))
            return $"server is '{Server}', but there are only graph and vault.";
        if (Mode is not ("before" or "after" or "cut" or "hang" or "slow"))
            return $"mode is '{Mode}', but there are only before, after, cut, hang and slow.";
        if (Status is < 200 or > 599)
            return $"status is {Status}, but an answer has 200 to 599.";
        if (Times is <= 0)
            return "times is below 1.";
        if (Skip < 0)
            return "skip is negative.";
        return null;
    }

    internal bool Matches(string server, string method, string path) =>
        string.Equals(Server, server, StringComparison.Ordinal)
        && (Method is null || string.Equals(Method, method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || Pattern().IsMatch(path));

    private Regex Pattern() =>
        new(
            "^" + Regex.Escape(Path!).Replace("\\*", "[^/]*", StringComparison.Ordinal),
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
        );
}

/// <summary>The faults that are waiting to happen, in memory: a restarted sandbox is a healthy one.</summary>
public sealed class Faults
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];

    public void Add(Fault fault)
    {
        lock (_lock)
            _waiting.Add(new Waiting(fault) { Left = fault.Times });
    }

    public void Clear()
    {
        lock (_lock)
            _waiting.Clear();
    }

    /// <summary>Each with the number of times that it will still hit; null: until cleared.</summary>
    public IReadOnlyList<(Fault Fault, int? Left)> All()
    {
        lock (_lock)
            return [.. _waiting.Select(waiting => (waiting.Fault, waiting.Left))];
    }

    /// <summary>The first fault that hits this request (one time less from now on), or null.</summary>
    public Fault? Take(string server, string method, string path, bool isInBatch = false)
    {
        lock (_lock)
        {
            var hit = _waiting.FirstOrDefault(waiting =>
                waiting.Fault.Matches(server, method, path) && (waiting.Fault.InBatches || !isInBatch)
            );
            if (hit is null || hit.Skipped++ < hit.Fault.Skip)
                return null;
            if (hit.Left is not null && --hit.Left == 0)
                _waiting.Remove(hit);
            return hit.Fault;
        }
    }

    /// <summary>The answer of a <c>before</c> fault in the manner of Meta.</summary>
    public static JsonNode GraphBody(Fault fault)
    {
        var code = fault.Code?.ValueKind switch
        {
            JsonValueKind.Number => fault.Code.Value.GetInt32(),
            JsonValueKind.String when int.TryParse(fault.Code.Value.GetString(), out var number) => number,
            _ => 2,
        };
        var error = new JsonObject
        {
            ["message"] = fault.Message ?? Text(code),
            ["type"] = "OAuthException",
            ["code"] = code,
        };
        if (fault.Subcode is { } subcode)
            error["error_subcode"] = subcode;
        error["is_transient"] = code is 1 or 2 or 4 or 17 or 32 or 341 or 613 || code is >= 80000 and < 80100;
        error["fbtrace_id"] = "A" + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray())[..22];
        return new JsonObject { ["error"] = error };
    }

    /// <summary>The answer of a <c>before</c> fault in the manner of Key Vault.</summary>
    public static JsonNode VaultBody(Fault fault)
    {
        var error = new JsonObject
        {
            ["code"] =
                fault.Code?.ValueKind is JsonValueKind.String ? fault.Code.Value.GetString() : Word(fault.Status),
            ["message"] = fault.Message ?? "The request was refused by an injected fault.",
        };
        if (fault.InnerCode is not null)
            error["innererror"] = new JsonObject { ["code"] = fault.InnerCode };
        return new JsonObject { ["error"] = error };
    }

    private static string Text(int code) =>
        code switch
        {
            1 => "An unknown error occurred",
            2 => "Service temporarily unavailable",
            4 => "(#4) Application request limit reached",
            17 => "(#17) User request limit reached",
            32 => "(#32) Page request limit reached",
            341 => "(#341) Application limit reached",
            613 => "(#613) Calls to this api have exceeded the rate limit.",
            3919 => "There was an unexpected technical issue. Please try again.",
            >= 80000 and < 80100 =>
                $"(#{code}) There have been too many calls to this account. Wait a bit and try again.",
            _ => $"(#{code}) Injected fault",
        };

    private static string Word(int status) =>
        status switch
        {
            400 => "BadParameter",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "SecretNotFound",
            409 => "Conflict",
            429 => "Throttled",
            503 => "ServiceUnavailable",
            _ => "InternalServerError",
        };

    private sealed class Waiting(Fault fault)
    {
        public Fault Fault => fault;

        public int? Left { get; set; }

        public int Skipped { get; set; }
    }
}
