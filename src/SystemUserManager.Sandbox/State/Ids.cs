using System.Globalization;
using System.Security.Cryptography;

namespace SystemUserManager.Sandbox.State;

/// <summary>Ids by counting, so that the same acts give the same ids; secrets by chance.</summary>
public sealed class Ids(Journal journal)
{
    private const string TableName = "counters";
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A system user as Meta's own pages number it.</summary>
    public string Canonical() => Number("canonical", 61_560_000_000_000, 7);

    /// <summary>A system user as one app's calls number it.</summary>
    public string AppScoped() => Number("appScoped", 122_100_000_000_000, 13);

    public string Asset() => Number("asset", 910_000_000_000_000, 11);

    public string Person() => Number("person", 100_090_000_000_000, 17);

    public string BusinessScopedPerson() => Number("businessScopedPerson", 122_121_443_000_000_000, 29);

    /// <summary>Order of making.</summary>
    public long Order() => Next("order");

    public static string TokenValue() => "EAA" + RandomNumberGenerator.GetString(Alphanumeric, 180);

    public static string AppSecret() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The form of Meta's trace ids.</summary>
    public static string Trace() => "A" + RandomNumberGenerator.GetString(Alphanumeric + "-_", 22);

    private string Number(string counter, long start, long step) =>
        (start + (Next(counter) * step)).ToString(CultureInfo.InvariantCulture);

    private long Next(string counter)
    {
        var next = (journal.Get<Counter>(TableName, counter)?.Last ?? 0) + 1;
        journal.Put(TableName, counter, new Counter(next));
        return next;
    }

    private sealed record Counter(long Last);
}
