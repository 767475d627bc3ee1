using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>Found system users adopted from a CSV: what fits is done, what doesn't is left and said.</summary>
public abstract class AdoptSystemUsersTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task Good_rows_are_adopted_bad_ones_are_left_with_a_sentence_and_sent_again_nothing_more_happens()
    {
        await World.ConnectAsync("Northwind");
        var (user1, sync) = (await World.SystemUserAsync("user1"), await World.SystemUserAsync("ads sync"));
        var test = await World.SystemUserAsync("test");
        await GivenPeopleAsync();
        // As a spreadsheet of another country saves it, with a column that isn't ours.
        var csv = string.Join(
            "\r\n",
            "\uFEFFOwner;System_User_Id;purpose;successor;note",
            $"Ines Roth <ines.roth@example.com>;{user1.GraphId};\"Tries pixels; daily\";The ads team;x",
            $"Ines Roth <ines.roth@example.com>;{sync.GraphId};'=Sync;;x",
            $"Ines Roth <ines.roth@example.com>;{sync.GraphId};Twice;;x",
            ";;;;",
            $";{test.GraphId};No owner;;x",
            $"Doubled;{test.GraphId}9;Unknown;;x",
            "Ines Roth;1.22E+14;Shortened;;x"
        );

        var preview = await PreviewAsync(csv);
        Assert.Equal((null, 2, 6), (preview.Problem, preview.Good, preview.Rows.Count));
        var seen = await SeenGrantsAsync(user1.Id);
        Assert.Equal((2, seen), (preview.Rows[0].Line, preview.Rows[0].AtMeta!.Grants));
        Assert.True(preview.Rows[0] is { IsOwnerNew: true, IsSuccessorNew: true });
        Assert.All(
            new[] { (2, "line 3 already"), (3, "The owner is missing"), (4, "was found"), (5, "Text") },
            wrong => Assert.Contains(wrong.Item2, preview.Rows[wrong.Item1].Problem, StringComparison.Ordinal)
        );

        var done = World.Succeeds(await AdoptAsync(csv));

        Assert.Equal(["user1", "ads sync"], done.Where(r => r.Sentence is null).Select(r => r.Row.Name));
        var after = await World.SystemUserAsync("user1");
        Assert.True(after.IsOurs);
        Assert.Equal(("Tries pixels; daily", true), (after.Purpose, after.SuccessorId is not null));
        // The apostrophe that kept a spreadsheet from running it is gone.
        Assert.Equal("=Sync", (await World.SystemUserAsync("ads sync")).Purpose);
        Assert.False((await World.SystemUserAsync("test")).IsOurs);
        await using (var db = World.OpenDatabase())
            Assert.Equal(seen, await db.Grants.CountAsync(g => g.SystemUserId == user1.Id && g.ConfirmedTasks != null));
        var rows = await AuditProof.HoldsAsync(World);
        Assert.Equal(
            ["ads sync", "user1"],
            rows.Where(r => r.Action == "Adopt system user").Select(r => r.ObjectLabel).Order()
        );
        Assert.Equal(2, rows.Count(r => r.Action == "Edit system user" && r.Reason == "Their owners are known"));

        var again = World.Succeeds(await AdoptAsync(csv));
        Assert.DoesNotContain(again, r => r.Sentence is null);
        Assert.Contains("ours already, adopted", again[0].Sentence, StringComparison.Ordinal);
        Assert.Equal(rows.Count, (await AuditProof.HoldsAsync(World)).Count);
    }

    [Fact]
    public async Task An_id_in_two_portfolios_a_name_of_two_people_and_one_who_left_are_not_guessed_about()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var (user1, sync) = (await World.SystemUserAsync("user1"), await World.SystemUserAsync("ads sync"));
        await GivenPeopleAsync();
        var other = await GivenOtherPortfolioAsync(user1.GraphId);
        var header = "system user id,owner,successor,purpose\n";

        Assert.Contains("2 portfolios", await WhyNotAsync($"{header}{user1.GraphId},A,,B"), StringComparison.Ordinal);
        Assert.Contains("2 people", await WhyNotAsync($"{header}{sync.GraphId},Doubled,,B"), StringComparison.Ordinal);
        Assert.Contains("left", await WhyNotAsync($"{header}{sync.GraphId},Gone,,B"), StringComparison.Ordinal);
        Assert.Contains(
            "longer than 500",
            await WhyNotAsync($"{header}{sync.GraphId},A,,{new string('p', 501)}"),
            StringComparison.Ordinal
        );
        Assert.Contains("missing: purpose", (await PreviewAsync("system user id,owner,successor\n1,2,3")).Problem);
        Assert.Contains("no row", (await PreviewAsync(header)).Problem, StringComparison.Ordinal);
        var many = header + string.Concat(Enumerable.Range(1, 501).Select(n => $"{n},A,,B\n"));
        Assert.Contains("more than 500 rows", (await PreviewAsync(many)).Problem, StringComparison.Ordinal);
        Assert.Contains(
            "kB",
            (await PreviewAsync(header + new string('x', 270_000))).Problem,
            StringComparison.Ordinal
        );
        Assert.Equal("Text", (await AdoptAsync("")).Problems[0].Field);

        await World.AsOffboarder(portfolio);
        Assert.Contains("You may not", await WhyNotAsync($"{header}{sync.GraphId},A,,B"), StringComparison.Ordinal);
        var rows = (await AuditProof.HoldsAsync(World)).Count;
        var refused = Assert.Single(World.Succeeds(await AdoptAsync($"{header}{sync.GraphId},A,,B"))).Sentence;
        var log = await AuditProof.HoldsAsync(World);
        Assert.Equal(rows + 1, log.Count);
        Assert.Equal(
            ("Adopt system user", AuditOutcome.Refused, "ads sync", portfolio, refused),
            (log[^1].Action, log[^1].Outcome, log[^1].ObjectLabel, log[^1].PortfolioId!.Value, log[^1].After)
        );
        await World.AsAdministrator(other);
        Assert.Contains("No system user", await WhyNotAsync($"{header}{sync.GraphId},A,,B"), StringComparison.Ordinal);
        World.Succeeds(await AdoptAsync($"{header}{sync.GraphId},A,,B"));
        Assert.False((await World.SystemUserAsync("ads sync")).IsOurs);
    }

    [Fact]
    public async Task A_row_that_changed_at_Meta_since_it_was_shown_is_left_with_words_and_the_others_go_on()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var (user1, sync) = (await World.SystemUserAsync("user1"), await World.SystemUserAsync("ads sync"));
        var test = await World.SystemUserAsync("test");
        await World.DoneAsync(World.AskRegisterAsync(sync.Id, "ads-sync-token", World.Adoption));
        // As if it had been registered before somebody thought of adopting.
        await ForgetAdoptionAsync(sync.Id);
        var csv = string.Join(
            '\n',
            "system user id,owner,successor,purpose",
            $"{user1.GraphId},Ada,,Tries pixels",
            $"{sync.GraphId},Ada,,Syncs ads",
            $"{test.GraphId},,,Tests"
        );
        var preview = await PreviewAsync(csv);
        Assert.Equal((0, 1), (preview.Rows[0].AtMeta!.Tokens, preview.Rows[1].AtMeta!.Tokens));
        Assert.StartsWith(
            "ads sync, EMPLOYEE, reaches ",
            preview.Rows[1].AtMeta!.Shown.Words,
            StringComparison.Ordinal
        );
        Assert.NotNull(preview.Rows[1].AtMeta!.ReadAt);
        await World.ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = "ads sync",
                asset = "Northwind Outlet",
                tasks = new[] { "MANAGE" },
            }
        );
        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.DoneAsync(World.AskReadAsync(portfolio));
        var filled = csv.Replace($"{test.GraphId},,", $"{test.GraphId},Ada,", StringComparison.Ordinal);

        var done = World.Succeeds(await AdoptAsync(filled, preview));

        Assert.Equal(["user1"], done.Where(r => r.Sentence is null).Select(r => r.Row.Name));
        Assert.Contains("This changed since the rows were looked at", done[1].Sentence, StringComparison.Ordinal);
        Assert.Contains("by now Meta shows \"ads sync, EMPLOYEE, reaches", done[1].Sentence, StringComparison.Ordinal);
        Assert.Contains("nothing was shown of it", done[2].Sentence, StringComparison.Ordinal);
        Assert.False((await World.SystemUserAsync("ads sync")).IsOurs);
        Assert.False((await World.SystemUserAsync("test")).IsOurs);

        var again = World.Succeeds(await AdoptAsync(filled));
        Assert.Equal(["ads sync", "test"], again.Where(r => r.Sentence is null).Select(r => r.Row.Name));
    }

    [Fact]
    public async Task The_template_lists_those_that_wait_and_can_be_read_again()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var sync = await World.SystemUserAsync("ads sync");
        await World.AsksAsync(
            (EditSystemUser act) =>
                act.RunAsync(
                    new EditSystemUserRequest
                    {
                        Act = World.Act(),
                        SystemUserId = sync.Id,
                        Purpose = "+ Sync",
                        Preset = null,
                        Consumers = [],
                    },
                    default
                )
        );

        using var file = new MemoryStream();
        await World.AsksAsync(
            async (ExportFoundSystemUsers act) =>
            {
                await act.WriteAsync(file, default);
                return true;
            }
        );

        var text = System.Text.Encoding.UTF8.GetString(file.ToArray());
        Assert.Contains("'+ Sync", text, StringComparison.Ordinal);
        Assert.Contains(",ads sync,Northwind Retail\r\n", text, StringComparison.Ordinal);
        var preview = await PreviewAsync(text);
        var count = await World.AsksAsync((AdoptionQueries queries) => queries.CountFoundAsync(default));
        Assert.Equal((null, count), (preview.Problem, preview.Rows.Count));
        Assert.All(preview.Rows, r => Assert.Equal("The owner is missing.", r.Problem));
        Assert.Contains(preview.Rows, r => r.Purpose == "+ Sync");
        await World.AsAuditor(portfolio);
        Assert.Equal(0, await World.AsksAsync((AdoptionQueries queries) => queries.CountFoundAsync(default)));
    }

    private async Task<string?> WhyNotAsync(string csv) => Assert.Single((await PreviewAsync(csv)).Rows).Problem;

    private Task<AdoptionPreview> PreviewAsync(string csv) =>
        World.AsksAsync((AdoptionQueries queries) => queries.PreviewAsync(csv, default));

    /// <summary>With what the preview shows at this moment.</summary>
    private async Task<Result<IReadOnlyList<AdoptedRow>>> AdoptAsync(string csv) =>
        await AdoptAsync(csv, await PreviewAsync(csv));

    private Task<Result<IReadOnlyList<AdoptedRow>>> AdoptAsync(string csv, AdoptionPreview preview) =>
        World.AsksAsync(
            (AdoptSystemUsers act) =>
                act.RunAsync(
                    new AdoptSystemUsersRequest(
                        World.Act("Their owners are known"),
                        csv,
                        preview
                            .Rows.Where(r => r.Problem is null)
                            .ToDictionary(r => r.SystemUserId!.Value, r => r.AtMeta!.Shown.Mark)
                    ),
                    default
                )
        );

    private async Task ForgetAdoptionAsync(long systemUserId)
    {
        await using var db = World.OpenDatabase();
        await db
            .SystemUsers.Where(s => s.Id == systemUserId)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.AdoptedAt, (DateTimeOffset?)null));
    }

    private async Task<int> SeenGrantsAsync(long systemUserId)
    {
        await using var db = World.OpenDatabase();
        return await db.SeenGrants.CountAsync(g => g.SystemUserId == systemUserId && g.ValidTo == null);
    }

    private async Task GivenPeopleAsync()
    {
        await using var db = World.OpenDatabase();
        var gone = Person.Called("Gone");
        gone.LeftAt = World.Clock.GetUtcNow();
        db.People.AddRange(
            Person.Called("Doubled", "one@example.com"),
            Person.Called("Doubled", "two@example.com"),
            gone
        );
        using (db.Unaudited("A test's own people."))
            await db.SaveChangesAsync();
    }

    /// <summary>Another portfolio in which another system user has the same id, through another app; its id.</summary>
    private async Task<long> GivenOtherPortfolioAsync(string graphId)
    {
        var portfolio = await World.GivenOtherPortfolioAsync();
        await using var db = World.OpenDatabase();
        db.SystemUsers.Add(
            new SystemUser
            {
                PortfolioId = portfolio.Id,
                AppId = portfolio.AppId,
                GraphId = graphId,
                Name = "the other",
                Role = "EMPLOYEE",
            }
        );
        using (db.Unaudited("A test's own rows."))
            await db.SaveChangesAsync();
        return portfolio.Id;
    }
}

public sealed class AdoptSystemUsersOnSqlite() : AdoptSystemUsersTests(DatabaseProvider.Sqlite);

public sealed class AdoptSystemUsersOnPostgres() : AdoptSystemUsersTests(DatabaseProvider.Postgres);
