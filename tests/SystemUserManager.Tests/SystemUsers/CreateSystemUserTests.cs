using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

public abstract class CreateSystemUserTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [Fact]
    public async Task The_whole_walk_ends_with_one_user_its_grants_one_live_token_and_one_enabled_version()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(
            portfolio,
            Name,
            await World.GrantOnAsync("Northwind DE Performance", "ANALYZE"),
            await World.GrantOnAsync("Northwind FR Performance", "ANALYZE")
        );

        var operation = await World.CreateAsync(form);

        Assert.Equal(CreateSystemUser.Plan, operation.Steps.OrderBy(s => s.Number).Select(s => s.Name));
        Assert.All(
            operation.Steps,
            s => Assert.True(s is { State: StepState.Done, HasWarning: false }, $"{s.Name}: {s.Message}")
        );
        var made = Assert.Single(World.Meta.Called(Name));
        Assert.Equal("EMPLOYEE", made.Role);
        Assert.Equal(
            ["Northwind DE Performance", "Northwind FR Performance"],
            World.Meta.Grants(Name).Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(World.Meta.Grants(Name).Values, tasks => Assert.Equal(["ANALYZE"], tasks));
        var atMeta = Assert.Single(World.Meta.EveryToken(Name));
        Assert.Equal(["ads_read"], atMeta.Scopes);
        Assert.Equal(World.Clock.GetUtcNow().AddDays(60), atMeta.ExpiresAt!.Value, TimeSpan.FromMinutes(5));
        var token = await World.TokenOfAsync(operation.Id);
        var live = Assert.Single(World.Vault.Versions(token.SecretName));
        Assert.True(live.Enabled);
        Assert.Equal(VaultView.Sha256(atMeta.Value), live.ValueSha256);
        Assert.Equal(atMeta.ExpiresAt.Value.ToUnixTimeSeconds(), live.Expires);
        Assert.NotEmpty(World.Vault.Versions(SecretName.Pending(token.SecretName)));
        Assert.Empty(World.Vault.Enabled(SecretName.Pending(token.SecretName)));
    }

    [Fact]
    public async Task The_record_tells_who_made_it_for_whom_what_was_asked_confirmed_and_seen()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(portfolio, Name, await World.GrantOnAsync("Northwind DE Performance", "ADVERTISE"));

        var operation = await World.CreateAsync(form);

        await using var db = World.OpenDatabase();
        var systemUser = await World.SystemUserAsync(Name);
        Assert.Equal(SystemUserOrigin.MadeHere, systemUser.Origin);
        Assert.Equal(operation.Id, systemUser.MadeByOperationId);
        Assert.Equal(World.Meta.Called(Name).Single().AppScopedIds.Values.Single(), systemUser.GraphId);
        Assert.Equal("Ines Roth", (await db.People.SingleAsync(p => p.Id == systemUser.OwnerId)).Name);
        Assert.Equal("Looker", (await db.Consumers.SingleAsync(c => c.SystemUserId == systemUser.Id)).Tool);
        var grant = await db.Grants.SingleAsync(g => g.SystemUserId == systemUser.Id);
        Assert.Equal("ADVERTISE", grant.AskedTasks);
        Assert.Equal("ADVERTISE,ANALYZE,DRAFT", grant.ConfirmedTasks);
        Assert.Equal(
            "ADVERTISE,ANALYZE,DRAFT",
            (await db.SeenGrants.SingleAsync(g => g.SystemUserId == systemUser.Id)).Tasks
        );
        var token = await World.TokenOfAsync(operation.Id);
        Assert.Equal(TokenState.Active, token.State);
        Assert.Equal("ads_read", token.Scopes);
        Assert.Equal(
            World.Meta.EveryToken(Name).Single().ExpiresAt!.Value,
            token.ExpiresAt!.Value,
            TimeSpan.FromSeconds(1)
        );
        Assert.Contains("It authenticates with no personal login", token.Proof, StringComparison.Ordinal);
        Assert.Matches("^meta-1200000000000001-northwind-ads-reporting-[a-z2-7]{8}$", token.SecretName);
    }

    [Fact]
    public async Task The_vault_says_by_its_tags_whose_token_it_is_and_of_which_operation()
    {
        var portfolio = await World.ConnectAsync("Northwind");

        var operation = await World.CreateAsync(World.CreateForm(portfolio, Name));

        var token = await World.TokenOfAsync(operation.Id);
        var tags = Assert.Single(World.Vault.Enabled(token.SecretName)).Tags;
        Assert.Equal("system-user-manager", tags["managed-by"]);
        Assert.Equal("1200000000000001", tags["portfolio"]);
        Assert.Equal((await World.SystemUserAsync(Name)).GraphId, tags["system-user"]);
        Assert.Equal($"{token.Id}", tags["token"]);
        Assert.Equal($"{operation.Id}", tags["op"]);
    }

    [Fact]
    public async Task A_tokens_states_are_history_and_only_the_last_one_is_open()
    {
        var portfolio = await World.ConnectAsync("Northwind");

        var operation = await World.CreateAsync(World.CreateForm(portfolio, Name));

        await using var db = World.OpenDatabase();
        var token = await World.TokenOfAsync(operation.Id);
        var states = await db.TokenStateVersions.Where(v => v.TokenId == token.Id).OrderBy(v => v.Id).ToListAsync();
        Assert.Equal([TokenState.Issuing, TokenState.Active], states.Select(s => s.State));
        Assert.Equal([states[1].ValidFrom, null], states.Select(s => s.ValidTo));
    }

    [Fact]
    public async Task All_six_kinds_of_assets_are_assigned_and_read_back()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(
            portfolio,
            Name,
            await World.GrantOnAsync("Northwind DE Performance", "ANALYZE"),
            await World.GrantOnAsync("Northwind Deutschland", "ADVERTISE"),
            await World.GrantOnAsync("Northwind Main Catalog", "ADVERTISE"),
            await World.GrantOnAsync("Northwind Shop DE", "UPLOAD"),
            await World.GrantOnAsync("Northwind Customer Care", "VIEW_TEMPLATES"),
            await World.GrantOnAsync("northwind.outlet", "ANALYZE")
        );

        await World.CreateAsync(form);

        var grants = World.Meta.Grants(Name);
        Assert.Equal(6, grants.Count);
        Assert.Contains("UPLOAD", grants["Northwind Shop DE"]);
        Assert.Contains("VIEW_TEMPLATES", grants["Northwind Customer Care"]);
        await using var db = World.OpenDatabase();
        var systemUser = await World.SystemUserAsync(Name);
        Assert.Equal(6, await db.Grants.CountAsync(g => g.SystemUserId == systemUser.Id && g.ConfirmedTasks != null));
        Assert.Equal(6, await db.SeenGrants.CountAsync(g => g.SystemUserId == systemUser.Id && g.ValidTo == null));
    }

    [Fact]
    public async Task Forty_mixed_assets_take_at_most_fourteen_requests_to_Meta()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        foreach (var number in Enumerable.Range(1, 20))
            await World.ChangeAsync(
                new
                {
                    @do = "addAsset",
                    business = "Northwind Retail",
                    kind = "AdAccount",
                    name = $"Extra {number}",
                }
            );
        await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(portfolio)));
        await using var db = World.OpenDatabase();
        var assets = await db
            .Assets.Where(a => a.IsOwned && a.Kind != MetaGraph.Assets.AssetKind.AssetGroup)
            .ToListAsync();
        // Ad accounts only fill up: every kind has to be among the forty.
        var chosen = assets.OrderBy(a => a.Kind == MetaGraph.Assets.AssetKind.AdAccount).Take(40).ToList();
        Assert.Equal(6, chosen.Select(a => a.Kind).Distinct().Count());
        var grants = chosen.Select(a => new AskedGrant(
            a.Id,
            [a.Kind == MetaGraph.Assets.AssetKind.WhatsAppBusinessAccount ? "VIEW_COST" : "ADVERTISE"]
        ));
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name, [.. grants])));
        var mark = World.Mark();

        var operation = await World.RunToEndAsync(id);

        Assert.True(operation.State == OperationState.Done, operation.Outcome);
        Assert.Equal(40, World.Meta.Grants(Name).Count);
        var requests = World.Meta.Requests(mark).Count;
        TestContext.Current.TestOutputHelper?.WriteLine($"{requests} requests to Meta");
        Assert.InRange(requests, 1, 14);
    }

    [Fact]
    public async Task No_assets_is_a_system_user_that_reaches_nothing()
    {
        var portfolio = await World.ConnectAsync("Northwind");

        var operation = await World.CreateAsync(World.CreateForm(portfolio, Name));

        Assert.Equal(StepState.Skipped, operation.Steps.Single(s => s.Name == CreateSystemUser.AssignAssets).State);
        Assert.Empty(World.Meta.Grants(Name));
        Assert.Single(World.Meta.LiveTokens(Name));
    }

    [Fact]
    public async Task A_token_that_never_expires_needs_a_reason_and_has_no_end_anywhere()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(portfolio, Name) with { Lifetime = MetaGraph.Tokens.TokenLifetime.Never };

        Assert.Equal("NeverReason", Assert.Single((await World.AskCreateAsync(form)).Problems).Field);
        var operation = await World.CreateAsync(
            form with
            {
                Act = World.Act(),
                NeverReason = "The till can't be updated",
            }
        );

        Assert.Null(World.Meta.EveryToken(Name).Single().ExpiresAt);
        var token = await World.TokenOfAsync(operation.Id);
        Assert.True(token is { NeverExpires: true, ExpiresAt: null });
        Assert.Null(Assert.Single(World.Vault.Enabled(token.SecretName)).Expires);
    }

    [Fact]
    [Trait("Id", "E01")]
    [Trait("Id", "E02")]
    public async Task No_secret_is_in_the_database_or_in_any_log_at_any_level()
    {
        var log = new LogLines();
        using var factory = LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Trace);
            logging.AddProvider(log);
        });
        await using var world = await World.StartAsync(Provider, log: factory);
        var portfolio = await world.ConnectAsync("Northwind");
        var operation = await world.CreateAsync(World.CreateForm(portfolio, Name));
        var revoke = World.Succeeds(await world.AskRevokeAsync((await world.TokenOfAsync(operation.Id)).Id));
        await world.RunToEndAsync(revoke);

        var secrets = world.Meta.Read(state =>
            state.Tokens.All.Select(t => t.Value).Concat(state.Apps.Select(a => a.Secret)).ToList()
        );
        var rows = string.Join('\n', await Everything.InAsync(world));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, rows, StringComparison.Ordinal));
        Assert.NotEmpty(log.All);
        Assert.All(
            log.All,
            line => Assert.DoesNotContain(secrets, secret => line.Contains(secret, StringComparison.Ordinal))
        );
        Assert.Contains(VaultView.Sha256(world.Meta.EveryToken(Name).Single().Value), rows, StringComparison.Ordinal);
    }
}

public sealed class CreateSystemUserOnSqlite() : CreateSystemUserTests(DatabaseProvider.Sqlite);

public sealed class CreateSystemUserOnPostgres() : CreateSystemUserTests(DatabaseProvider.Postgres);
