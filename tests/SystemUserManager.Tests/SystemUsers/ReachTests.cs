using MetaGraph.Assets;
using MetaGraph.Tokens;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tests.SystemUsers;

public sealed class ReachTests
{
    private static readonly ReachedAsset AdAccount = new(AssetKind.AdAccount, "Northwind EU", ["ANALYZE"]);
    private static readonly ReachedAsset Spender = new(AssetKind.AdAccount, "Northwind EU", ["ANALYZE", "ADVERTISE"]);
    private static readonly ReachedAsset Page = new(AssetKind.Page, "Northwind", ["ANALYZE"]);
    private static readonly ReachedAsset Inbox = new(AssetKind.Page, "Northwind", ["MESSAGING"]);

    [Fact]
    public void It_says_how_many_of_each_kind_are_reached() =>
        Assert.Equal(
            ["2 of 12 ad accounts", "1 of 1 Page"],
            Reach
                .Of(
                    [Page, AdAccount, Spender],
                    [],
                    new Dictionary<AssetKind, int> { [AssetKind.AdAccount] = 12, [AssetKind.Page] = 1 }
                )
                .Extent
        );

    [Fact]
    public void Without_assets_nothing_is_reached() => Assert.Empty(Of([], ["ads_read"]).Extent);

    [Fact]
    public void An_asset_that_came_after_the_count_never_gives_more_than_all() =>
        Assert.Equal(["1 of 1 ad account"], Of([AdAccount], []).Extent);

    [Fact]
    public void Money_needs_both_the_task_and_the_scope()
    {
        Assert.Equal(["ADVERTISE on Northwind EU, with ads_management"], Of([Spender], ["ads_management"]).Spending);
        Assert.Empty(Of([Spender], ["ads_read"]).Spending);
        Assert.Empty(Of([AdAccount], ["ads_management"]).Spending);
    }

    [Fact]
    public void A_dataset_spends_no_money() =>
        Assert.Empty(Of([new(AssetKind.Dataset, "Web", ["ADVERTISE"])], ["ads_management"]).Spending);

    [Fact]
    public void Messages_that_are_charged_for_spend_money_and_read_people()
    {
        var reach = Of(
            [new(AssetKind.WhatsAppBusinessAccount, "Support", ["MESSAGING"])],
            ["whatsapp_business_messaging"]
        );
        Assert.Equal(["MESSAGING on Support, with whatsapp_business_messaging"], reach.Spending);
        Assert.Equal(reach.Spending, reach.People);
    }

    [Theory]
    [InlineData(AssetKind.Page, "MANAGE_LEADS", "leads_retrieval")]
    [InlineData(AssetKind.Page, "ADVERTISE", "leads_retrieval")]
    [InlineData(AssetKind.Page, "MESSAGING", "pages_messaging")]
    [InlineData(AssetKind.Page, "PROFILE_PLUS_FULL_CONTROL", "pages_messaging")]
    [InlineData(AssetKind.Page, "READ_PAGE_MAILBOXES", "read_page_mailboxes")]
    [InlineData(AssetKind.Page, "ANALYZE", "pages_read_user_content")]
    [InlineData(AssetKind.InstagramAccount, "MESSAGES", "instagram_manage_messages")]
    [InlineData(AssetKind.InstagramAccount, "COMMUNITY_ACTIVITY", "instagram_manage_comments")]
    [InlineData(AssetKind.WhatsAppBusinessAccount, "MANAGE", "whatsapp_business_messaging")]
    public void It_says_where_peoples_data_can_be_read(AssetKind kind, string task, string scope) =>
        Assert.Contains("on Mine, with " + scope, Assert.Single(Of([new(kind, "Mine", [task])], [scope]).People));

    [Fact]
    public void Orders_are_peoples_data_whatever_the_assets_are()
    {
        var reach = Of([], ["commerce_account_read_orders"]);

        Assert.Equal(["Read orders of commerce accounts, with commerce_account_read_orders"], reach.People);
        Assert.Empty(reach.Hints);
    }

    [Fact]
    public void Reports_are_not_peoples_data() =>
        Assert.Empty(Of([Spender, Inbox], ["ads_read", "read_insights"]).People);

    [Fact]
    public void Tasks_are_told_from_the_least_and_each_once() =>
        Assert.Equal(
            ["ADVERTISE, MANAGE on A, B, with ads_management"],
            Of(
                [new(AssetKind.AdAccount, "A", ["MANAGE"]), new(AssetKind.AdAccount, "B", ["MANAGE", "ADVERTISE"])],
                ["ads_management"]
            ).Spending
        );

    [Fact]
    public void Where_any_task_will_do_the_scope_itself_is_told() =>
        Assert.Equal(
            ["Read what people post on Pages on Northwind, with pages_read_user_content"],
            Of([Page], ["pages_read_user_content"]).People
        );

    [Fact]
    public void Three_assets_are_all_named() =>
        Assert.Equal(
            ["ADVERTISE on A1, A2, A3, with ads_management"],
            Of([.. Enumerable.Range(1, 3).Select(i => Spender with { Name = $"A{i}" })], ["ads_management"]).Spending
        );

    [Fact]
    public void Many_assets_are_counted_after_the_third()
    {
        var many = Enumerable.Range(1, 5).Select(i => Spender with { Name = $"A{i}" }).ToList();
        Assert.Equal(
            ["ADVERTISE on A1, A2, A3 and 2 more, with ads_management"],
            Of(many, ["ads_management"]).Spending
        );
    }

    [Fact]
    public void A_scope_without_an_asset_is_told() =>
        Assert.Contains(
            "ads_read has no asset to use it on: no ad account or dataset is chosen.",
            Of([Page], ["ads_read", "pages_show_list"]).Hints
        );

    [Fact]
    public void An_asset_without_a_scope_is_told() =>
        Assert.Equal(["No chosen scope can use Pages."], Of([Page, AdAccount], ["ads_read"]).Hints);

    [Fact]
    public void Without_any_scope_the_assets_are_not_blamed() => Assert.Empty(Of([Page, AdAccount], []).Hints);

    [Fact]
    public void Kinds_without_a_scope_are_told_in_one_order_always() =>
        Assert.Equal(
            [
                "whatsapp_business_management has no asset to use it on: no WhatsApp Business account is chosen.",
                "No chosen scope can use ad accounts.",
                "No chosen scope can use Pages.",
            ],
            Of([Page, AdAccount], ["whatsapp_business_management"]).Hints
        );

    [Fact]
    public void A_scope_without_its_task_is_told_with_some_tasks_that_would_do() =>
        Assert.Contains(
            "pages_messaging may not work: it needs one of READ_PAGE_MAILBOXES, MESSAGING, PAGES_MESSAGING, PAGES_MESSAGING_SUBSCRIPTIONS on a Page.",
            Of([Page, AdAccount], ["pages_messaging"]).Hints
        );

    [Fact]
    public void A_task_of_that_name_on_another_kind_is_of_no_use_to_a_scope() =>
        Assert.Single(
            Of([Page, new(AssetKind.WhatsAppBusinessAccount, "Support", ["MESSAGING"])], ["pages_messaging"]).Hints,
            MayNotWork
        );

    [Fact]
    public void A_task_on_one_of_several_kinds_is_enough() =>
        Assert.DoesNotContain(
            Of(
                [AdAccount, Page, new(AssetKind.InstagramAccount, "Shop", ["MESSAGES"])],
                ["instagram_manage_messages"]
            ).Hints,
            MayNotWork
        );

    [Theory]
    [InlineData("pages_read_user_content")]
    [InlineData("ads_management")]
    public void No_task_is_asked_for_where_any_will_do_or_the_scope_reads_no_people(string scope) =>
        Assert.DoesNotContain(Of([Page with { Tasks = [] }, AdAccount], [scope]).Hints, MayNotWork);

    [Fact]
    public void Scopes_that_go_along_are_told_when_they_are_missing() =>
        Assert.Contains(
            "Meta wants these scopes, too: business_management (along with catalog_management).",
            Of([new(AssetKind.ProductCatalog, "Shop", ["MANAGE"])], ["catalog_management"]).Hints
        );

    [Fact]
    public void What_several_scopes_want_along_is_one_sentence() =>
        Assert.Contains(
            "Meta wants these scopes, too: business_management (along with catalog_management); pages_show_list (along with pages_manage_posts, pages_manage_ads).",
            Of([Page], ["pages_manage_posts", "pages_manage_ads", "catalog_management"]).Hints
        );

    [Fact]
    public void Of_a_scope_that_Meta_does_not_document_nothing_is_said() => Assert.Empty(Of([], ["made_up"]).Hints);

    [Fact]
    public void What_fits_together_gives_no_hint() =>
        Assert.Empty(Of([Spender, Page], ["ads_management", "pages_read_engagement", "pages_show_list"]).Hints);

    [Fact]
    public void Every_scope_and_task_of_the_judgement_is_one_that_Meta_documents()
    {
        foreach (var scope in Scopes.All)
        {
            foreach (var target in ScopeUse.Find(scope.Scope.Value)?.Targets ?? [])
                Assert.Subset(
                    AssetKinds.Of(target.Kind).Tasks.Select(t => t.Value).ToHashSet(),
                    target.Tasks.ToHashSet()
                );
        }

        Assert.Null(ScopeUse.Find("no_such_scope"));
    }

    [Fact]
    public void Of_the_scopes_that_are_not_gated_only_those_without_an_asset_kind_here_are_not_judged() =>
        Assert.Equal(
            [
                "business_management",
                "commerce_account_read_settings",
                "private_computation_access",
                "read_audience_network_insights",
            ],
            Scopes.All.Where(s => !s.IsGated).Select(s => s.Scope.Value).Where(s => ScopeUse.Find(s) is null)
        );

    [Theory]
    [InlineData("ads_read", "ANALYZE", "can't spend · reads no people's data · reaches 1 of 1 ad account")]
    [InlineData("ads_management", "ADVERTISE", "can spend · reads no people's data · reaches 1 of 1 ad account")]
    public void One_line_says_all_of_it(string scope, string task, string line) =>
        Assert.Equal(line, Of([AdAccount with { Tasks = [task] }], [scope]).Line);

    [Theory]
    [InlineData(AssetKind.Page, "MANAGE_LEADS", "leads_retrieval", "reads leads")]
    [InlineData(AssetKind.Page, "MESSAGING", "pages_messaging", "reads messages")]
    [InlineData(AssetKind.Page, "READ_PAGE_MAILBOXES", "read_page_mailboxes", "reads messages")]
    [InlineData(AssetKind.Page, "ANALYZE", "pages_read_user_content", "reads what people write")]
    public void The_line_says_which_of_peoples_data(AssetKind kind, string task, string scope, string reads) =>
        Assert.Equal($"can't spend · {reads} · reaches 1 of 1 Page", Of([new(kind, "Mine", [task])], [scope]).Line);

    [Fact]
    public void The_line_of_orders_reaches_no_asset() =>
        Assert.Equal("can't spend · reads orders · reaches no asset", Of([], ["commerce_account_read_orders"]).Line);

    [Fact]
    public void What_Meta_wants_along_is_followed_to_its_end()
    {
        Assert.Equal(
            ["instagram_basic", "pages_read_engagement", "pages_show_list"],
            ScopeUse.WantedAlong(["instagram_shopping_tag_products"]).Order(StringComparer.Ordinal)
        );
        Assert.Empty(ScopeUse.WantedAlong(["made_up", "ads_read"]));
    }

    private static bool MayNotWork(string hint) => hint.Contains("may not work", StringComparison.Ordinal);

    private static Reach Of(IReadOnlyList<ReachedAsset> assets, IReadOnlyList<string> scopes) =>
        Reach.Of(assets, scopes, new Dictionary<AssetKind, int>());
}
