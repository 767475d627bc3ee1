using System.Globalization;

namespace SystemUserManager.Tests.Shared;

/// <summary>How long the tests go on that could go on for ever: CI's number, or the one in the environment (see tests/soak.sh).</summary>
internal static class Soak
{
    public static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;

    /// <summary><c>SOAK_MATRIX=1</c>: dies at every place on every database.</summary>
    public static bool Matrix { get; } = Number("SOAK_MATRIX", 0) == 1;

    /// <summary><c>SOAK_SEED</c>, or another each time; it stands in the output.</summary>
    public static Random Seeded(out string replay)
    {
        var seed = Number("SOAK_SEED", Random.Shared.Next());
        replay = string.Create(CultureInfo.InvariantCulture, $"SOAK_SEED={seed}");
        TestContext.Current.SendDiagnosticMessage(replay);
        TestContext.Current.TestOutputHelper?.WriteLine(replay);
        return new Random(seed);
    }

    public static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
