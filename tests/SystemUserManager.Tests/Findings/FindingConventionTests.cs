using System.Reflection;
using SystemUserManager.Findings;
using SystemUserManager.Tests.Findings.Kinds;
using SystemUserManager.Tests.Findings.Rules;

namespace SystemUserManager.Tests.Findings;

/// <summary>No kind without its rule, a test of that rule alone, and a test of how it comes and goes.</summary>
public sealed class FindingConventionTests
{
    public static TheoryData<FindingKind> Kinds => [.. Enum.GetValues<FindingKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_has_its_tests(FindingKind kind)
    {
        Assert.True(Finds(kind, t => t.IsSubclassOf(typeof(ComesAndGoesTests))), "No test in which it comes and goes.");
        if (FindingRules.Of(kind) is ComparingRule)
            Assert.True(Finds(kind, t => t.Namespace == typeof(Given).Namespace), "No test of its rule alone.");
    }

    private static bool Finds(FindingKind kind, Func<Type, bool> where) =>
        typeof(FindingConventionTests)
            .Assembly.GetTypes()
            .Where(where)
            .SelectMany(t => t.GetMethods())
            .SelectMany(m => m.GetCustomAttributes<TraitAttribute>())
            .Any(t => t.Name == "Finds" && t.Value == kind.ToString());
}
