using System.Text.RegularExpressions;

namespace MetaGraph;

/// <summary>How the client reaches Graph. Every setting has a default that fits production.</summary>
public sealed partial class MetaGraphOptions
{
    /// <summary>Default <c>https://graph.facebook.com</c>. Must be https; plain http only for a loopback address.</summary>
    public Uri BaseAddress { get; set; } = new("https://graph.facebook.com");

    /// <summary>Default <c>v26.0</c> (usable since 2026-07-29). A <c>v</c>, a number, a dot, a number.</summary>
    public string Version { get; set; } = "v26.0";

    /// <summary>How long one request may take, its answer included. Default 30 s; more than 0, at most 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a read that failed for the moment is repeated. Default 3; 0 (never) to 10. A change is repeated only when
    /// it never left this machine (name not found, connection refused).
    /// </summary>
    public int ReadRetries { get; set; } = 3;

    /// <summary>Wait before the first repetition; it doubles and is jittered. Default 0.8 s; 0 to 1 minute.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.8);

    /// <summary>Items asked for per page of a list. Default 100; 1 to 1000. Meta may answer with fewer.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>Items asked for per list inside a list (grants of each system user). Default 100; 1 to 1000.</summary>
    public int NestedPageSize { get; set; } = 100;

    /// <summary>Largest answer accepted, in bytes. Default 32 MiB; 64 KiB to 1 GiB.</summary>
    public int MaxResponseBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// Send the proof of the app secret with a time, so that it ends after 5 minutes. Default false: the plain proof.
    /// https://developers.facebook.com/docs/facebook-login/security (read 2026-11-24).
    /// </summary>
    public bool TimedProof { get; set; }

    /// <summary>The <c>User-Agent</c> header. Default <c>MetaGraph/1.0</c>; printable ASCII.</summary>
    public string UserAgent { get; set; } = "MetaGraph/1.0";

    /// <returns>One sentence for each setting that cannot be used; empty when all can.</returns>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (BaseAddress is not { IsAbsoluteUri: true } || !IsSafe(BaseAddress))
            problems.Add("BaseAddress must be an https address; http is accepted for a loopback address only.");
        else if (BaseAddress.Query.Length + BaseAddress.Fragment.Length + BaseAddress.UserInfo.Length > 0)
            problems.Add("BaseAddress must not carry a query, a fragment or a user name.");
        if (Version is null || !VersionText().IsMatch(Version))
            problems.Add("Version must look like v26.0.");
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(10))
            problems.Add("Timeout must be more than 0 and at most 10 minutes.");
        if (ReadRetries is < 0 or > 10)
            problems.Add("ReadRetries must be between 0 and 10.");
        if (RetryDelay < TimeSpan.Zero || RetryDelay > TimeSpan.FromMinutes(1))
            problems.Add("RetryDelay must be between 0 and 1 minute.");
        if (PageSize is < 1 or > 1000)
            problems.Add("PageSize must be between 1 and 1000.");
        if (NestedPageSize is < 1 or > 1000)
            problems.Add("NestedPageSize must be between 1 and 1000.");
        if (MaxResponseBytes is < 64 * 1024 or > 1024 * 1024 * 1024)
            problems.Add("MaxResponseBytes must be between 64 KiB and 1 GiB.");
        if (string.IsNullOrWhiteSpace(UserAgent) || UserAgent.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            problems.Add("UserAgent must be printable ASCII text.");
        return problems;
    }

    private static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    [GeneratedRegex(@"\Av\d{1,3}\.\d{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionText();
}
