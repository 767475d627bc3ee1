using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>What an existing system user reaches is changed: the difference, its proof, and who may ask for it.</summary>
public abstract partial class ChangeAccessTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";
    private const string Performance = "Northwind DE Performance";
    private const string Brand = "Northwind DE Brand";
    private const string Outlet = "northwind.outlet";
    private const string Dataset = "Northwind Shop DE";

    [Fact]
    public async Task What_is_added_lowered_and_removed_is_so_at_Meta_and_in_the_record()
    {
        var id = await MadeAsync((Performance, ["ADVERTISE"]), (Outlet, ["ANALYZE"]));
        var mark = World.Mark();

        var ended = await ChangedAsync(id, (Performance, ["ANALYZE"]), (Brand, ["ANALYZE"]));

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.StartsWith(
            "Meta shows it: 1 added, 1 changed, 1 taken away. Its token reaches Northwind DE Brand.",
            ended.Outcome,
            StringComparison.Ordinal
        );
        var reached = World.Meta.Grants(Name);
        Assert.Equal([Brand, Performance], reached.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("ADVERTISE", reached[Performance]);
        Assert.Equal(2, World.Meta.Changes(mark).Count(c => c.Method == "POST"));
        Assert.Equal(1, World.Meta.Changes(mark).Count(c => c.Method == "DELETE"));
        Assert.Equal(["ANALYZE", "ANALYZE", ""], await AskedAsync(id, Brand, Performance, Outlet));
        await RecordIsTrueAsync(id);
        await AuditProof.HoldsAsync(World);
    }

    [Fact]
    public async Task What_others_gave_meanwhile_was_not_there_at_the_last_read_and_not_when_the_change_was_asked_for()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        const string Others = "Northwind AT Performance";
        var read = World.Clock.GetUtcNow();
        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = Name,
                asset = Others,
                tasks = new[] { "ANALYZE" },
            }
        );
        World.Clock.Advance(TimeSpan.FromHours(1));
        var asked = await AskAsync(id, await GrantsAsync((Performance, ["ANALYZE"]), (Brand, ["ANALYZE"])));

        var ended = await World.RunToEndAsync(World.Succeeds(asked));

        await using var db = World.OpenDatabase();
        var notBefore = await (
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            where g.SystemUserId == id && (a.Name == Brand || a.Name == Others)
            orderby a.Name
            select g.NotBefore
        ).ToListAsync();
        var last = await db
            .SyncParts.Where(p => p.Edge == "system_users")
            .Select(p => p.LastCompleteReadAt)
            .SingleAsync();
        Assert.Equal([last, ended.AskedAt], notBefore);
        Assert.True(last <= read);
    }

    [Fact]
    public async Task A_grant_that_was_raised_has_all_its_tasks_because_Meta_replaces()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));

        var ended = await ChangedAsync(id, (Performance, ["ANALYZE", "MANAGE"]));

        Assert.Equal(OperationState.Done, ended.State);
        Assert.Contains("MANAGE", World.Meta.Grants(Name)[Performance]);
        Assert.Equal(StepState.Skipped, Step(ended, ChangeAccess.Remove).State);
        Assert.Equal(StepState.Skipped, Step(ended, ChangeAccess.Prove).State);
        await RecordIsTrueAsync(id);
    }

    [Fact]
    public async Task Lists_that_lag_are_waited_for()
    {
        var id = await MadeAsync((Performance, ["ADVERTISE"]), (Outlet, ["ANALYZE"]));
        await World.SwitchAsync("grantLagMilliseconds", 30_000);

        var ended = await ChangedAsync(id, (Performance, ["ANALYZE"]), (Brand, ["ANALYZE"]));

        Assert.True(ended.State == OperationState.Done, ended.Outcome);
        Assert.NotEqual(1, Step(ended, ChangeAccess.ReadBack).Attempts);
        await RecordIsTrueAsync(id);
    }

    [Fact]
    public async Task A_token_that_does_not_reach_what_was_added_is_said_to_need_a_new_one()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        await World.SwitchAsync("grantsReachOnlyNewTokens", true);
        World.Clock.Advance(TimeSpan.FromMinutes(1));

        var ended = await ChangedAsync(id, (Performance, ["ANALYZE"]), (Brand, ["ANALYZE"]));

        Assert.Equal(OperationState.Done, ended.State);
        var prove = Step(ended, ChangeAccess.Prove);
        Assert.True(prove.HasWarning);
        Assert.Contains("The token doesn't reach Northwind DE Brand yet", prove.Message, StringComparison.Ordinal);
        Assert.Contains("issue a new one", prove.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_a_scope_for_what_was_added_is_said_to_need_a_new_one()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));

        var ended = await ChangedAsync(id, (Performance, ["ANALYZE"]), ("Northwind Outlet Catalog", ["ADVERTISE"]));

        Assert.True(Step(ended, ChangeAccess.Prove).HasWarning);
        Assert.Contains("No scope of its token (ads_read)", ended.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dataset_becomes_a_line_of_the_checklist_and_the_step_says_so()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]), (Dataset, ["UPLOAD"]));
        var mark = World.Mark();

        var ended = await ChangedAsync(id, (Performance, ["ANALYZE"]));

        Assert.Equal(OperationState.Done, ended.State);
        Assert.Empty(World.Meta.Changes(mark));
        var remove = Step(ended, ChangeAccess.Remove);
        Assert.True(remove.HasWarning);
        Assert.Contains("can't take away Northwind Shop DE", remove.Message, StringComparison.Ordinal);
        await using var db = World.OpenDatabase();
        var line = await db.ChecklistLines.SingleAsync();
        Assert.Equal((id, ended.Id), (line.SystemUserId, line.OperationId));
        Assert.Contains("Meta Business Suite → Settings", line.Text, StringComparison.Ordinal);
        Assert.Contains(Dataset, World.Meta.Grants(Name).Keys);
        Assert.Equal([""], await AskedAsync(id, Dataset));

        World.Succeeds(await TickAsync(id, line.Id));
        var done = await db.ChecklistLines.AsNoTracking().SingleAsync();
        Assert.StartsWith("Administrator", done.DoneByName, StringComparison.Ordinal);
        Assert.NotNull(done.DoneAt);
        Assert.IsType<ChecklistLineDone>(Assert.Single((await TickAsync(id, line.Id)).Problems));
        await World.AsAuditor();
        Assert.IsType<NotAllowed>(Assert.Single((await TickAsync(id, line.Id)).Problems));
    }

    [Fact]
    public async Task An_Instagram_account_is_taken_away_although_only_it_tells_of_it()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]), (Outlet, ["ANALYZE"]));

        Assert.Equal(OperationState.Done, (await ChangedAsync(id, (Performance, ["ANALYZE"]))).State);

        Assert.DoesNotContain(Outlet, World.Meta.Grants(Name).Keys);
        await RecordIsTrueAsync(id);
    }

    [Fact]
    public async Task What_an_asset_group_gives_is_neither_taken_nor_lowered()
    {
        await World.ConnectAsync("Northwind");
        var id = (await World.SystemUserAsync("user1")).Id;
        var mark = World.Mark();
        var wanted = (await SawAsync(id)).ToList();
        var grouped = (await World.GrantOnAsync("Northwind AT Performance")).AssetId;
        wanted.RemoveAll(g => g.AssetId == grouped);

        var ended = await World.RunToEndAsync(World.Succeeds(await AskAsync(id, wanted)));

        Assert.Equal(OperationState.Failed, ended.State);
        Assert.Contains(
            "Northwind AT Performance is reached through the asset group DACH",
            ended.Outcome,
            StringComparison.Ordinal
        );
        Assert.Empty(World.Meta.Changes(mark));
    }

    [Fact]
    public async Task Beyond_the_preset_a_sentence_is_needed_and_kept()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var wanted = await GrantsAsync((Performance, ["MANAGE"]), (Brand, ["ANALYZE"]));
        var request = await RequestAsync(id, wanted) with { Preset = "reporting" };

        var refused = Assert.IsType<InvalidValue>(Assert.Single((await AskAsync(request)).Problems));
        Assert.Equal("GrantsWhy", refused.Field);
        Assert.Contains("Northwind DE Performance: MANAGE", refused.Sentence, StringComparison.Ordinal);
        await World.RunToEndAsync(World.Succeeds(await AskAsync(request with { Why = "It sets spending limits" })));

        await using var db = World.OpenDatabase();
        Assert.Equal("reporting", (await db.SystemUsers.SingleAsync(s => s.Id == id)).Preset);
        Assert.Equal(
            ["It sets spending limits", null],
            await db.Grants.OrderByDescending(g => g.AskedTasks).Select(g => g.Why).ToListAsync()
        );
    }

    [Fact]
    public async Task Without_a_preset_the_records_own_counts_and_each_asset_keeps_its_own_sentence()
    {
        var id = await MadeAsync((Performance, ["ANALYZE"]));
        var first = await RequestAsync(id, await GrantsAsync((Performance, ["MANAGE"]))) with
        {
            Preset = "reporting",
            Why = "It sets spending limits",
        };
        await World.RunToEndAsync(World.Succeeds(await AskAsync(first)));

        var second = await RequestAsync(id, await GrantsAsync((Performance, ["ADVERTISE"]), (Brand, ["MANAGE"])));
        var refused = Assert.IsType<InvalidValue>(Assert.Single((await AskAsync(second)).Problems));
        Assert.Equal("GrantsWhy", refused.Field);
        await World.RunToEndAsync(World.Succeeds(await AskAsync(second with { Why = "It pauses what fails" })));

        await using var db = World.OpenDatabase();
        Assert.Equal("reporting", (await db.SystemUsers.SingleAsync(s => s.Id == id)).Preset);
        Assert.Equal(
            ["It pauses what fails", "It sets spending limits"],
            await db.Grants.OrderBy(g => g.Why).Select(g => g.Why).ToListAsync()
        );

        var open = await RequestAsync(id, await GrantsAsync((Performance, ["MANAGE"]), (Brand, ["MANAGE"]))) with
        {
            Preset = "custom",
        };
        await World.RunToEndAsync(World.Succeeds(await AskAsync(open)));
        Assert.Equal("custom", (await World.OpenDatabase().SystemUsers.SingleAsync(s => s.Id == id)).Preset);
    }

    private async Task<long> MadeAsync(params (string Asset, string[] Tasks)[] grants)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.CreateAsync(World.CreateForm(portfolio, Name, [.. await GrantsAsync(grants)]));
        return (await World.SystemUserAsync(Name)).Id;
    }

    private async Task<List<AskedGrant>> GrantsAsync(params (string Asset, string[] Tasks)[] grants)
    {
        var asked = new List<AskedGrant>();
        foreach (var (asset, tasks) in grants)
            asked.Add(await World.GrantOnAsync(asset, tasks));
        return asked;
    }

    /// <summary>What a form would show as there now.</summary>
    private Task<IReadOnlyList<AskedGrant>> SawAsync(long id) =>
        World.AsksAsync(async (AccessQueries queries) => (await queries.FindAsync(id, default))!.Grants);

    private async Task<ChangeAccessRequest> RequestAsync(long id, IReadOnlyList<AskedGrant> wanted) =>
        new()
        {
            Act = World.Act("Wanted by the campaign team"),
            SystemUserId = id,
            Wanted = wanted,
            Saw = await SawAsync(id),
            Adoption = World.Adoption,
        };

    private async Task<Result<long>> AskAsync(long id, IReadOnlyList<AskedGrant> wanted) =>
        await AskAsync(await RequestAsync(id, wanted));

    private Task<Result<long>> AskAsync(ChangeAccessRequest request) =>
        World.AsksAsync((ChangeAccess act) => act.AskAsync(request, default));

    private Task<Result<long>> TickAsync(long id, long lineId) =>
        World.AsksAsync((CompleteChecklistLine act) => act.RunAsync(id, lineId, default));

    private async Task<Operation> ChangedAsync(long id, params (string Asset, string[] Tasks)[] wanted) =>
        await World.RunToEndAsync(World.Succeeds(await AskAsync(id, await GrantsAsync(wanted))));

    private static OperationStep Step(Operation operation, string name) => operation.Steps.Single(s => s.Name == name);

    private async Task<List<string>> AskedAsync(long id, params string[] assets)
    {
        var asked = new List<string>();
        await using var db = World.OpenDatabase();
        foreach (var asset in await GrantsAsync([.. assets.Select(a => (a, Array.Empty<string>()))]))
            asked.Add(
                (await db.Grants.SingleAsync(g => g.SystemUserId == id && g.AssetId == asset.AssetId)).AskedTasks
            );
        return asked;
    }

    /// <summary>The latest read in the record is what Meta has, and what was asked for is confirmed.</summary>
    private async Task SeenIsTrueAsync(long id)
    {
        await using var db = World.OpenDatabase();
        var seen = await db
            .SeenGrants.Where(g => g.SystemUserId == id && g.ValidTo == null)
            .Join(db.Assets, g => g.AssetId, a => a.Id, (g, a) => $"{a.Name} {g.Tasks}")
            .ToListAsync();
        Assert.Equal(
            World.Meta.Grants(Name).Select(g => $"{g.Key} {TaskSet.Format(g.Value)}").Order(StringComparer.Ordinal),
            seen.Order(StringComparer.Ordinal)
        );
    }

    private async Task RecordIsTrueAsync(long id)
    {
        await SeenIsTrueAsync(id);
        await using var db = World.OpenDatabase();
        Assert.All(
            await db.Grants.Where(g => g.SystemUserId == id).ToListAsync(),
            g => Assert.True(TaskSet.Covers(TaskSet.Parse(g.ConfirmedTasks), TaskSet.Parse(g.AskedTasks)))
        );
    }
}

public sealed class ChangeAccessOnSqlite() : ChangeAccessTests(DatabaseProvider.Sqlite);

public sealed class ChangeAccessOnPostgres() : ChangeAccessTests(DatabaseProvider.Postgres);
