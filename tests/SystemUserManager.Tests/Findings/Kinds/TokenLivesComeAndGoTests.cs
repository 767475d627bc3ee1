using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings.Kinds;

/// <summary>
/// What becomes a risk while tokens live: they are made at Meta or issued here, registered, replaced, revoked, and days go
/// by. A token that is over doesn't come back: what is done again there is done with the next one, which is found as its own.
/// </summary>
public abstract class TokenLivesComeAndGoTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    private const string Control = "System User Manager";

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.NeverExpiring))]
    public async Task A_token_made_at_Meta_that_never_ends()
    {
        var ours = await MadeAsync();
        Token? token = null;
        var finding = await ComesAndGoesAsync(
            FindingKind.NeverExpiring,
            f => f.TokenId == token?.Id,
            async () =>
            {
                if (token is null)
                    token = await RegisteredAsync(ours.SystemUserId, "made-by-hand");
                else
                    await SaidOtherwiseAsync(token, t => t.ExpiresAt = null);
            },
            () => SaidOtherwiseAsync(token!, t => t.ExpiresAt = World.Clock.GetUtcNow().AddDays(50))
        );
        Assert.Equal((ours.SystemUserId, "Never ends."), (finding.SystemUserId, finding.InRecord));

        await GoneWhenRevokedAsync(finding);
        var next = await RegisteredAsync(ours.SystemUserId, "made-by-hand-again");
        await FoundAsItsOwnAsync(finding, next);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.BusinessManagement))]
    public async Task A_token_with_power_over_the_portfolio()
    {
        var ours = await MadeAsync();
        Token? token = null;
        var finding = await ComesAndGoesAsync(
            FindingKind.BusinessManagement,
            f => f.TokenId == token?.Id,
            async () =>
            {
                if (token is null)
                    token = await RegisteredAsync(ours.SystemUserId, "made-by-hand", "ads_read", "business_management");
                else
                    await SaidOtherwiseAsync(token, t => t.Scopes.Add("business_management"));
            },
            () => SaidOtherwiseAsync(token!, t => t.Scopes.Remove("business_management"))
        );
        Assert.Equal((ours.SystemUserId, FindingSeverity.Medium), (finding.SystemUserId, finding.Severity));

        await GoneWhenRevokedAsync(finding);
        // Issued here, somebody has to say why.
        var next = await IssuedAsync(
            World.IssueForm(ours.SystemUserId) with
            {
                Scopes = ["ads_read", "business_management"],
                ScopesWhy = "Moves accounts between portfolios",
            }
        );
        var own = await FoundAsItsOwnAsync(finding, next);
        Assert.Equal(FindingSeverity.Low, own.Severity);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.Expiring))]
    public async Task A_token_that_ends_soon_until_everything_works_with_a_newer_one()
    {
        var old = await MadeAsync();
        Token? newer = null;
        var finding = await ComesAndGoesAsync(
            FindingKind.Expiring,
            f => f.TokenId == old.Id,
            async () =>
            {
                if (newer is null)
                    World.Clock.Advance(TimeSpan.FromDays(45));
                else
                    await World.DoneAsync(World.AskRevokeAsync(newer.Id));
            },
            async () => await ConfirmAsync(newer = await IssuedAsync(World.IssueForm(old.SystemUserId)))
        );
        Assert.Equal((old.SystemUserId, FindingSeverity.Medium), (finding.SystemUserId, finding.Severity));

        await GoneWhenRevokedAsync(finding);
        var next = await IssuedAsync(World.IssueForm(old.SystemUserId));
        await ReadAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.Expiring));
        World.Clock.Advance(TimeSpan.FromDays(55));
        var own = await FoundAsItsOwnAsync(finding, next);
        Assert.Equal(FindingSeverity.High, own.Severity);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.NotRotated))]
    public async Task A_token_that_is_the_same_for_long()
    {
        var ours = await MadeAsync();
        var token = await RegisteredAsync(ours.SystemUserId, "made-by-hand");
        World.Clock.Advance(TimeSpan.FromDays(179));
        await ReadAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.NotRotated));

        World.Clock.Advance(TimeSpan.FromDays(1));
        await ReadAsync();
        var finding = Assert.Single(await World.OpenFindingsAsync(FindingKind.NotRotated), f => f.TokenId == token.Id);
        Assert.Equal(ours.SystemUserId, finding.SystemUserId);

        await GoneWhenRevokedAsync(finding);
        var next = await RegisteredAsync(ours.SystemUserId, "made-by-hand-again");
        await ReadAsync();
        Assert.DoesNotContain(await World.OpenFindingsAsync(FindingKind.NotRotated), f => f.TokenId == next.Id);
        World.Clock.Advance(TimeSpan.FromDays(181));
        await FoundAsItsOwnAsync(finding, next);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.ControlTokenEnding))]
    public async Task A_control_token_that_ends_and_may_not_be_renewed()
    {
        // Contoso's ends after 46 days, a renewed one after 60; it is told for the last 20.
        PortfolioId = await World.ConnectAsync("Contoso");
        var days = 27;
        var finding = await ComesAndGoesAsync(
            FindingKind.ControlTokenEnding,
            _ => true,
            async () =>
            {
                await World.SetModeAsync(PortfolioId, PortfolioMode.ObserveOnly);
                World.Clock.Advance(TimeSpan.FromDays(days));
                days = 45;
            },
            async () =>
            {
                await World.SetModeAsync(PortfolioId, PortfolioMode.ObserveAndAct);
                for (var half = 0; half < 4; half++)
                {
                    await World.ReconcileAsync();
                    World.Clock.Advance(TimeSpan.FromHours(12));
                }
            }
        );
        await AssertAboutControlAsync(finding);
        Assert.Contains("ends on", finding.Detail, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.ControlTokenEnding))]
    public async Task A_control_token_that_somebody_ended_at_Meta()
    {
        PortfolioId = await World.ConnectAsync("Northwind");
        var round = 0;
        var finding = await ComesAndGoesAsync(
            FindingKind.ControlTokenEnding,
            _ => true,
            async () =>
            {
                var secret = (await World.PortfolioAsync(PortfolioId)).ControlTokenSecret;
                await ChangeAsync(new { @do = "invalidateToken", token = World.Vault.Enabled(secret)[^1].ValueSha256 });
            },
            async () =>
            {
                var secret = $"northwind-control-{++round}";
                await World.PlantAsync(secret, await World.MakeControlTokenAsync("Northwind Retail"));
                await World.DoneAsync(World.AskReplaceAsync(PortfolioId, secret));
            },
            async () =>
            {
                World.Clock.Advance(TimeSpan.FromHours(1));
                await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(PortfolioId)));
                await CompareAsync();
            }
        );
        await AssertAboutControlAsync(finding);
        Assert.Contains("hasn't worked since", finding.Detail, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.OrphanToken))]
    public async Task A_token_whose_answer_was_lost_beside_others_in_use()
    {
        var ours = await MadeAsync();
        await ReadAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.OrphanToken));

        var orphan = await LostAsync(ours.SystemUserId);
        await ReadAsync();
        var finding = Assert.Single(await World.OpenFindingsAsync(FindingKind.OrphanToken));
        Assert.Equal(
            (orphan.Id, ours.SystemUserId, FindingSeverity.Critical),
            (finding.TokenId, finding.SystemUserId, finding.Severity)
        );

        await World.DoneAsync(World.AskRevokeAllAsync(ours.SystemUserId));
        Assert.Empty(World.Meta.LiveTokens(Name));
        await ReadAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.OrphanToken));

        // Without another in use the product ends by itself what it didn't hear of.
        await IssuedAsync(World.IssueForm(ours.SystemUserId));
        var next = await LostAsync(ours.SystemUserId);
        await FoundAsItsOwnAsync(finding, next);

        // Nobody ends it, and its last day goes by.
        World.Clock.Advance(TimeSpan.FromDays(61));
        await World.ReconcileAsync();
        await ReadAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.OrphanToken));
        Assert.Equal(TokenState.Expired, (await World.TokenAsync(next.Id)).State);
    }

    /// <summary>Somebody makes it at Meta and puts it into the vault; here it is registered. It never ends.</summary>
    private async Task<Token> RegisteredAsync(long systemUserId, string secret, params string[] scopes)
    {
        await World.PlantAsync(
            secret,
            await World.MakeTokenAsync(
                new
                {
                    @do = "makeToken",
                    systemUser = Name,
                    scopes = scopes.Length == 0 ? ["ads_read"] : scopes,
                }
            )
        );
        var registered = await World.DoneAsync(World.AskRegisterAsync(systemUserId, secret));
        return await World.TokenAsync(registered.TokenId!.Value);
    }

    private async Task<Token> IssuedAsync(IssueTokenRequest form) =>
        await World.TokenOfAsync((await World.DoneAsync(World.AskIssueAsync(form))).Id);

    /// <summary>Asked for; Meta makes it and its answer never arrives.</summary>
    private async Task<Token> LostAsync(long systemUserId)
    {
        var id = World.Succeeds(await World.AskIssueAsync(World.IssueForm(systemUserId)));
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens"));
        Assert.Equal(OperationState.NeedsAttention, (await World.RunToEndAsync(id)).State);
        await World.DecideAndRunAsync(id, OperationChoice.StopHere);
        return await World.TokenOfAsync(id);
    }

    /// <summary>Meta says something else of it from now on, and somebody lets the record say the same.</summary>
    private async Task SaidOtherwiseAsync(Token token, Action<Sandbox.State.Token> change)
    {
        await AtMetaAsync(token, change);
        await ReadAsync();
        var differs = Assert.Single(
            await World.OpenFindingsAsync(FindingKind.TokenDiffers),
            f => f.TokenId == token.Id
        );
        World.Succeeds(
            await World.AsksAsync((AdoptFinding act) => act.RunAsync(new(World.Act(), differs.Id), default))
        );
    }

    /// <summary>The tool is said to work with it.</summary>
    private async Task ConfirmAsync(Token token)
    {
        await using var db = World.OpenDatabase();
        var tool = await db.Consumers.SingleAsync(c => c.SystemUserId == token.SystemUserId);
        World.Succeeds(await World.AsksAsync((ConfirmConsumer act) => act.RunAsync(tool.Id, token.Id, default)));
    }

    private async Task GoneWhenRevokedAsync(Finding finding)
    {
        await World.DoneAsync(World.AskRevokeAsync(finding.TokenId!.Value));
        await ReadAsync();
        Assert.DoesNotContain(await World.OpenFindingsAsync(finding.Kind), f => f.TokenId == finding.TokenId);
    }

    private async Task<Finding> FoundAsItsOwnAsync(Finding first, Token next)
    {
        await ReadAsync();
        var open = await World.OpenFindingsAsync(first.Kind);
        Assert.DoesNotContain(open, f => f.Id == first.Id);
        var own = Assert.Single(open, f => f.TokenId == next.Id);
        Assert.Equal(
            (next.Id, (long?)next.SystemUserId, PortfolioId, 0),
            (own.TokenId!.Value, own.SystemUserId, own.PortfolioId, own.Reopened)
        );
        return own;
    }

    private async Task AssertAboutControlAsync(Finding finding)
    {
        Assert.Equal((await World.SystemUserAsync(Control)).Id, finding.SystemUserId);
        Assert.Equal(FindingSeverity.Critical, finding.Severity);
    }
}

public sealed class TokenLivesComeAndGoOnSqlite() : TokenLivesComeAndGoTests(DatabaseProvider.Sqlite);

public sealed class TokenLivesComeAndGoOnPostgres() : TokenLivesComeAndGoTests(DatabaseProvider.Postgres);
