using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace SystemUserManager.Tests.Shared;

/// <summary>
/// As <see cref="InlineDataAttribute"/>, for troubles and refusals whose tests run on both databases: the rows of a test
/// take turns, each on one of them. <c>SOAK_MATRIX=1</c>: all on both. A test has two rows at least.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class InlineOnOneDatabaseAttribute(params object?[]? data) : DataAttribute
{
    private readonly object?[] _data = data ?? [null];

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    )
    {
        var row = testMethod
            .GetCustomAttributes<InlineOnOneDatabaseAttribute>()
            .ToList()
            .FindIndex(other => other._data.SequenceEqual(_data));
        return new(EachOnOneDatabaseAttribute.IsDueOn(testMethod, row) ? [new TheoryDataRow(_data)] : []);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
