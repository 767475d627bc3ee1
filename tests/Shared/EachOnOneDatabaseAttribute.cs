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
        return [.. rows.Index().Where(r => Turns.IsDueOn(testMethod.ReflectedType!, r.Index)).Select(r => r.Item)];
    }
}
