using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Audit;

public abstract class AnchorTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Secret = "audit-anchor";

    [Fact]
    public async Task Once_a_day_the_end_of_the_log_is_put_into_the_vault_and_that_is_in_the_log()
    {
        await World.ConnectAsync("Northwind");

        await World.AnchorAsync();
        await World.AnchorAsync();

        var version = Assert.Single(World.Vault.Versions(Secret));
        var rows = await AuditProof.HoldsAsync(World);
        var (asked, written) = (rows[^2], rows[^1]);
        Assert.Equal((AuditOutcome.Asked, AuditOutcome.Succeeded), (asked.Outcome, written.Outcome));
        Assert.Equal(("Anchor the audit log", Secret), (written.Action, written.ObjectId));
        Assert.Equal(VaultView.Sha256($"{asked.Sequence} {asked.Hash}"), version.ValueSha256);
        Assert.Equal(
            ("system-user-manager", $"{asked.Sequence}", asked.Hash),
            (version.Tags["managed-by"], version.Tags["sequence"], version.Tags["hash"])
        );
        var noted = await NotedAsync();
        Assert.Equal((asked.Sequence, asked.Hash, version.Version), (noted.Sequence, noted.Hash, noted.SecretVersion));

        World.Clock.Advance(TimeSpan.FromDays(1));
        await World.AnchorAsync();
        Assert.Equal(2, World.Vault.Versions(Secret).Count);
        var found = await World.VerifyAsync();
        Assert.True(found.IsWhole, found.Words);
        Assert.Equal(2, found.Anchors);
    }

    [Fact]
    public async Task A_vault_that_is_down_costs_nothing_and_leaves_no_trace_and_is_asked_again()
    {
        await World.ConnectAsync("Northwind");
        World.Fault(Faults.Down("vault", null, "/secrets/*"));
        var before = await AuditProof.HoldsAsync(World);

        await World.AnchorAsync();

        Assert.Equal(before.Count, (await AuditProof.HoldsAsync(World)).Count);
        Assert.Empty(World.Vault.Versions(Secret));

        World.Sandbox.Faults.Clear();
        await World.AnchorAsync();
        Assert.Single(World.Vault.Versions(Secret));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(true)]
    [Row(false)]
    public async Task A_vault_that_takes_the_anchor_or_a_disabling_is_said_to_take_no_writes_no_longer(bool anchor)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var token = await World.TokenOfAsync(
            (await World.CreateAsync(World.CreateForm(portfolio, "northwind ads reporting"))).Id
        );
        var (breakers, vault) = (World.Worker.Get<VaultBreakers>(), World.Worker.Get<AnchorVault>().Address);
        for (var write = 0; write < 5; write++)
            await breakers.FailedAsync(vault);
        Assert.NotNull(await VaultDownSinceAsync());

        if (anchor)
            await World.AnchorAsync();
        else
            await World.DoneAsync(World.AskRevokeAsync(token.Id));

        Assert.Null(await VaultDownSinceAsync());
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_not_written_twice()
    {
        await World.ConnectAsync("Northwind");
        World.Fault(Faults.Lost("vault", "PUT", $"/secrets/{Secret}"));

        await World.AnchorAsync();
        Assert.Equal(AuditOutcome.Unknown, (await AuditProof.HoldsAsync(World))[^1].Outcome);
        await World.AnchorAsync();

        var version = Assert.Single(World.Vault.Versions(Secret));
        Assert.Equal(version.Version, (await NotedAsync()).SecretVersion);
        Assert.Equal(AuditOutcome.Succeeded, (await AuditProof.HoldsAsync(World))[^1].Outcome);
    }

    [Fact]
    public async Task A_vault_that_lets_nobody_write_is_in_the_log_as_a_failure_once_a_day()
    {
        await World.ConnectAsync("Northwind");
        World.Fault(Faults.Down("vault", "PUT", $"/secrets/{Secret}", status: 403));
        var before = (await AuditProof.HoldsAsync(World)).Count;

        for (var asked = 0; asked < 3; asked++)
            await World.AnchorAsync();

        var rows = await AuditProof.HoldsAsync(World);
        Assert.Equal(before + 2, rows.Count);
        Assert.Equal(AuditOutcome.Failed, rows[^1].Outcome);
        Assert.Contains("\"set\"", rows[^1].After, StringComparison.Ordinal);

        World.Clock.Advance(TimeSpan.FromDays(1));
        await World.AnchorAsync();
        Assert.Equal(before + 4, (await AuditProof.HoldsAsync(World)).Count);

        // The right is there, and its day comes.
        World.Sandbox.Faults.Clear();
        World.Clock.Advance(TimeSpan.FromDays(1));
        await World.AnchorAsync();
        Assert.Single(World.Vault.Versions(Secret));
    }

    [Fact]
    public async Task A_vault_that_is_busy_is_asked_again_on_the_same_day()
    {
        await World.ConnectAsync("Northwind");
        World.Fault(Faults.Down("vault", "PUT", $"/secrets/{Secret}", status: 429));
        await World.AnchorAsync();
        Assert.Equal(AuditOutcome.Failed, (await AuditProof.HoldsAsync(World))[^1].Outcome);

        World.Sandbox.Faults.Clear();
        await World.AnchorAsync();

        Assert.Single(World.Vault.Versions(Secret));
    }

    [Fact]
    public async Task Without_the_vault_the_log_is_verified_and_says_that_it_was_not_compared()
    {
        await World.ConnectAsync("Northwind");
        World.Fault(Faults.Down("vault", null, "/secrets/*"));

        var found = await World.VerifyAsync();

        Assert.True(found.IsWhole, found.Words);
        Assert.Null(found.Anchors);
        Assert.Contains(
            "not compared with the anchors in the vault: The vault doesn't answer.",
            found.Words,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Verifying_is_an_operation_of_no_portfolio_that_tells_what_it_found()
    {
        await World.ConnectAsync("Northwind");
        await World.AnchorAsync();
        await World.AsAuditor();

        var id = World.Succeeds(await World.AsksAsync((VerifyAudit act) => act.AskAsync(World.Act(), default)));
        var operation = await World.RunToEndAsync(id);

        Assert.Null(operation.PortfolioId);
        var rows = (await AuditProof.HoldsAsync(World)).Count - 1;
        Assert.StartsWith(
            $"{rows} rows, no gap, each as it was written. It agrees with the anchor",
            operation.Outcome,
            StringComparison.Ordinal
        );
        var standing = await World.AsksAsync((AuditQueries audit) => audit.StandingAsync(default));
        Assert.Equal(
            (id, operation.EndedAt, true),
            (standing!.OperationId, standing.VerifiedAt, standing.Verification?.IsWhole)
        );
        Assert.Equal((await NotedAsync()).Sequence, standing.Anchor!.Sequence);
    }

    [Fact]
    public async Task Who_sees_one_portfolio_can_not_ask_for_it_nor_see_how_the_log_stands()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.AsAdministrator(portfolio);

        var asked = await World.AsksAsync((VerifyAudit act) => act.AskAsync(World.Act(), default));

        Assert.False(asked.Succeeded);
        Assert.Null(await World.AsksAsync((AuditQueries audit) => audit.StandingAsync(default)));
    }

    private Task<DateTimeOffset?> VaultDownSinceAsync() =>
        World.AsksAsync((TokenQueries queries) => queries.FindVaultDownAsync(default));

    private async Task<AuditAnchor> NotedAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.AuditAnchors.AsNoTracking().OrderBy(a => a.Id).SingleAsync();
    }
}

public sealed class AnchorOnSqlite() : AnchorTests(DatabaseProvider.Sqlite);

public sealed class AnchorOnPostgres() : AnchorTests(DatabaseProvider.Postgres);
