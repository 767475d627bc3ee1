using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings.Kinds;

/// <summary>Risks of tokens, of partners, of the portfolio itself.</summary>
public abstract class TokenRisksComeAndGoTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    [Fact]
    [Trait("Id", "D06")]
    public async Task Sixty_days_give_one_finding_of_a_token_that_gets_worse_three_times_and_never_comes_back()
    {
        var token = await MadeAsync();
        await World.SetModeAsync(PortfolioId, PortfolioMode.ObserveOnly);
        // Sixty days with a 29 February in them, and the night in which Europe's clocks go forward.
        World.Clock.SetUtcNow(new DateTimeOffset(2028, 2, 10, 0, 30, 0, TimeSpan.Zero));
        await RecordAsync(async db =>
        {
            var issued = await db.Tokens.SingleAsync(t => t.Id == token.Id);
            issued.IssuedAt = World.Clock.GetUtcNow();
            issued.ExpiresAt = World.Clock.GetUtcNow().AddDays(60);
        });
        token = await World.TokenAsync(token.Id);
        DateTimeOffset? firstSeen = null;
        var alarms = new List<(int DaysLeft, FindingSeverity How)>();
        for (var hours = 0; hours < 60 * 24; hours += 12)
        {
            World.Clock.Advance(TimeSpan.FromHours(12));
            await CompareAsync();
            var finding = (await World.OpenFindingsAsync(FindingKind.Expiring)).SingleOrDefault();
            if (finding is null)
                continue;
            firstSeen ??= finding.FirstSeenAt;
            Assert.Equal((token.Id, 0), (finding.TokenId, finding.Reopened));
            Assert.Equal(firstSeen, finding.FirstSeenAt);
            if (alarms.Count == 0 || alarms[^1].How != finding.Severity)
                alarms.Add(
                    ((int)Math.Ceiling((token.ExpiresAt!.Value - World.Clock.GetUtcNow()).TotalDays), finding.Severity)
                );
        }

        Assert.Equal([(20, FindingSeverity.Medium), (7, FindingSeverity.High), (1, FindingSeverity.Critical)], alarms);
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.Expiring));
        await using var after = World.OpenDatabase();
        Assert.NotNull((await after.Findings.SingleAsync(f => f.Kind == FindingKind.Expiring)).ResolvedAt);
        Assert.Equal(token.Id, Assert.Single(await World.OpenFindingsAsync(FindingKind.TokenInvalid)).TokenId);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.SlotsNearlyFull))]
    public async Task Hardly_a_slot_left()
    {
        await MadeAsync();
        // Which tier the app has is said by a person: Meta doesn't tell.
        await OfPortfolioAsync(p => p.Tier = AccessTier.Full);
        string[] more = ["one more", "another", "the last"];
        await ComesAndGoesAsync(
            FindingKind.SlotsNearlyFull,
            f => f.SystemUserId is null,
            async () =>
            {
                foreach (var name in more)
                    await ChangeAsync(
                        new
                        {
                            @do = "addSystemUser",
                            business = "Northwind Retail",
                            name,
                        }
                    );
            },
            async () =>
            {
                foreach (var name in more)
                    await ChangeAsync(new { @do = "removeSystemUser", systemUser = name });
            }
        );
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.ControlTokenShort))]
    public async Task A_control_token_without_a_right()
    {
        await MadeAsync();
        var control = await ControlAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.ControlTokenShort,
            _ => true,
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "removeScope",
                        token = control.ValueSha256,
                        scope = "catalog_management",
                    }
                ),
            () => AtMetaAsync(control, t => t.Scopes.Add("catalog_management"))
        );
        Assert.Contains("lacks catalog_management", finding.Detail, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.PartnerPastEnd))]
    public Task A_partner_past_its_end() =>
        OfPartnerAsync(
            FindingKind.PartnerPastEnd,
            p => p.EndsOn = new DateOnly(2026, 11, 20),
            p => p.EndsOn = new DateOnly(2027, 11, 20)
        );

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.PartnerNotConfirmed))]
    public Task A_partner_that_nobody_confirmed_for_long() =>
        OfPartnerAsync(
            FindingKind.PartnerNotConfirmed,
            p => (p.Purpose, p.LastConfirmedAt) = ("Runs our ads", World.Clock.Start.AddDays(-200)),
            p => p.LastConfirmedAt = World.Clock.Start
        );

    private async Task<Token> ControlAsync()
    {
        await using var db = World.OpenDatabase();
        var secret = await db
            .Portfolios.Where(p => p.Id == PortfolioId)
            .Select(p => p.ControlTokenSecret)
            .SingleAsync();
        return await db.Tokens.AsNoTracking().SingleAsync(t => t.SecretName == secret);
    }

    private async Task OfPartnerAsync(FindingKind kind, Action<Partner> make, Action<Partner> undo)
    {
        await MadeAsync();
        await ReadAsync();
        await using var db = World.OpenDatabase();
        var id = await db.Partners.Where(p => p.Relation == PartnerRelation.Agency).Select(p => p.Id).SingleAsync();
        var finding = await ComesAndGoesAsync(
            kind,
            f => f.PartnerId == id,
            () => RecordAsync(async own => make(await own.Partners.SingleAsync(p => p.Id == id))),
            () => RecordAsync(async own => undo(await own.Partners.SingleAsync(p => p.Id == id))),
            LookAsync
        );
        Assert.Contains("Brightside", finding.Detail, StringComparison.Ordinal);
    }

    private Task OfPortfolioAsync(Action<Portfolio> change) =>
        RecordAsync(async db => change(await db.Portfolios.SingleAsync(p => p.Id == PortfolioId)));
}

public sealed class TokenRisksComeAndGoOnSqlite() : TokenRisksComeAndGoTests(DatabaseProvider.Sqlite);

public sealed class TokenRisksComeAndGoOnPostgres() : TokenRisksComeAndGoTests(DatabaseProvider.Postgres);
