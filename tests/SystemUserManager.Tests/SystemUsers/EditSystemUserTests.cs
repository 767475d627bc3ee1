using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>What is said here of a system user; Meta and the vault hear nothing of it.</summary>
public abstract class EditSystemUserTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Found = "ads sync";

    [Fact]
    public async Task What_is_changed_stands_in_the_record_and_the_log_has_the_difference()
    {
        var systemUser = await AdoptedAsync();
        var consumers = await ConsumersAsync(systemUser.Id);
        var mark = World.Mark();

        World.Succeeds(
            await EditAsync(
                Form(systemUser.Id) with
                {
                    Purpose = "Something else",
                    Owner = new TypedPerson("The ads team", null, IsTeam: true),
                    Successor = new TypedPerson("Ines Roth", "ines.roth@example.com", IsTeam: false),
                    Environment = IntegrationEnvironment.Staging,
                    NextReviewOn = new DateOnly(2027, 3, 1),
                    Consumers =
                    [
                        new EditedConsumer(
                            consumers[1].Id,
                            "Second, renamed",
                            null,
                            "b@example.com",
                            TokenDelivery.PersonCopies
                        ),
                        new EditedConsumer(null, "Third", "a server", null, TokenDelivery.PipelineCopies),
                    ],
                }
            )
        );

        Assert.Empty(World.Sandbox.Log.After(mark));
        var after = await World.SystemUserAsync(Found);
        Assert.Equal(
            ("Something else", IntegrationEnvironment.Staging, new DateOnly(2027, 3, 1)),
            (after.Purpose, after.Environment, after.NextReviewOn)
        );
        Assert.NotEqual(systemUser.OwnerId, after.OwnerId);
        var now = await ConsumersAsync(systemUser.Id);
        Assert.Equal(["Second, renamed", "Third"], now.Select(c => c.Tool));
        Assert.Equal(consumers[1].Id, now[0].Id);
        await using var db = World.OpenDatabase();
        var versions = await db
            .SystemUserVersions.Where(v => v.SystemUserId == after.Id)
            .OrderBy(v => v.Id)
            .ToListAsync();
        Assert.Equal([null, systemUser.OwnerId, after.OwnerId], versions.Select(v => v.OwnerId));
        var row = (await AuditProof.HoldsAsync(World)).Last(r => r.Action == "Edit system user");
        var difference = AuditDifference.Of(row.Before, row.After);
        Assert.NotNull(row.Before);
        Assert.Contains("Keeps the ads in step", row.Before, StringComparison.Ordinal);
        Assert.Contains("The ads team", row.After, StringComparison.Ordinal);
        Assert.NotEmpty(difference);
    }

    [FactOnOneDatabase]
    public async Task A_found_one_is_adopted_when_owner_and_purpose_are_given_and_not_before()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);

        World.Succeeds(await EditAsync(Form(found.Id) with { Owner = null }));
        Assert.False((await World.SystemUserAsync(Found)).IsOurs);
        World.Succeeds(await EditAsync(Form(found.Id)));

        Assert.True((await World.SystemUserAsync(Found)).IsOurs);
        await using var db = World.OpenDatabase();
        Assert.Equal(2, await db.Grants.CountAsync(g => g.SystemUserId == found.Id && g.ConfirmedTasks != null));
        Assert.Contains(await AuditProof.HoldsAsync(World), r => r.Action == "Adopt system user");
    }

    [FactOnOneDatabase]
    public async Task What_changed_at_Meta_since_the_form_was_opened_is_not_adopted_by_it()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        var shown = await ShownAsync(found.Id);
        Assert.Equal("ads sync, EMPLOYEE, reaches 2 assets", shown.Words);
        await World.DoneAsync(World.AskReadAsync(portfolio));
        Assert.Equal(shown, await ShownAsync(found.Id));
        await World.ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = Found,
                asset = "Northwind",
                tasks = new[] { "ADVERTISE" },
            }
        );
        await World.DoneAsync(World.AskReadAsync(portfolio));
        var rows = (await AuditProof.HoldsAsync(World)).Count;

        var moved = Assert.IsType<SystemUserMoved>(
            Assert.Single((await EditAsync(Form(found.Id) with { SawAtMeta = shown.Mark })).Problems)
        );
        Assert.Contains("ads sync, EMPLOYEE, reaches 3 assets", moved.Sentence, StringComparison.Ordinal);
        Assert.IsType<SystemUserMoved>(
            Assert.Single(
                (
                    await World.AskRenameAsync(
                        found.Id,
                        "northwind ads sync",
                        World.Adoption with
                        {
                            SawAtMeta = shown.Mark,
                        }
                    )
                ).Problems
            )
        );
        Assert.False((await World.SystemUserAsync(Found)).IsOurs);
        Assert.Equal(rows, (await AuditProof.HoldsAsync(World)).Count);

        World.Succeeds(await EditAsync(Form(found.Id) with { SawAtMeta = (await ShownAsync(found.Id)).Mark }));
        Assert.True((await World.SystemUserAsync(Found)).IsOurs);

        Task<ShownAtMeta> ShownAsync(long id) =>
            World.AsksAsync(async (SystemUserActQueries acts) => (await acts.FindAsync(id, default))!.ShownAtMeta!);
    }

    [FactOnOneDatabase]
    public async Task Of_one_that_is_ours_owner_and_purpose_are_never_taken_away()
    {
        var systemUser = await AdoptedAsync();

        var refused = await EditAsync(Form(systemUser.Id) with { Owner = null, Purpose = " " });

        Assert.Equal(["Purpose", "Owner"], refused.Problems.Select(p => p.Field));
    }

    [FactOnOneDatabase]
    public async Task A_consumer_of_another_one_is_not_taken_and_a_tool_without_a_name_is_refused()
    {
        var systemUser = await AdoptedAsync();
        var consumers = await ConsumersAsync(systemUser.Id);
        var other = await World.SystemUserAsync("user1");

        var refused = await EditAsync(
            Form(other.Id) with
            {
                Consumers =
                [
                    new EditedConsumer(consumers[0].Id, "Stolen", null, null, TokenDelivery.ReadsVault),
                    new EditedConsumer(null, " ", null, null, TokenDelivery.ReadsVault),
                ],
            }
        );

        Assert.Equal(["Consumers[0].Tool", "Consumers[1].Tool"], refused.Problems.Select(p => p.Field));
        Assert.Equal(consumers.Select(c => c.Tool), (await ConsumersAsync(systemUser.Id)).Select(c => c.Tool));
    }

    [FactOnOneDatabase]
    public async Task Sent_again_it_changes_nothing_and_leaves_no_second_row()
    {
        var systemUser = await AdoptedAsync();
        var consumers = await ConsumersAsync(systemUser.Id);
        var rows = (await AuditProof.HoldsAsync(World)).Count;

        World.Succeeds(
            await EditAsync(
                Form(systemUser.Id) with
                {
                    Consumers =
                    [
                        .. consumers.Select(c => new EditedConsumer(c.Id, c.Tool, c.RunsAt, c.Contact, c.Delivery)),
                    ],
                }
            )
        );

        Assert.Equal(rows, (await AuditProof.HoldsAsync(World)).Count);
    }

    [FactOnOneDatabase]
    public async Task It_needs_no_way_to_Meta_but_an_administrator_of_the_portfolio()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var contoso = await World.ConnectAsync("Contoso");
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        var found = await World.SystemUserAsync(Found);

        World.Succeeds(await EditAsync(Form(found.Id)));
        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await EditAsync(Form(found.Id))).Problems));
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(Assert.Single((await EditAsync(Form(found.Id))).Problems));
    }

    private async Task<SystemUser> AdoptedAsync()
    {
        await World.ConnectAsync("Northwind");
        var found = await World.SystemUserAsync(Found);
        World.Succeeds(
            await EditAsync(
                Form(found.Id) with
                {
                    Consumers =
                    [
                        new EditedConsumer(null, "First", "here", "a@example.com", TokenDelivery.ReadsVault),
                        new EditedConsumer(null, "Second", null, null, TokenDelivery.ReadsVault),
                    ],
                }
            )
        );
        return await World.SystemUserAsync(Found);
    }

    private Task<Result<SystemUser>> EditAsync(EditSystemUserRequest form) =>
        World.AsksAsync((EditSystemUser act) => act.RunAsync(form, default));

    private static EditSystemUserRequest Form(long id) =>
        new()
        {
            Act = World.Act(),
            SystemUserId = id,
            Purpose = World.Adoption.Purpose,
            Preset = null,
            Owner = World.Adoption.Owner,
            Consumers = [],
        };

    private async Task<List<Consumer>> ConsumersAsync(long systemUserId)
    {
        await using var db = World.OpenDatabase();
        return await db
            .Consumers.AsNoTracking()
            .Where(c => c.SystemUserId == systemUserId)
            .OrderBy(c => c.Id)
            .ToListAsync();
    }
}

public sealed class EditSystemUserOnSqlite() : EditSystemUserTests(DatabaseProvider.Sqlite);

public sealed class EditSystemUserOnPostgres() : EditSystemUserTests(DatabaseProvider.Postgres);
