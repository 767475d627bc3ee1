using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace SystemUserManager.Tests.Shared;

/// <summary>One row of a test's data: see <see cref="RowsOnOneDatabaseAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RowAttribute(params object?[]? data) : Attribute
{
    public object?[] Data { get; } = data ?? [null];
}

/// <summary>
/// As <see cref="EachOnOneDatabaseAttribute"/>, for the rows that stand at the test itself (<see cref="RowAttribute"/>):
/// two at least, so that each database has one.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RowsOnOneDatabaseAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    ) =>
        new([
            .. testMethod
                .GetCustomAttributes<RowAttribute>()
                .Index()
                .Where(r => Turns.IsDueOn(testMethod.ReflectedType!, r.Index))
                .Select(r => new TheoryDataRow(r.Item.Data)),
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
