using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace SystemUserManager.Web.Logging;

/// <summary>
/// The last net under the log: what looks like a token of Meta's or like a secret in an address is blotted out of the
/// finished line. Nothing should ever get this far; each hit is counted, and is a bug somewhere else.
/// </summary>
public static partial class Redaction
{
    public const string MeterName = "SystemUserManager.Web.Log";
    public const string CounterName = "log.redactions";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Hits = Meter.CreateCounter<long>(
        CounterName,
        description: "Secrets that were blotted out of the log"
    );

    public static string Apply(string line)
    {
        var clean = MetaToken().Replace(line, _ => Hit("EAA***"));
        return NamedSecret().Replace(clean, match => Hit($"{match.Groups["name"].Value}***"));
    }

    private static string Hit(string replacement)
    {
        Hits.Add(1);
        return replacement;
    }

    [GeneratedRegex("EAA[A-Za-z0-9]{20,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetaToken();

    // As in an address or a form (name=value), and as in JSON, also JSON within JSON (\"name\":\"value\").
    [GeneratedRegex(
        """(?<name>(client_secret|access_token|input_token|fb_exchange_token|appsecret_proof)(\\*["'])?\s*(=|:|%3D)\s*(\\*["'])?)(?!\*\*\*|EAA\*\*\*)[^\s&"'\\,;}\]]+""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NamedSecret();
}
