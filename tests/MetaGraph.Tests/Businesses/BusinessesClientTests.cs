using MetaGraph.Businesses;
using MetaGraph.Tests.Wire;

namespace MetaGraph.Tests.Businesses;

public sealed class BusinessesClientTests
{
    [Fact]
    public async Task A_business_is_read_with_what_Meta_tells()
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok(
                """{"id":"1001","name":"Northwind","verification_status":"verified","two_factor_type":"all_required","created_time":"2020-02-29T10:00:00+0000"}"""
            ),
            WireAnswer.Ok("""{"id":"1001"}""")
        );
        using var graph = new GraphOverWire(server.Address);
        var businesses = graph.Open().Businesses;
        Assert.Equal(
            new Business(
                new GraphId("1001"),
                "Northwind",
                "verified",
                "all_required",
                new DateTimeOffset(2020, 2, 29, 10, 0, 0, TimeSpan.Zero)
            ),
            await businesses.GetAsync(GraphOverWire.Business)
        );
        Assert.Equal(
            new Business(new GraphId("1001"), "", null, null, null),
            await businesses.GetAsync(GraphOverWire.Business)
        );
    }

    [Fact]
    public async Task Lists_of_a_business_come_from_their_own_edges()
    {
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok(
                """{"data":[{"id":"5","name":"N","email":"a@example.org","role":"ADMIN","marked_for_removal":true}]}"""
            )
        );
        using var graph = new GraphOverWire(server.Address);
        var businesses = graph.Open().Businesses;
        var user = await businesses.ListBusinessUsersAsync(GraphOverWire.Business).SingleAsync();
        Assert.Equal(("a@example.org", "ADMIN", true), (user.Email, user.Role, user.IsMarkedForRemoval));
        await businesses.ListOwnedAppsAsync(GraphOverWire.Business).SingleAsync();
        await businesses.ListClientAppsAsync(GraphOverWire.Business).SingleAsync();
        await businesses.ListAgenciesAsync(GraphOverWire.Business).SingleAsync();
        await businesses.ListClientsAsync(GraphOverWire.Business).SingleAsync();
        Assert.Equal(
            ["business_users", "owned_apps", "client_apps", "agencies", "clients"],
            server.Requests.Select(request => request.Path.Split('/')[^1])
        );
    }

    [Fact]
    public async Task A_partner_is_removed_by_its_id_in_the_query()
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok("""{"success":true}"""));
        using var graph = new GraphOverWire(server.Address);
        await graph.Open().Businesses.RemoveAgencyAsync(GraphOverWire.Business, new GraphId("55"));
        await graph.Open().Businesses.RemoveClientAsync(GraphOverWire.Business, new GraphId("56"));
        Assert.Equal(["DELETE", "DELETE"], server.Requests.Select(request => request.Method));
        Assert.Equal(["55", "56"], server.Requests.Select(request => request.Query["business"]));
        Assert.Equal("/v26.0/1001/clients", server.Requests[1].Path);
    }
}
