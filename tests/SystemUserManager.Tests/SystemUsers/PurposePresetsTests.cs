using MetaGraph.Assets;
using MetaGraph.Tokens;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>The presets are data: they hold only what Meta knows, and are whole.</summary>
public sealed class PurposePresetsTests
{
    public static TheoryData<string> Keys() => [.. PurposePresets.All.Select(p => p.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_preset_holds_tasks_and_scopes_that_Meta_knows_and_says_where_it_is_from(string key)
    {
        var preset = PurposePresets.Find(key)!;

        Assert.All(
            preset.Tasks,
            t => Assert.Empty(t.Value.Except(AssetKinds.Of(t.Key).Tasks.Select(task => task.Value)))
        );
        foreach (var scope in preset.Scopes)
        {
            var info = Scopes.Find(new Scope(scope));
            Assert.NotNull(info);
            Assert.False(info.IsGated);
            Assert.Empty(info.DependsOn.Select(d => d.Value).Except(preset.Scopes));
        }

        if (!preset.IsOpen)
        {
            Assert.All(preset.Sources, s => Assert.Equal("developers.facebook.com", s.Host));
            Assert.NotEmpty(preset.Sources);
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Its_own_least_is_never_beyond_it_and_fits_together(string key)
    {
        var preset = PurposePresets.Find(key)!;
        var grants = preset.Tasks.Select(t => (t.Key, "Some", t.Value)).ToList();

        Assert.Empty(BeyondPreset.Differences(preset, grants, preset.Scopes));
        foreach (var (kind, _, _) in grants)
            Assert.Contains(preset.Scopes, s => ScopeUse.Find(s)?.Serves(kind) == true);
    }

    [Fact]
    public void What_comes_along_by_itself_is_not_beyond_and_what_is_more_is()
    {
        var reporting = PurposePresets.Find("reporting");

        Assert.Empty(BeyondPreset.Tasks(reporting, AssetKind.AdAccount, ["ANALYZE", "DRAFT"]));
        Assert.Equal(["MANAGE"], BeyondPreset.Tasks(reporting, AssetKind.AdAccount, ["ANALYZE", "MANAGE"]));
        Assert.Equal(["ANALYZE"], BeyondPreset.Tasks(reporting, AssetKind.Page, ["ANALYZE"]));
        Assert.Equal(["leads_retrieval"], BeyondPreset.Scopes(reporting, ["ads_read", "leads_retrieval"]));
        Assert.Empty(BeyondPreset.Tasks(PurposePresets.Find("custom"), AssetKind.Page, ["MANAGE"]));
        Assert.Empty(BeyondPreset.Scopes(null, ["leads_retrieval"]));
    }
}
