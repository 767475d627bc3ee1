using System.Diagnostics;
using System.Globalization;
using SystemUserManager.Data;

namespace SystemUserManager.Benchmarks.SignIn;

/// <summary>
/// Whether the time of an answer tells that an account exists: a wrong password for so many accounts, and for as many
/// e-mails that nobody has, in turns. Prints a table in Markdown.
/// </summary>
internal static class SignInBenchmark
{
    // Each account once: after five wrong passwords it would be locked.
    private const int Samples = 200;
    private const int WarmUp = 20;

    public static async Task<int> RunAsync(TextWriter output)
    {
        await output.WriteLineAsync(
            "| Database | Samples of each | Known: median ms | Unknown: median ms | Known / unknown | Difference ms |"
        );
        await output.WriteLineAsync("|---|--:|--:|--:|--:|--:|");
        foreach (var provider in Enum.GetValues<DatabaseProvider>())
            await output.WriteLineAsync(await MeasureAsync(provider));
        return 0;
    }

    private static async Task<string> MeasureAsync(DatabaseProvider provider)
    {
        await using var app = await AppUnderTest.StartAsync(provider, WarmUp + Samples);
        using var visitor = await app.VisitAsync();
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < WarmUp + Samples; i++)
        {
            // Who comes second must not be the one who always does.
            var isKnownFirst = i % 2 == 0;
            foreach (var isKnown in new[] { isKnownFirst, !isKnownFirst })
            {
                var email = isKnown ? AppUnderTest.Email(i) : $"nobody{i}@example.com";
                var started = Stopwatch.GetTimestamp();
                await visitor.TryAsync(email);
                var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                if (i >= WarmUp)
                    (isKnown ? known : unknown).Add(took);
            }
        }

        var (a, b) = (Median(known), Median(unknown));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {provider} | {Samples} | {a:0.00} | {b:0.00} | {a / b:0.000} | {a - b:0.00} |"
        );
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
