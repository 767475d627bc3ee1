using SystemUserManager.Portfolios;

namespace SystemUserManager.Tests.Portfolios;

public sealed class PortfolioRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    private readonly Portfolio _portfolio = new()
    {
        BusinessId = "1200000000000001",
        Name = "Northwind",
        AppId = "1300000000000001",
        ControlTokenSecret = "northwind-control-token",
        AppSecretSecret = "northwind-app-secret",
        State = PortfolioState.Connected,
        Mode = PortfolioMode.ObserveAndAct,
    };

    [Fact]
    public void A_connected_one_that_may_act_can() => Assert.Null(PortfolioRules.WhyItCannotAct(_portfolio));

    [Fact]
    public void Under_observe_only_it_says_who_can_switch_it()
    {
        _portfolio.Mode = PortfolioMode.ObserveOnly;

        Assert.Equal(
            "Northwind is on Observe only. An administrator can switch it to Observe and act.",
            PortfolioRules.WhyItCannotAct(_portfolio)
        );
    }

    [Theory]
    [InlineData(PortfolioState.Connecting)]
    [InlineData(PortfolioState.NotConnected)]
    public void One_that_is_not_connected_says_so(PortfolioState state)
    {
        _portfolio.State = state;

        Assert.Equal(
            "Northwind isn't connected yet. Finish connecting it first.",
            PortfolioRules.WhyItCannotAct(_portfolio)
        );
    }

    [Fact]
    public void One_that_lost_its_access_says_since_when_and_why_until_it_is_back()
    {
        _portfolio.LoseAccess("The control token is dead.", Now);
        _portfolio.LoseAccess("Something later.", Now.AddHours(1));
        _portfolio.Mode = PortfolioMode.ObserveOnly;

        Assert.Equal(
            "There is no access to Northwind since 2026-11-24 09:30 UTC: The control token is dead.",
            PortfolioRules.WhyItCannotAct(_portfolio)
        );

        _portfolio.RegainAccess();
        _portfolio.Mode = PortfolioMode.ObserveAndAct;

        Assert.Null(PortfolioRules.WhyItCannotAct(_portfolio));
        Assert.Equal((null, null), (_portfolio.NoAccessSince, _portfolio.NoAccessReason));
    }

    [Fact]
    public void One_that_was_disconnected_says_since_when_and_that_nothing_was_read_since()
    {
        (_portfolio.State, _portfolio.DisconnectedAt) = (PortfolioState.Disconnected, Now);

        Assert.Equal(
            "Northwind is disconnected since 2026-11-24 09:30 UTC: nothing has been read since, and nothing is done there. Connect it again first.",
            PortfolioRules.WhyItCannotBeRead(_portfolio)
        );
    }

    [Fact]
    public void Regaining_changes_nothing_where_no_access_was_lost()
    {
        _portfolio.State = PortfolioState.NotConnected;

        _portfolio.RegainAccess();

        Assert.Equal(PortfolioState.NotConnected, _portfolio.State);
    }

    [Theory]
    [InlineData(AccessTier.Limited, 1)]
    [InlineData(AccessTier.Full, 10)]
    [InlineData(AccessTier.Unknown, null)]
    public void The_tier_says_how_many_system_users_there_may_be(AccessTier tier, int? slots)
    {
        _portfolio.Tier = tier;

        Assert.Equal(slots, _portfolio.SystemUserSlots);
    }
}
