using MetaGraph.Assets;
using MetaGraph.Http;

namespace MetaGraph.Tests.Sandbox;

/// <summary>Partners, and ending what is shared with them, over the protocol.</summary>
public sealed class PartnerTests(GraphInSandbox graph) : IClassFixture<GraphInSandbox>
{
    private static readonly GraphId Agency = new("1200000000000101");

    [Fact]
    public async Task An_agency_loses_assets_one_by_one_and_then_as_a_whole_and_a_second_time_is_refused()
    {
        var accounts = await graph
            .Session.Assets.ListDetailsAsync(
                graph.Business,
                AssetKind.AdAccount,
                AssetOwnership.Owned,
                AssetDetail.Agencies
            )
            .ToListAsync();
        var shared = accounts.Single(a => a.Agencies!.Any(one => one.Id == Agency)).Asset.Id;
        var other = accounts.First(a => a.Agencies!.Count == 0).Asset.Id;
        var session = graph.Open();

        Assert.Equal([1, 0], await CountsAsync(session, shared, other));
        var results = await session.Assets.RemoveAgencyFromManyAsync([shared, other], Agency);
        Assert.IsType<BatchResult.Ok>(results[0]);
        Assert.Equal(GraphErrorKind.Validation, Assert.IsType<BatchResult.Failed>(results[1]).Error.Kind);
        Assert.Equal([0, 0], await CountsAsync(session, shared, other));

        Assert.True(await IsListedAsync(session));
        await session.Businesses.RemoveAgencyAsync(graph.Business, Agency);
        Assert.False(await IsListedAsync(session));
        await Assert.ThrowsAsync<MetaGraphException>(() =>
            session.Businesses.RemoveAgencyAsync(graph.Business, Agency)
        );
    }

    private ValueTask<bool> IsListedAsync(MetaGraphSession session) =>
        session.Businesses.ListAgenciesAsync(graph.Business).AnyAsync(a => a.Id == Agency);

    private static async Task<IEnumerable<int>> CountsAsync(MetaGraphSession session, params GraphId[] assets) =>
        (await session.Assets.ReadAgenciesAsync(assets)).Select(r =>
            Assert.IsType<BatchResult<IReadOnlyList<AssetAgency>>.Ok>(r).Value.Count
        );
}
