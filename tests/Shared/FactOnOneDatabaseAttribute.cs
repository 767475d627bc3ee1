using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace SystemUserManager.Tests.Shared;

/// <summary>
/// As <see cref="FactAttribute"/>, for tests of a class that runs on both databases, whose subject is what is decided
/// rather than what is stored: they take turns, in the order in which they stand. <c>SOAK_MATRIX=1</c>: all on both.
/// </summary>
[XunitTestCaseDiscoverer(typeof(FactOnOneDatabaseDiscoverer))]
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnOneDatabaseAttribute(
    [CallerFilePath] string? sourceFilePath = null,
    [CallerLineNumber] int sourceLineNumber = -1
) : FactAttribute(sourceFilePath, sourceLineNumber);

/// <summary>None, where it isn't this database's turn.</summary>
public sealed class FactOnOneDatabaseDiscoverer : FactDiscoverer
{
    public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        IXunitTestMethod testMethod,
        IFactAttribute factAttribute
    )
    {
        var method = testMethod.Method;
        var place = method
            .DeclaringType!.GetMethods()
            .Where(m => m.IsDefined(typeof(FactOnOneDatabaseAttribute)))
            .OrderBy(m => m.MetadataToken)
            .ToList()
            .FindIndex(m => m.MetadataToken == method.MetadataToken);
        return Turns.IsDueOn(testMethod.TestClass.Class, place)
            ? base.Discover(discoveryOptions, testMethod, factAttribute)
            : new([]);
    }
}
