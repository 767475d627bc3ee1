using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace SystemUserManager.Tests.Shared;

/// <summary>
/// As <see cref="MemberDataAttribute"/>, for tables of many deaths and troubles whose tests run on both databases: each
/// row on one of them, in turns of two, so that both meet every side of a step. <c>SOAK_MATRIX=1</c>: all rows on both.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachOnOneDatabaseAttribute(string memberName) : MemberDataAttributeBase(memberName, [])
{
    public override async ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    )
    {
        MemberType ??= testMethod.DeclaringType;
        var rows = await base.GetData(testMethod, disposalTracker);
        return [.. rows.Index().Where(r => IsDueOn(testMethod, r.Index)).Select(r => r.Item)];
    }

    /// <summary>0 1 1 0: before and after a step, and the same side of two steps, are on different ones.</summary>
    internal static bool IsDueOn(MethodInfo testMethod, int row)
    {
        var tests = testMethod.ReflectedType!.Name;
        var onSqlite = tests.EndsWith("OnSqlite", StringComparison.Ordinal);
        if (!onSqlite && !tests.EndsWith("OnPostgres", StringComparison.Ordinal))
            throw new InvalidOperationException($"{tests} says no database.");
        return Soak.Matrix || (row + (row / 2)) % 2 == (onSqlite ? 0 : 1);
    }
}
