using System.Globalization;
using SystemUserManager.Data;

namespace SystemUserManager.Benchmarks.Sync;

/// <summary>How large the worlds are, and what is measured in them.</summary>
/// <param name="ManySystemUsers">Of the one portfolio with 20 grants for each of them; 0: leave it out.</param>
/// <param name="Latencies">Milliseconds that each request takes longer.</param>
/// <param name="Parallel">Operations that a worker runs at a time.</param>
internal sealed record SyncSizes(
    int Portfolios,
    int SystemUsers,
    int Grants,
    int Assets,
    int ManySystemUsers,
    IReadOnlyList<int> Latencies,
    IReadOnlyList<DatabaseProvider> Databases,
    int Parallel
)
{
    /// <exception cref="FormatException">An argument isn't one, or no number.</exception>
    public static SyncSizes Read(IEnumerable<string> arguments)
    {
        var given = arguments
            .Select(a => a.Split('=', 2))
            .ToDictionary(a => a[0], a => a.Length == 2 ? a[1] : throw new FormatException($"{a[0]} has no value."));
        return new SyncSizes(
            Number("portfolios", 20),
            Number("system-users", 10),
            Number("grants", 500),
            Number("assets", 1000),
            Number("many", 1000),
            [.. Text("latency", "0,100").Split(',').Select(Parse)],
            [.. Text("databases", "Sqlite,Postgres").Split(',').Select(Enum.Parse<DatabaseProvider>)],
            Number("parallel", 4)
        );

        int Number(string name, int otherwise) => given.TryGetValue(name, out var text) ? Parse(text) : otherwise;

        string Text(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);

        static int Parse(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
