using SystemUserManager.Portfolios;

namespace SystemUserManager.Tests.Fixture;

/// <content>What there is besides, of which only the record knows.</content>
public sealed partial class World
{
    /// <summary>Another portfolio, in which there is nothing.</summary>
    public async Task<Portfolio> GivenOtherPortfolioAsync()
    {
        var portfolio = new Portfolio
        {
            BusinessId = "77",
            Name = "Other",
            AppId = "77",
            ControlTokenSecret = "other-control",
            AppSecretSecret = "other-app",
        };
        portfolio.Rename("Other");
        await using var db = OpenDatabase();
        db.Portfolios.Add(portfolio);
        using (db.Unaudited("A test's own portfolio."))
            await db.SaveChangesAsync();
        return portfolio;
    }
}
