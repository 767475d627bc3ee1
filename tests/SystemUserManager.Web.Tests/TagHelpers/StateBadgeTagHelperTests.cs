using MetaGraph.Assets;
using SystemUserManager.Audit;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Tests.TagHelpers;

public sealed class StateBadgeTagHelperTests
{
    public static TheoryData<Enum> EveryState() =>
        [
            .. Enum.GetValues<OperationState>().Cast<Enum>(),
            .. Enum.GetValues<StepState>().Cast<Enum>(),
            .. Enum.GetValues<TokenState>().Cast<Enum>(),
            .. Enum.GetValues<PortfolioState>().Cast<Enum>(),
            .. Enum.GetValues<PortfolioMode>().Cast<Enum>(),
            .. Enum.GetValues<AccessTier>().Cast<Enum>(),
            .. Enum.GetValues<ExpiryRule>().Cast<Enum>(),
            .. Enum.GetValues<OperationKind>().Cast<Enum>(),
            .. Enum.GetValues<OperationChoice>().Cast<Enum>(),
            .. Enum.GetValues<AuditOutcome>().Cast<Enum>(),
            .. Enum.GetValues<AssetKind>().Cast<Enum>(),
            .. Enum.GetValues<SystemUserOrigin>().Cast<Enum>(),
            .. Enum.GetValues<IntegrationEnvironment>().Cast<Enum>(),
            .. Enum.GetValues<TokenDelivery>().Cast<Enum>(),
            .. Enum.GetValues<SystemUserManager.Assets.AssetPresence>().Cast<Enum>(),
            .. Enum.GetValues<SystemUserManager.Assets.AssetSide>().Cast<Enum>(),
        ];

    [Theory]
    [MemberData(nameof(EveryState))]
    public async Task Every_state_has_words_and_an_icon_beside_its_colour(Enum state)
    {
        var html = await Rendering.RenderAsync(new StateBadgeTagHelper { Of = state }, "state-badge");
        Assert.Matches("""<span class="state state-\w+"><svg .*</svg><span>[A-Z][^<]+</span></span>""", html);
    }

    [Fact]
    public void A_state_without_words_is_noticed_at_once() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StateWords.Of(DayOfWeek.Monday));

    [Theory]
    [InlineData(Tone.Neutral, "dot")]
    [InlineData(Tone.Working, "working")]
    [InlineData(Tone.Good, "check")]
    [InlineData(Tone.Warning, "warning")]
    [InlineData(Tone.Bad, "cross")]
    public async Task A_tone_brings_its_icon(Tone tone, string icon)
    {
        var html = await Rendering.RenderAsync(new StateBadgeTagHelper { Text = "Fits", Tone = tone }, "state-badge");
        Assert.Contains($"icon-{icon}", html);
    }

    [Fact]
    public async Task Words_of_the_page_come_before_those_of_the_state_and_are_encoded()
    {
        var html = await Rendering.RenderAsync(
            new StateBadgeTagHelper { Of = TokenState.Active, Text = "Active <until> rotated" },
            "state-badge"
        );
        Assert.Contains("state-good", html);
        Assert.Contains("<span>Active &lt;until&gt; rotated</span>", html);
    }

    [Fact]
    public void A_revoked_token_is_not_shown_as_a_success_or_a_failure() =>
        Assert.Equal(Tone.Neutral, StateWords.Of(TokenState.Revoked).Tone);
}
