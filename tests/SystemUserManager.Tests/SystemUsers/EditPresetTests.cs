using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>Another purpose preset in the record, and the sentences on what goes beyond it.</summary>
public abstract class EditPresetTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Found = "ads sync";
    private const string Germany = "Northwind DE Performance";
    private const string Austria = "Northwind AT Performance";

    [Fact]
    public async Task What_goes_beyond_the_chosen_preset_wants_a_sentence_that_each_grant_keeps()
    {
        await AdoptedAsync("ad-management");
        var mark = World.Mark();

        var refused = await EditAsync(f => f with { Preset = "reporting" });
        var problem = Assert.Single(refused.Problems);
        Assert.Equal("GrantsWhy", problem.Field);
        Assert.Contains(Germany, problem.Sentence, StringComparison.Ordinal);
        Assert.Equal("ad-management", (await World.SystemUserAsync(Found)).Preset);

        var only = await AssetIdAsync(Austria);
        World.Succeeds(
            await EditAsync(f =>
                f with
                {
                    Preset = "reporting",
                    GrantWhys = new Dictionary<long, string?> { [only] = " It moves budgets " },
                    GrantsWhy = "It pauses what overspends",
                }
            )
        );

        Assert.Equal("reporting", (await World.SystemUserAsync(Found)).Preset);
        Assert.Equal([(Austria, "It moves budgets"), (Germany, "It pauses what overspends")], await WhysAsync());
        Assert.Empty(World.Sandbox.Log.After(mark));
        var row = (await AuditProof.HoldsAsync(World)).Last(r => r.Action == "Edit system user");
        var difference = AuditDifference.Of(row.Before, row.After);
        Assert.Contains(difference, d => d is { Field: "Purpose preset", Before: "Ad management", After: "Reporting" });
        Assert.Contains(difference, d => d.After?.Contains("It moves budgets", StringComparison.Ordinal) == true);

        // One that needs it all again: nothing goes beyond, and no sentence stays that speaks of what doesn't.
        World.Succeeds(await EditAsync(f => f with { Preset = "ad-management" }));
        Assert.Equal([(Austria, null), (Germany, null)], await WhysAsync());
    }

    [FactOnOneDatabase]
    public async Task A_live_token_whose_scopes_go_beyond_the_chosen_preset_wants_a_sentence_that_it_keeps()
    {
        await AdoptedAsync("ad-management");
        var (live, dead) = (await TokenAsync(TokenState.Active), await TokenAsync(TokenState.Revoked));

        var refused = await EditAsync(f => f with { Preset = "reporting", GrantsWhy = "It pauses what overspends" });
        var problem = Assert.Single(refused.Problems);
        Assert.Equal("ScopesWhy", problem.Field);
        Assert.Contains("(ads_management)", problem.Sentence, StringComparison.Ordinal);
        Assert.Equal("ad-management", (await World.SystemUserAsync(Found)).Preset);
        Assert.Equal(
            ["ScopesWhy"],
            await RefusedAsync(f =>
                f with
                {
                    Preset = "reporting",
                    GrantsWhy = "It pauses what overspends",
                    ScopesWhy = new('x', 501),
                }
            )
        );

        World.Succeeds(
            await EditAsync(f =>
                f with
                {
                    Preset = "reporting",
                    GrantsWhy = "It pauses what overspends",
                    ScopesWhy = " It moves budgets ",
                }
            )
        );
        Assert.Equal(("It moves budgets", null), (await ScopesWhyAsync(live), await ScopesWhyAsync(dead)));
        var row = (await AuditProof.HoldsAsync(World)).Last(r => r.Action == "Edit system user");
        Assert.Contains($"token {live}: It moves budgets", row.After, StringComparison.Ordinal);

        // Something else is edited: it stays. A preset that needs the scopes again takes it away.
        World.Succeeds(await EditAsync(f => f with { Purpose = "Moves budgets" }));
        Assert.Equal("It moves budgets", await ScopesWhyAsync(live));
        World.Succeeds(await EditAsync(f => f with { Preset = "ad-management" }));
        Assert.Null(await ScopesWhyAsync(live));
    }

    [FactOnOneDatabase]
    public async Task An_edit_of_something_else_keeps_preset_and_sentences_and_asks_for_none()
    {
        await AdoptedAsync("ad-management");
        World.Succeeds(await EditAsync(f => f with { Preset = "reporting", GrantsWhy = "It pauses what overspends" }));
        var kept = await WhysAsync();

        World.Succeeds(await EditAsync(f => f with { Owner = new TypedPerson("Mona Weiss", null, IsTeam: false) }));

        Assert.Equal("reporting", (await World.SystemUserAsync(Found)).Preset);
        Assert.Equal(kept, await WhysAsync());
        // What a record has no sentence for since before is not asked for by the way.
        await using (var db = World.OpenDatabase())
            await db.Grants.ExecuteUpdateAsync(g => g.SetProperty(x => x.Why, (string?)null));
        World.Succeeds(await EditAsync(f => f with { Purpose = "Moves budgets" }));
    }

    [FactOnOneDatabase]
    public async Task A_sentence_is_not_taken_for_what_it_was_not_given_for_and_not_taken_away()
    {
        await AdoptedAsync("ad-management");
        World.Succeeds(await EditAsync(f => f with { Preset = "reporting", GrantsWhy = "It pauses what overspends" }));
        var one = await AssetIdAsync(Germany);

        // A catalog feed needs nothing on ad accounts: reading them goes beyond it, too.
        Assert.Equal(["GrantsWhy"], await RefusedAsync(f => f with { Preset = "catalog-feed" }));
        Assert.Equal(
            ["GrantsWhy"],
            await RefusedAsync(f => f with { GrantWhys = new Dictionary<long, string?> { [one] = " " } })
        );
        Assert.Equal(["Preset"], await RefusedAsync(f => f with { Preset = "everything" }));
        Assert.Equal(
            [$"GrantWhys[{one}]"],
            await RefusedAsync(f => f with { GrantWhys = new Dictionary<long, string?> { [one] = new('x', 501) } })
        );
        Assert.All(await WhysAsync(), w => Assert.Equal("It pauses what overspends", w.Why));
    }

    [FactOnOneDatabase]
    public async Task What_is_adopted_by_the_edit_gets_its_sentences_with_it()
    {
        await World.ConnectAsync("Northwind");

        Assert.Equal(["GrantsWhy"], await RefusedAsync(f => Adopting(f) with { Preset = "reporting" }));
        Assert.False((await World.SystemUserAsync(Found)).IsOurs);
        World.Succeeds(
            await EditAsync(f => Adopting(f) with { Preset = "reporting", GrantsWhy = "It pauses what overspends" })
        );

        Assert.True((await World.SystemUserAsync(Found)).IsOurs);
        Assert.All(await WhysAsync(), w => Assert.Equal("It pauses what overspends", w.Why));
    }

    [FactOnOneDatabase]
    public async Task A_change_of_access_that_brings_its_own_preset_is_waited_for()
    {
        var systemUser = await AdoptedAsync("ad-management");
        var reached = await World.AsksAsync((AccessQueries q) => q.FindAsync(systemUser.Id, default));
        var form = new ChangeAccessRequest
        {
            Act = World.Act(),
            SystemUserId = systemUser.Id,
            Saw = reached!.Grants,
            Wanted = [.. reached.Grants.Take(1)],
            Adoption = AdoptionRequest.None,
        };
        var operation = World.Succeeds(await World.AsksAsync((ChangeAccess act) => act.AskAsync(form, default)));

        var refused = Assert.Single((await EditAsync(f => f with { Preset = "custom" })).Problems);

        Assert.IsType<PresetUnderWay>(refused);
        Assert.Equal($"/Operations/{operation}", refused.Link);
        World.Succeeds(await EditAsync(f => f with { Purpose = "Moves budgets" }));
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(operation)).State);
        World.Succeeds(await EditAsync(f => f with { Preset = "custom" }));
    }

    private async Task<long> TokenAsync(TokenState state)
    {
        var systemUser = await World.SystemUserAsync(Found);
        // Each token is of an operation of its own.
        var operation = await World.DoneAsync(World.AskReadAsync(systemUser.PortfolioId));
        await using var db = World.OpenDatabase();
        using var unaudited = db.Unaudited("A test's own record.");
        var token = new Token
        {
            PortfolioId = systemUser.PortfolioId,
            SystemUserId = systemUser.Id,
            AppId = systemUser.AppId,
            Scopes = "ads_management",
            AskedLifetime = TokenLifetime.SixtyDays,
            IssuedAt = World.Clock.GetUtcNow(),
            SecretName = "ads-sync-token",
            SecretVersion = "1",
            IssueOperationId = operation.Id,
        };
        db.Tokens.Add(token);
        db.TokenStateVersions.Add(token.Enter(state, World.Clock.GetUtcNow()));
        await db.SaveChangesAsync();
        return token.Id;
    }

    private async Task<string?> ScopesWhyAsync(long tokenId)
    {
        await using var db = World.OpenDatabase();
        return await db.Tokens.Where(t => t.Id == tokenId).Select(t => t.ScopesWhy).SingleAsync();
    }

    private async Task<SystemUser> AdoptedAsync(string preset)
    {
        await World.ConnectAsync("Northwind");
        World.Succeeds(await EditAsync(f => Adopting(f) with { Preset = preset }));
        return await World.SystemUserAsync(Found);
    }

    private static EditSystemUserRequest Adopting(EditSystemUserRequest form) =>
        form with
        {
            Purpose = World.Adoption.Purpose,
            Owner = World.Adoption.Owner,
        };

    /// <summary>The record as it is, but for this.</summary>
    private async Task<Result<SystemUser>> EditAsync(Func<EditSystemUserRequest, EditSystemUserRequest> change)
    {
        await using var db = World.OpenDatabase();
        var systemUser = await World.SystemUserAsync(Found);
        var form = change(await RecordAsItIs.RequestAsync(db, systemUser, World.Act(), default));
        return await World.AsksAsync((EditSystemUser act) => act.RunAsync(form, default));
    }

    private async Task<IEnumerable<string?>> RefusedAsync(Func<EditSystemUserRequest, EditSystemUserRequest> change) =>
        (await EditAsync(change)).Problems.Select(p => p.Field);

    private async Task<List<(string Asset, string? Why)>> WhysAsync()
    {
        await using var db = World.OpenDatabase();
        var rows = await (
            from g in db.Grants
            join a in db.Assets on g.AssetId equals a.Id
            where g.SystemUser.Name == Found
            orderby a.NameKey
            select new { a.Name, g.Why }
        ).ToListAsync();
        return rows.ConvertAll(r => (r.Name, (string?)r.Why));
    }

    private async Task<long> AssetIdAsync(string name)
    {
        await using var db = World.OpenDatabase();
        return await db.Assets.Where(a => a.Name == name).Select(a => a.Id).SingleAsync();
    }
}

public sealed class EditPresetOnSqlite() : EditPresetTests(DatabaseProvider.Sqlite);

public sealed class EditPresetOnPostgres() : EditPresetTests(DatabaseProvider.Postgres);
