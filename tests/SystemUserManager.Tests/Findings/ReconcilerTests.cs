using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings;

public abstract class ReconcilerTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    [Trait("Id", "B07")]
    public async Task A_token_that_nobody_holds_is_named_with_its_date_and_ended_without_a_person_when_Meta_is_back()
    {
        var (create, token) = await OrphanAsync();
        Assert.Equal(OperationState.NeedsAttention, (await World.OperationAsync(create)).State);

        await World.ReconcileAsync();

        var finding = Assert.Single(await World.OpenFindingsAsync(FindingKind.OrphanToken));
        Assert.Equal(token.Id, finding.TokenId);
        Assert.Contains("2027-01-23", finding.Detail, StringComparison.Ordinal);
        // Meta was still down: the revoke that was begun stands or waits, and nothing is called revoked.
        Assert.Single(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Orphan, (await World.TokenOfAsync(create)).State);
        World.Sandbox.Faults.Clear();

        await HoursOfLookingAfterAsync(3);

        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(create)).State);
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.OrphanToken));
        await NothingIsOpenAsync();
    }

    [FactOnOneDatabase]
    public async Task With_another_token_in_use_an_orphan_is_named_and_nothing_is_ended()
    {
        var (create, token) = await OrphanAsync();
        await AddSiblingAsync(token);
        World.Sandbox.Faults.Clear();

        await HoursOfLookingAfterAsync(3);

        Assert.Single(await World.OpenFindingsAsync(FindingKind.OrphanToken));
        Assert.Single(World.Meta.LiveTokens(Name));
        Assert.Equal(OperationState.NeedsAttention, (await World.OperationAsync(create)).State);
    }

    [FactOnOneDatabase]
    public async Task An_orphan_whose_last_day_is_over_is_expired_and_no_finding_any_more()
    {
        var (create, token) = await OrphanAsync();
        await AddSiblingAsync(token);
        await World.ReconcileAsync();

        World.Clock.Advance(TimeSpan.FromDays(61));
        await World.ReconcileAsync();

        Assert.Equal(TokenState.Expired, (await World.TokenOfAsync(create)).State);
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.OrphanToken));
    }

    [FactOnOneDatabase]
    public async Task A_token_whose_last_day_is_over_is_expired_and_what_used_it_is_still_told()
    {
        var token = await MadeAsync();
        World.Clock.Advance(token.ExpiresAt!.Value - World.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));

        await World.ReconcileAsync();

        Assert.Equal(TokenState.Expired, (await TokenAsync(token.Id)).State);
        Assert.Equal(token.Id, Assert.Single(await World.OpenFindingsAsync(FindingKind.TokenInvalid)).TokenId);
        await using var db = World.OpenDatabase();
        var states = await db.TokenStateVersions.Where(v => v.TokenId == token.Id && v.ValidTo == null).ToListAsync();
        Assert.Equal(TokenState.Expired, Assert.Single(states).State);
    }

    [FactOnOneDatabase]
    public async Task By_a_clock_that_is_wrong_no_token_is_called_expired_and_no_orphan_dead()
    {
        var (create, orphan) = await OrphanAsync();
        await AddSiblingAsync(orphan);
        World.Sandbox.Faults.Clear();
        var token = await World.TokenOfAsync(
            (await World.CreateAsync(World.CreateForm(orphan.PortfolioId, "northwind feed upload"))).Id
        );
        World.Worker.SetClockOff(TimeSpan.FromDays(61));

        await World.Worker.Get<Reconciler>().RunAsync(default);

        Assert.Equal(TokenState.Orphan, (await World.TokenOfAsync(create)).State);
        Assert.Equal(TokenState.Active, (await TokenAsync(token.Id)).State);
        World.Worker.SetClockOff(TimeSpan.Zero);
        World.Clock.Advance(TimeSpan.FromDays(61));
        await World.Worker.Get<Reconciler>().RunAsync(default);
        Assert.Equal(TokenState.Expired, (await World.TokenOfAsync(create)).State);
        Assert.Equal(TokenState.Expired, (await TokenAsync(token.Id)).State);
    }

    [FactOnOneDatabase]
    public async Task While_Meta_can_not_be_asked_for_the_time_no_token_is_called_expired()
    {
        var token = await MadeAsync();
        World.StartProcess();
        World.Fault(Faults.Lost("graph", "GET", "/", "hang", times: null));
        World.Clock.Advance(TimeSpan.FromDays(61));

        await World.Worker.Get<Reconciler>().RunAsync(default);

        Assert.Equal(TokenState.Active, (await TokenAsync(token.Id)).State);
    }

    [FactOnOneDatabase]
    public async Task A_token_of_which_Meta_said_that_it_lives_longer_is_not_expired_by_the_day_in_the_record()
    {
        var token = await MadeAsync();
        await World.SwitchAsync("debugTokenOverride", JsonNode.Parse("""{"expires_at":0}"""));
        World.Clock.Advance(TimeSpan.FromDays(2));
        await World.ReconcileAsync();
        var asked = await TokenAsync(token.Id);
        Assert.Equal((null, null), (asked.HealthProblem, asked.SeenExpiresAt));
        Assert.NotNull(asked.HealthCheckedAt);

        World.Clock.Advance(TimeSpan.FromDays(61));
        await World.ReconcileAsync();

        Assert.Equal(TokenState.Active, (await TokenAsync(token.Id)).State);
    }

    [FactOnOneDatabase]
    public async Task A_staged_copy_of_a_token_that_is_being_issued_is_not_tidied_away_whatever_was_asked_for()
    {
        var first = await MadeAsync();
        var issue = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        await World.Worker.RunUntilAsync(issue, IssueToken.GenerateAndStage);
        var pending = SecretName.Pending(first.SecretName);
        var staged = Assert.Single(World.Vault.Enabled(pending));
        var portfolio = await World.PortfolioAsync(first.PortfolioId);
        var tidy = await World.InScopeAsync(async scope =>
            World.Succeeds(
                await scope
                    .GetRequiredService<TidyVault>()
                    .AskAsync(
                        portfolio,
                        [new Leftover((await World.TokenOfAsync(issue)).Id, pending, staged.Version)],
                        default
                    )
            )
        );

        await World.RunToEndAsync(tidy);

        Assert.Single(World.Vault.Enabled(pending));
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(issue)).State);
    }

    [FactOnOneDatabase]
    public async Task A_token_that_a_frozen_worker_staged_after_all_is_ended_at_Meta_before_its_copy_is_disabled()
    {
        var token = await MadeAsync();
        var pending = SecretName.Pending(token.SecretName);
        await StageAnotherAsync(token);
        Assert.Equal(2, World.Meta.LiveTokens(Name).Count);
        World.Fault(Faults.Down("graph", "GET", "/oauth/revoke", 500));

        await HoursOfLookingAfterAsync(1);
        Assert.Single(World.Vault.Enabled(pending));
        World.Sandbox.Faults.Clear();
        await using (var db = World.OpenDatabase())
            await World.DecideAndRunAsync(
                (await db.Operations.SingleAsync(o => o.State == OperationState.NeedsAttention)).Id,
                OperationChoice.TryAgain
            );

        Assert.Equal(token.ValueSha256, VaultView.Sha256(Assert.Single(World.Meta.LiveTokens(Name)).Value));
        Assert.Empty(World.Vault.Enabled(pending));
        Assert.Equal(TokenState.Active, (await TokenAsync(token.Id)).State);
    }

    [FactOnOneDatabase]
    public async Task One_that_stands_there_while_the_token_is_published_is_ended_too()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.GenerateAndStage);
        await StageAnotherAsync(await World.TokenOfAsync(id));

        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(id)).State);

        var token = await World.TokenOfAsync(id);
        Assert.Equal(token.ValueSha256, VaultView.Sha256(Assert.Single(World.Meta.LiveTokens(Name)).Value));
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(token.SecretName)));
    }

    [FactOnOneDatabase]
    public async Task A_staged_token_whose_operation_was_ended_is_revoked_by_its_copy_in_the_vault()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.GenerateAndStage);
        World.Fault(Faults.Down("graph", "GET", "/debug_token", 500));
        await World.RunToEndAsync(id);
        World.Succeeds(await World.DecideAsync(id, OperationChoice.StopHere));
        await AddSiblingAsync(await World.TokenOfAsync(id));
        World.Sandbox.Faults.Clear();

        await HoursOfLookingAfterAsync(1);

        Assert.Empty(World.Meta.LiveTokens(Name));
        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(id)).State);
    }

    [Fact]
    public async Task A_staged_copy_behind_a_later_reservation_still_ends_its_token_and_is_tidied()
    {
        var first = await MadeAsync();
        var stopped = World.Succeeds(await World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        await World.Worker.RunUntilAsync(stopped, IssueToken.GenerateAndStage);
        World.Fault(Faults.Down("graph", "GET", "/debug_token", 500));
        await World.RunToEndAsync(stopped);
        World.Succeeds(await World.DecideAsync(stopped, OperationChoice.StopHere));
        World.Sandbox.Faults.Clear();
        var second = await World.DoneAsync(World.AskIssueAsync(World.IssueForm(first.SystemUserId)));
        Assert.Equal(TokenState.Orphan, (await World.TokenOfAsync(stopped)).State);
        Assert.Equal(3, World.Meta.LiveTokens(Name).Count);

        await HoursOfLookingAfterAsync(1);

        Assert.Equal(TokenState.Revoked, (await World.TokenOfAsync(stopped)).State);
        Assert.Equal(2, World.Meta.LiveTokens(Name).Count);
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(first.SecretName)));
        Assert.Equal(TokenState.Active, (await TokenAsync(first.Id)).State);
        Assert.Equal(TokenState.Active, (await World.TokenOfAsync(second.Id)).State);
    }

    [Fact]
    [Trait("Id", "B16")]
    public async Task A_token_that_lives_on_after_its_revocation_is_revoked_without_a_person_once_Meta_says_that_it_is_dead()
    {
        var token = await MadeAsync();
        await World.SwitchAsync("tokenStaysValidAfterRevoke", 90 * 60 * 1000);
        var alarm = await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));
        Assert.StartsWith("ALARM", alarm.Outcome, StringComparison.Ordinal);
        await World.ReconcileAsync();
        Assert.Equal(TokenState.Revoking, (await TokenAsync(token.Id)).State);

        await HoursOfLookingAfterAsync(2);

        Assert.Equal(OperationState.Done, (await World.OperationAsync(alarm.Id)).State);
        Assert.Equal(TokenState.Revoked, (await TokenAsync(token.Id)).State);
        await using var db = World.OpenDatabase();
        Assert.Contains(
            await db.AuditEvents.Where(e => e.OperationId == alarm.Id).ToListAsync(),
            e => e.ActorName == "System User Manager" && e.Action.Contains("TryAgain", StringComparison.Ordinal)
        );
    }

    [FactOnOneDatabase]
    public async Task A_version_of_a_revoked_token_that_was_enabled_again_is_disabled_and_audited()
    {
        var token = await MadeAsync();
        await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));
        await World.ChangeVaultAsync(
            new
            {
                change = "enable",
                secret = token.SecretName,
                version = token.SecretVersion,
            }
        );
        Assert.Single(World.Vault.Enabled(token.SecretName));

        await World.ReconcileAsync();

        Assert.Empty(World.Vault.Enabled(token.SecretName));
        await using var db = World.OpenDatabase();
        var operation = await db.Operations.SingleAsync(o => o.Kind == OperationKind.TidyVault);
        Assert.Equal((OperationState.Done, null), (operation.State, operation.AskedById));
        Assert.Contains(
            await db.AuditEvents.Where(e => e.OperationId == operation.Id).ToListAsync(),
            e => e.Action == TidyVault.DisableLeftovers && e.Outcome == AuditOutcome.Succeeded
        );
    }

    [FactOnOneDatabase]
    public async Task A_second_day_passes_without_another_look_and_a_week_does_not()
    {
        var token = await MadeAsync();
        await World.RunToEndAsync(World.Succeeds(await World.AskRevokeAsync(token.Id)));
        await World.ReconcileAsync();
        World.Clock.Advance(TimeSpan.FromDays(2));
        await World.ReconcileAsync();
        await World.ChangeVaultAsync(
            new
            {
                change = "enable",
                secret = token.SecretName,
                version = token.SecretVersion,
            }
        );

        await World.ReconcileAsync();
        Assert.Single(World.Vault.Enabled(token.SecretName));
        World.Clock.Advance(TimeSpan.FromDays(7));
        await World.ReconcileAsync();

        Assert.Empty(World.Vault.Enabled(token.SecretName));
    }

    [FactOnOneDatabase]
    public async Task Under_observe_only_nothing_is_tidied_and_nothing_is_ended()
    {
        var (create, _) = await OrphanAsync();
        var portfolio = (await World.OperationAsync(create)).PortfolioId!.Value;
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        World.Sandbox.Faults.Clear();
        var (meta, vault) = (World.Meta.Changes().Count, World.Vault.Changes().Count);

        await HoursOfLookingAfterAsync(2);

        Assert.Equal((meta, vault), (World.Meta.Changes().Count, World.Vault.Changes().Count));
        Assert.Single(await World.OpenFindingsAsync(FindingKind.OrphanToken));
    }

    [FactOnOneDatabase]
    public async Task System_users_that_were_found_are_named_and_ours_and_the_one_we_act_through_are_not()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.CreateAsync(World.CreateForm(portfolio, Name));

        await World.ReconcileAsync();

        var named = await World.OpenFindingsAsync(FindingKind.UnknownSystemUser);
        await using var db = World.OpenDatabase();
        var names = await db
            .SystemUsers.Where(s => named.Select(f => f.SystemUserId).Contains(s.Id))
            .Select(s => s.Name)
            .ToListAsync();
        Assert.Equal(
            World
                .Meta.SystemUsersOf("Northwind")
                .Select(s => s.Name)
                .Except([Name, "System User Manager"])
                .Order(StringComparer.Ordinal),
            names.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    [Trait("Id", "A08")]
    public async Task An_old_backup_shows_what_was_made_since_and_nothing_is_deleted_or_disabled()
    {
        const int Made = 5;
        var portfolio = await World.ConnectAsync("Northwind");
        await World.ReconcileAsync();
        var unknown = (await World.OpenFindingsAsync(FindingKind.UnknownSystemUser)).Count;
        var backup = await World.BackUpAsync();
        for (var i = 0; i < Made; i++)
            await World.CreateAsync(World.CreateForm(portfolio, $"northwind figures {(char)('a' + i)}"));
        World.Restore(backup);
        World.Clock.Advance(TimeSpan.FromHours(7));
        var (meta, vault) = (World.Meta.Changes().Count, World.Vault.Everything);

        // The first asks for the read that is due, the second looks at what it brought.
        await World.ReconcileAsync();
        await World.ReconcileAsync();

        Assert.Equal(Made, (await World.OpenFindingsAsync(FindingKind.VaultSecretExtra)).Count);
        Assert.Equal(unknown + Made, (await World.OpenFindingsAsync(FindingKind.UnknownSystemUser)).Count);
        Assert.Equal((meta, vault), (World.Meta.Changes().Count, World.Vault.Everything));
    }

    [FactOnOneDatabase]
    public async Task Looking_again_at_what_is_in_order_asks_for_nothing()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.CreateAsync(World.CreateForm(portfolio, Name));
        await World.ReconcileAsync();
        var mark = World.Mark();
        await using var db = World.OpenDatabase();
        var operations = await db.Operations.CountAsync();

        await World.ReconcileAsync();

        Assert.Equal(operations, await db.Operations.CountAsync());
        Assert.Empty(World.Meta.Requests(mark));
        Assert.Empty(World.Vault.Changes(mark));
    }

    /// <summary>Neither the vault took it nor could Meta end it, as both were down.</summary>
    private async Task<(long Create, Token Token)> OrphanAsync()
    {
        var id = await AskedAsync();
        await World.Worker.RunUntilAsync(id, IssueToken.ReserveInVault);
        World.Fault(Faults.Down("vault", "PUT", "/secrets/meta-"));
        World.Fault(Faults.Down("graph", "GET", "/oauth/revoke", 500));
        World.Fault(Faults.Down("graph", "DELETE", "/*/access_tokens", 500));
        await World.RunToEndAsync(id);
        return (id, await World.TokenOfAsync(id));
    }

    private async Task<long> AskedAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        return World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
    }

    private async Task<Token> MadeAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        return await World.TokenOfAsync((await World.CreateAsync(World.CreateForm(portfolio, Name))).Id);
    }

    /// <summary>Another token of the system user stands, enabled, where this one was staged, with its tags.</summary>
    private async Task StageAnotherAsync(Token token)
    {
        var value = await World.MakeTokenAsync(
            new
            {
                @do = "makeToken",
                systemUser = Name,
                scopes = new[] { "ads_read" },
            }
        );
        await World.ChangeVaultAsync(
            new
            {
                change = "plant",
                secret = SecretName.Pending(token.SecretName),
                value,
                tags = new Dictionary<string, string>
                {
                    ["managed-by"] = VaultTags.ManagedByValue,
                    ["portfolio"] = "1200000000000001",
                    ["token"] = token.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                },
            }
        );
    }

    /// <summary>A pass every ten minutes, with the work that is due then.</summary>
    private async Task HoursOfLookingAfterAsync(int hours)
    {
        for (var pass = 0; pass < 6 * hours; pass++)
        {
            World.Clock.Advance(TimeSpan.FromMinutes(10));
            await World.ReconcileAsync();
        }
    }

    private async Task<Token> TokenAsync(long id)
    {
        await using var db = World.OpenDatabase();
        return await db.Tokens.AsNoTracking().SingleAsync(t => t.Id == id);
    }

    /// <summary>Another token of the same system user that somebody uses.</summary>
    private async Task AddSiblingAsync(Token of)
    {
        await using var db = World.OpenDatabase();
        var read = World.Succeeds(await World.AskReadAsync(of.PortfolioId));
        var sibling = new Token
        {
            PortfolioId = of.PortfolioId,
            SystemUserId = of.SystemUserId,
            AppId = of.AppId,
            SecretName = $"{of.SecretName}-other",
            IssueOperationId = read,
        };
        db.TokenStateVersions.Add(sibling.Enter(TokenState.Active, World.Clock.GetUtcNow()));
        db.Tokens.Add(sibling);
        using var own = db.Unaudited("A test's own row.");
        await db.SaveChangesAsync();
    }

    private async Task NothingIsOpenAsync()
    {
        await using var db = World.OpenDatabase();
        Assert.Empty(
            await db
                .Operations.Where(o => o.State != OperationState.Done && o.State != OperationState.Failed)
                .ToListAsync()
        );
    }
}

public sealed class ReconcilerOnSqlite() : ReconcilerTests(DatabaseProvider.Sqlite);

public sealed class ReconcilerOnPostgres() : ReconcilerTests(DatabaseProvider.Postgres);
