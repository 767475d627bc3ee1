using MetaGraph.Assets;
using SystemUserManager.SystemUsers;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>What differs between what was seen and what is wanted.</summary>
public sealed class AccessChangeTests
{
    private static readonly Asset Account = new()
    {
        PortfolioId = 1,
        Kind = AssetKind.AdAccount,
        GraphId = "act_1",
        Name = "Shop",
        FirstSeenAt = DateTimeOffset.UnixEpoch,
    };

    [Theory]
    [InlineData(null, "ANALYZE", "Added")]
    [InlineData("ANALYZE,DRAFT", null, "Removed")]
    [InlineData("ANALYZE,DRAFT", "ADVERTISE", "Raised")]
    [InlineData("ADVERTISE,ANALYZE,DRAFT", "ANALYZE", "Lowered")]
    [InlineData("AA_ANALYZE,ANALYZE", "ADVERTISE", "Changed")]
    // DRAFT comes along by itself, and nobody can ask for what isn't in Meta's list of tasks.
    [InlineData("ANALYZE,DRAFT", "ANALYZE", null)]
    [InlineData("ANALYZE,FB_EMPLOYEE_DSO_ADVERTISE", "ANALYZE", null)]
    [InlineData("ADVERTISE,ANALYZE,DRAFT", "ADVERTISE", null)]
    public void A_difference_is_named_by_what_it_comes_to(string? before, string? after, string? what)
    {
        var changes = AccessChange.Between(
            Grants(before),
            Grants(after),
            new Dictionary<long, Asset> { [Account.Id] = Account }
        );

        Assert.Equal(what, changes.SingleOrDefault()?.What.ToString());
    }

    private static AskedGrant[] Grants(string? tasks) =>
        tasks is null ? [] : [new AskedGrant(Account.Id, tasks.Split(','))];
}
