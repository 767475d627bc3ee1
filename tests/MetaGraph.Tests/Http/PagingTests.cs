using System.Globalization;
using System.Text;
using CsCheck;
using MetaGraph.Http;
using MetaGraph.Tests.Wire;

namespace MetaGraph.Tests.Http;

public sealed class PagingTests
{
    [Fact]
    public async Task A_list_ends_where_next_is_missing_and_neither_at_a_short_page_nor_at_a_cursor()
    {
        await using var server = ScriptedServer.Answering(
            Page("""{"id":"1"}""", after: "A", next: true),
            Page("", after: "B", next: true),
            Page("""{"id":"2"},{"id":"3"}""", after: "C", next: false)
        );
        using var graph = new GraphOverWire(server.Address);
        var ids = await Ids(graph);
        Assert.Equal(["1", "2", "3"], ids);
        Assert.Equal([null, "A", "B"], server.Requests.Select(request => request.Query.GetValueOrDefault("after")));
        Assert.All(server.Requests, request => Assert.Equal("100", request.Query["limit"]));
    }

    [Fact]
    public async Task A_page_that_is_too_heavy_is_asked_for_again_from_the_same_cursor_with_half_as_many()
    {
        await using var server = ScriptedServer.Answering(
            Page("""{"id":"1"}""", after: "A", next: true),
            TooMuch(),
            TooMuch(),
            Page("""{"id":"2"}""", after: "B", next: true),
            Page("""{"id":"3"}""", after: "C", next: false)
        );
        using var graph = new GraphOverWire(server.Address);
        var ids = await Ids(graph);
        Assert.Equal(["1", "2", "3"], ids);
        Assert.Equal(
            [null, "A", "A", "A", "B"],
            server.Requests.Select(request => request.Query.GetValueOrDefault("after"))
        );
        // What Meta was willing to send once is asked for from then on.
        Assert.Equal(["100", "100", "50", "25", "25"], server.Requests.Select(request => request.Query["limit"]));
    }

    [Fact]
    public async Task A_list_of_which_not_even_one_item_can_be_sent_ends_in_an_exception()
    {
        await using var server = ScriptedServer.Answering([.. Enumerable.Repeat(TooMuch(), 7)]);
        using var graph = new GraphOverWire(server.Address);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => Ids(graph));
        Assert.Equal(GraphErrorKind.TooMuchData, error.Kind);
        Assert.Equal("1", server.Requests[^1].Query["limit"]);
    }

    [Fact]
    public async Task A_cursor_that_is_refused_in_the_middle_of_a_list_is_told_from_a_call_that_is_wrong()
    {
        await using var server = ScriptedServer.Answering(
            Page("""{"id":"1"}""", after: "A", next: true),
            Refused(),
            Refused()
        );
        using var graph = new GraphOverWire(server.Address);
        Assert.True((await Assert.ThrowsAsync<MetaGraphException>(() => Ids(graph))).CursorRefused);
        Assert.False((await Assert.ThrowsAsync<MetaGraphException>(() => Ids(graph))).CursorRefused);
    }

    [Fact]
    [Trait("Id", "E07")]
    public async Task The_next_address_is_never_called_and_never_shown()
    {
        await using var elsewhere = ScriptedServer.Answering(Page("", null, next: false));
        await using var server = ScriptedServer.Answering(
            WireAnswer.Ok(
                $$$"""{"data":[],"paging":{"cursors":{"after":"A"},"next":"{{{elsewhere.Address}}}x?access_token=EAAleaked"}}"""
            ),
            WireAnswer.Ok($$$"""{"data":[],"paging":{"next":"{{{elsewhere.Address}}}x?access_token=EAAleaked"}}""")
        );
        using var graph = new GraphOverWire(server.Address);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => Ids(graph));
        Assert.Contains("no cursor", error.VendorMessage);
        Assert.DoesNotContain("EAAleaked", error.ToString());
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_list_that_runs_in_a_circle_ends_in_an_exception()
    {
        await using var server = ScriptedServer.Answering(
            Page("""{"id":"1"}""", after: "A", next: true),
            Page("""{"id":"2"}""", after: "B", next: true),
            Page("""{"id":"3"}""", after: "A", next: true)
        );
        using var graph = new GraphOverWire(server.Address);
        await Assert.ThrowsAsync<MetaGraphException>(() => Ids(graph));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":null}""")]
    [InlineData("[]")]
    public async Task An_answer_without_a_list_is_no_empty_list(string body)
    {
        await using var server = ScriptedServer.Answering(WireAnswer.Ok(body));
        using var graph = new GraphOverWire(server.Address);
        await Assert.ThrowsAsync<MetaGraphException>(() => Ids(graph));
    }

    [Fact]
    public async Task A_failure_on_a_later_page_is_an_exception_and_no_short_list()
    {
        await using var server = ScriptedServer.Answering(
            Page("""{"id":"1"}""", after: "A", next: true),
            WireAnswer.Error(400, 17)
        );
        using var graph = new GraphOverWire(server.Address);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() => Ids(graph));
        Assert.Equal(GraphErrorKind.Throttled, error.Kind);
    }

    [Fact]
    public async Task However_a_list_is_cut_into_pages_it_is_read_whole_and_in_order()
    {
        await Gen.Int[0, 4]
            .Array[1, 12]
            .SampleAsync(
                async sizes =>
                {
                    var starts = sizes.Select((_, i) => sizes.Take(i).Sum()).ToList();
                    await using var server = new ScriptedServer(request =>
                    {
                        var page = int.Parse(
                            request.Query.GetValueOrDefault("after", "0"),
                            CultureInfo.InvariantCulture
                        );
                        var items = Enumerable.Range(starts[page], sizes[page]).Select(id => $$"""{"id":{{id + 1}}}""");
                        return Page(string.Join(',', items), $"{page + 1}", next: page + 1 < sizes.Length);
                    });
                    using var graph = new GraphOverWire(server.Address);
                    Assert.Equal(
                        Enumerable.Range(1, sizes.Sum()).Select(id => id.ToString(CultureInfo.InvariantCulture)),
                        await Ids(graph)
                    );
                },
                iter: 30
            );
    }

    [Fact]
    public void Any_bytes_are_read_as_a_page_or_end_in_a_MetaGraphException()
    {
        var sample = Encoding.UTF8.GetBytes("""{"data":[{"id":"1"}],"paging":{"cursors":{"after":"A"},"next":"x"}}""");
        Gen.Select(Gen.Int[0, sample.Length - 1], Gen.Byte)
            .Sample(
                (at, value) =>
                {
                    byte[] damaged = [.. sample];
                    damaged[at] = value;
                    try
                    {
                        GraphAnswer.Read(
                            damaged,
                            json => GraphPage.Read(json, item => item.Id("id")),
                            new GraphAnswerContext(200, false, null, [])
                        );
                    }
                    catch (MetaGraphException) { }
                }
            );
    }

    private static WireAnswer TooMuch() =>
        new(
            500,
            """{"error":{"message":"Please reduce the amount of data you're asking for, then retry your request","type":"OAuthException","code":1}}"""
        );

    private static WireAnswer Refused() =>
        new(400, """{"error":{"message":"(#100) Param after must be a valid cursor","code":100}}""");

    private static WireAnswer Page(string items, string? after, bool next) =>
        WireAnswer.Ok(
            $$$"""{"data":[{{{items}}}],"paging":{"cursors":{"before":"x","after":"{{{after}}}"}{{{(next ? ",\"next\":\"https://graph.facebook.com/x\"" : "")}}}}}"""
        );

    private static async Task<List<string>> Ids(GraphOverWire graph) =>
        await graph
            .Open()
            .Businesses.ListAgenciesAsync(GraphOverWire.Business)
            .Select(agency => agency.Id.Value)
            .ToListAsync();
}
