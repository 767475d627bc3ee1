using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Portfolios;

/// <summary>The token that the product itself acts with: it is renewed before it ends, and replaced by a person.</summary>
public abstract class ControlTokenTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Control = "System User Manager";
    private const string Secret = "contoso-control-token";

    /// <summary>Contoso's ends 46 days after its world was made, and is renewed when 20 are left.</summary>
    private static readonly TimeSpan DaysInWhichNothingIsDue = TimeSpan.FromDays(22);

    [FactOnOneDatabase]
    public async Task In_sixty_days_it_is_renewed_with_no_day_without_access_and_the_old_one_is_dead()
    {
        var portfolioId = await World.ConnectAsync("Contoso");
        var first = Assert.Single(await ControlTokensAsync());

        // The days in which nothing is due pass one by one in the soak.
        var firstDay = Soak.Matrix ? 0 : DaysInWhichNothingIsDue.Days;
        World.Clock.Advance(TimeSpan.FromDays(firstDay));
        for (var day = firstDay; day < 60; day++)
        {
            await DayAsync();
            Assert.Equal(PortfolioState.Connected, (await PortfolioAsync(portfolioId)).State);
            // Every day around the renewal, which is due on the 27th.
            if (day % 6 == 0 || day is > 24 and < 36)
                await ReadAsync(portfolioId);
        }

        var tokens = await ControlTokensAsync();
        Assert.Equal([TokenState.Revoked, TokenState.Active], tokens.Select(t => t.State));
        Assert.Equal(first.Id, tokens[0].Id);
        Assert.Equal(tokens[1].ValueSha256, VaultView.Sha256(Assert.Single(LiveControlTokens())));
        Assert.Equal(tokens[1].ExpiresAt, (await PortfolioAsync(portfolioId)).ControlTokenExpiresAt);
        Assert.Equal(tokens[0].Scopes, tokens[1].Scopes);
        Assert.Single(World.Vault.Enabled(Secret));
        Assert.Empty(World.Vault.Enabled($"{Secret}-pending"));
        Assert.Single(await RenewalsAsync());
    }

    [FactOnOneDatabase]
    public async Task Renewed_then_replaced_under_another_name_it_is_renewed_again()
    {
        var portfolioId = await World.ConnectAsync("Contoso");
        World.Clock.Advance(TimeSpan.FromDays(27));
        await DaysAsync(2);
        await World.PlantAsync("contoso-control-2", await MakeExpiringAsync());
        await World.DoneAsync(World.AskReplaceAsync(portfolioId, "contoso-control-2"));
        World.Clock.Advance(TimeSpan.FromDays(45));

        await DaysAsync(2);

        Assert.Equal([OperationState.Done, OperationState.Done], (await RenewalsAsync()).Select(r => r.State));
    }

    [FactOnOneDatabase]
    public async Task What_a_person_put_there_while_the_old_one_was_let_finish_is_not_ended()
    {
        var portfolioId = await World.ConnectAsync("Contoso");
        World.Clock.Advance(TimeSpan.FromDays(27));
        await World.ReconcileAsync();
        Assert.Equal(OperationState.Waiting, Assert.Single(await RenewalsAsync()).State);
        var byHand = await MakeExpiringAsync();
        await World.PlantAsync(Secret, byHand);
        await ReadAsync(portfolioId);

        await DaysAsync(2);

        var renewal = Assert.Single(await RenewalsAsync());
        Assert.True(renewal.State == OperationState.Done, renewal.Outcome);
        Assert.Contains(byHand, LiveControlTokens());
        Assert.Equal(
            [TokenState.Revoked, TokenState.Active, TokenState.Active],
            (await ControlTokensAsync()).Select(t => t.State)
        );
        Assert.Contains(World.Vault.Enabled(Secret), v => v.ValueSha256 == VaultView.Sha256(byHand));
        Assert.Equal(PortfolioState.Connected, (await PortfolioAsync(portfolioId)).State);
        await ReadAsync(portfolioId);
    }

    [FactOnOneDatabase]
    public async Task Nothing_is_done_while_there_is_time()
    {
        await World.ConnectAsync("Contoso");

        await World.ReconcileAsync();

        Assert.Empty(await RenewalsAsync());
    }

    [FactOnOneDatabase]
    public async Task Under_Observe_only_it_is_left_alone_and_its_date_is_told()
    {
        var portfolioId = await World.ConnectAsync("Contoso");
        await World.SetModeAsync(portfolioId, PortfolioMode.ObserveOnly);

        World.Clock.Advance(DaysInWhichNothingIsDue);
        await DaysAsync(8);

        Assert.Empty(await RenewalsAsync());
        var ending = Assert.Single(await EndingAsync());
        Assert.Equal((portfolioId, PortfolioMode.ObserveOnly, null), (ending.Id, ending.Mode, ending.Renewal));
    }

    [FactOnOneDatabase]
    public async Task With_a_vault_that_can_only_be_read_no_token_is_made_and_its_date_is_told()
    {
        await World.ConnectAsync("Contoso");
        await World.ChangeVaultAsync(new { change = "deny", permission = "set" });

        World.Clock.Advance(DaysInWhichNothingIsDue);
        await DaysAsync(8);

        Assert.Single(LiveControlTokens());
        Assert.NotEqual(OperationState.Done, Assert.Single(await RenewalsAsync()).State);
        Assert.NotNull(Assert.Single(await EndingAsync()).RenewalId);
    }

    [FactOnOneDatabase]
    public async Task A_lost_answer_at_generate_names_an_orphan_ends_nothing_and_is_tried_again_the_next_day()
    {
        var portfolioId = await World.ConnectAsync("Contoso");
        World.Clock.Advance(DaysInWhichNothingIsDue);
        await DaysAsync(3);
        Assert.Empty(await RenewalsAsync());
        World.Fault(Faults.Lost("graph", "POST", "/*/access_tokens"));

        await DaysAsync(4);

        var states = (await ControlTokensAsync()).Select(t => t.State).Order().ToList();
        Assert.Contains(TokenState.Orphan, states);
        Assert.Contains(TokenState.Active, states);
        Assert.Equal(PortfolioState.Connected, (await PortfolioAsync(portfolioId)).State);
        Assert.Equal(0, World.Meta.Count("DELETE", "/access_tokens"));
        await ReadAsync(portfolioId);
    }

    [FactOnOneDatabase]
    public async Task Another_admins_token_takes_its_place_after_it_was_proved()
    {
        var portfolioId = await World.ConnectAsync("Northwind");
        await PutIntoVaultAsync("northwind-control-2", "Northwind Retail", Control);

        var done = await World.RunToEndAsync(
            World.Succeeds(await World.AskReplaceAsync(portfolioId, "northwind-control-2"))
        );

        Assert.True(done.State == OperationState.Done, done.Outcome);
        Assert.Equal("northwind-control-2", (await PortfolioAsync(portfolioId)).ControlTokenSecret);
        await ReadAsync(portfolioId);
    }

    [FactOnOneDatabase]
    public async Task A_dead_control_token_is_replaced_and_access_is_back()
    {
        var portfolioId = await World.ConnectAsync("Northwind");
        await PutIntoVaultAsync("northwind-control-2", "Northwind Retail", Control);
        await KillAsync("northwind-control-token");
        await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(portfolioId)));
        Assert.Equal(PortfolioState.NoAccess, (await PortfolioAsync(portfolioId)).State);

        await World.RunToEndAsync(World.Succeeds(await World.AskReplaceAsync(portfolioId, "northwind-control-2")));

        Assert.Equal(PortfolioState.Connected, (await PortfolioAsync(portfolioId)).State);
        await ReadAsync(portfolioId);
    }

    [FactOnOneDatabase]
    public async Task What_is_no_admins_token_is_refused_with_the_reason_and_the_old_one_stays()
    {
        var portfolioId = await World.ConnectAsync("Northwind");
        await PutIntoVaultAsync("ads-sync-token", "Northwind Retail", "ads sync");

        var stands = await World.RunToEndAsync(
            World.Succeeds(await World.AskReplaceAsync(portfolioId, "ads-sync-token"))
        );

        Assert.Equal(OperationState.NeedsAttention, stands.State);
        Assert.Contains("The old one is in use as before", stands.Outcome, StringComparison.Ordinal);
        Assert.Equal("northwind-control-token", (await PortfolioAsync(portfolioId)).ControlTokenSecret);
    }

    [FactOnOneDatabase]
    public async Task Only_an_administrator_replaces_it_and_never_by_a_pasted_token()
    {
        var portfolioId = await World.ConnectAsync("Northwind");
        var pasted = await World.AskReplaceAsync(portfolioId, "EAABsbCS1iHgBO0123456789");
        Assert.Contains("looks like a token", Assert.Single(pasted.Problems).Sentence, StringComparison.Ordinal);
        Assert.IsType<ControlTokenSecretInUse>(
            Assert.Single((await World.AskReplaceAsync(portfolioId, "northwind-control-token")).Problems)
        );
        await World.AsOffboarder();
        Assert.IsType<Results.NotAllowed>(Assert.Single((await World.AskReplaceAsync(portfolioId, "other")).Problems));
        await World.AsAdministrator();
        await World.AsAdministrator(await World.ConnectAsync("Contoso"));
        Assert.IsType<Results.NotFound>(Assert.Single((await World.AskReplaceAsync(portfolioId, "other")).Problems));
    }

    private Task<string> MakeExpiringAsync() =>
        World.MakeTokenAsync(
            new
            {
                @do = "makeToken",
                business = "Contoso Media",
                systemUser = Control,
                expires = true,
            }
        );

    private IReadOnlyList<string> LiveControlTokens()
    {
        var control = World.Meta.SystemUsersOf("Contoso").Single(s => s.Name == Control);
        return World.Meta.Read(state =>
            state.Tokens.Of(control.Id).Where(state.Tokens.IsLive).Select(t => t.Value).ToList()
        );
    }

    private async Task PutIntoVaultAsync(string secret, string business, string systemUser)
    {
        var made = await World.ChangeAsync(
            new
            {
                @do = "makeToken",
                business,
                systemUser,
            }
        );
        await World.ChangeVaultAsync(
            new
            {
                change = "plant",
                secret,
                value = (string)made["value"]!,
            }
        );
    }

    private Task KillAsync(string secret) =>
        World.ChangeAsync(new { @do = "invalidateToken", token = World.Vault.Enabled(secret)[^1].ValueSha256 });

    private async Task DaysAsync(int days)
    {
        for (var day = 0; day < days; day++)
            await DayAsync();
    }

    /// <summary>A day in two halves: what a pass asks for goes on in the next, when its pauses are over.</summary>
    private async Task DayAsync()
    {
        for (var half = 0; half < 2; half++)
        {
            await World.ReconcileAsync();
            World.Clock.Advance(TimeSpan.FromHours(12));
        }
    }

    private async Task ReadAsync(long portfolioId)
    {
        var read = await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(portfolioId)));
        Assert.True(read.State == OperationState.Done, read.Outcome);
    }

    private async Task<Portfolio> PortfolioAsync(long id)
    {
        await using var db = World.OpenDatabase();
        return await db.Portfolios.AsNoTracking().SingleAsync(p => p.Id == id);
    }

    private async Task<List<Token>> ControlTokensAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.Tokens.AsNoTracking().Where(t => t.SecretName == Secret).OrderBy(t => t.Id).ToListAsync();
    }

    private async Task<List<Operation>> RenewalsAsync()
    {
        await using var db = World.OpenDatabase();
        return await db
            .Operations.AsNoTracking()
            .Where(o => o.Kind == OperationKind.RenewControlToken)
            .OrderBy(o => o.Id)
            .ToListAsync();
    }

    private Task<IReadOnlyList<EndingControlToken>> EndingAsync() =>
        World.AsksAsync((PortfolioQueries queries) => queries.EndingAsync(default));
}

public sealed class ControlTokenOnSqlite() : ControlTokenTests(DatabaseProvider.Sqlite);

public sealed class ControlTokenOnPostgres() : ControlTokenTests(DatabaseProvider.Postgres);
