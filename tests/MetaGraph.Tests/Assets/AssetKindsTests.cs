using MetaGraph.Assets;

namespace MetaGraph.Tests.Assets;

public sealed class AssetKindsTests
{
    [Fact]
    public void Every_kind_is_in_the_table_once_and_in_order()
    {
        Assert.Equal(Enum.GetValues<AssetKind>(), AssetKinds.All.Select(info => info.Kind));
        Assert.Throws<ArgumentOutOfRangeException>(() => AssetKinds.Of((AssetKind)99));
    }

    [Fact]
    public void Datasets_and_Instagram_accounts_alone_have_no_reverse_edge()
    {
        Assert.Equal(
            [AssetKind.Dataset, AssetKind.InstagramAccount],
            AssetKinds.All.Where(info => info.ReverseEdge is null).Select(info => info.Kind)
        );
    }

    [Fact]
    public void Only_datasets_cannot_be_unassigned()
    {
        Assert.Equal(AssetKind.Dataset, Assert.Single(AssetKinds.All, info => !info.CanUnassign).Kind);
    }

    [Theory]
    [InlineData(AssetKind.AdAccount, 5, "MANAGE")]
    [InlineData(AssetKind.Page, 29, "PROFILE_PLUS_FULL_CONTROL")]
    [InlineData(AssetKind.ProductCatalog, 4, "MANAGE")]
    [InlineData(AssetKind.Dataset, 5, "EDIT")]
    [InlineData(AssetKind.WhatsAppBusinessAccount, 10, "MANAGE")]
    [InlineData(AssetKind.InstagramAccount, 6, "FULL_CONTROL")]
    public void Tasks_stand_least_privilege_first_without_repetition(AssetKind kind, int count, string most)
    {
        var tasks = AssetKinds.Of(kind).Tasks;
        Assert.Equal(count, tasks.Distinct().Count());
        Assert.Equal(count, tasks.Count);
        Assert.Equal(most, tasks[^1].Value);
    }

    [Theory]
    [InlineData("ANALYZE", "ADVERTISE")]
    [InlineData("ADVERTISE", "MODERATE")]
    [InlineData("MODERATE", "CREATE_CONTENT")]
    [InlineData("CREATE_CONTENT", "MANAGE")]
    public void The_classic_page_tasks_stand_in_the_order_in_which_they_include_each_other(string less, string more)
    {
        var tasks = AssetKinds.Of(AssetKind.Page).Tasks.Select(task => task.Value).ToList();
        Assert.True(tasks.IndexOf(less) < tasks.IndexOf(more));
    }
}
