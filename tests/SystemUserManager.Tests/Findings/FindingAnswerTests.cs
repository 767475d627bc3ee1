using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Findings.Kinds;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings;

/// <summary>What people answer to a finding: accepted until a day, adopted into the record, put back at Meta.</summary>
public abstract partial class FindingAnswerTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    private const string Other = "northwind reports";
    private const string Page = "Northwind";

    private static readonly FindingKind[] Differences =
    [
        FindingKind.GrantAdded,
        FindingKind.GrantChanged,
        FindingKind.GrantRemoved,
        FindingKind.Renamed,
        FindingKind.RoleChanged,
    ];

    [FactOnOneDatabase]
    public async Task What_Meta_shows_becomes_what_is_meant_and_Meta_is_left_alone()
    {
        var token = await MadeAsync();
        await SomebodyChangesAsync();
        await ChangeAsync(
            new
            {
                @do = "setRole",
                systemUser = Other,
                role = "ADMIN",
            }
        );
        await ReadAsync();
        var (grants, mark) = (World.Meta.Grants(Other), World.Mark());

        foreach (var kind in Differences.Except([FindingKind.GrantRemoved]))
        {
            var finding = await OneAsync(kind);
            Assert.False(World.Succeeds(await AdoptAsync(finding.Id, finding.AtMeta)).IsOpen);
        }

        await AssertNothingDiffersAsync();
        Assert.Empty(World.Meta.Changes(mark));
        Assert.Equal(grants, World.Meta.Grants(Other));
        await using (var db = World.OpenDatabase())
        {
            var ours = await db.SystemUsers.SingleAsync(s => s.Id == token.SystemUserId);
            Assert.Equal((Other, "ADMIN"), (ours.ConfirmedName, ours.ConfirmedRole));
            // MANAGE is more than reporting needs: the record keeps why.
            var page = await AssetIdAsync(Page);
            var grant = await db.Grants.SingleAsync(g => g.SystemUserId == ours.Id && g.AssetId == page);
            Assert.Contains("MANAGE", grant.AskedTasks, StringComparison.Ordinal);
            Assert.Equal((grant.AskedTasks, World.Act().Reason), (grant.ConfirmedTasks, grant.Why));
            var audit = await db.AuditEvents.Where(e => e.Action == "Adopt what a finding shows").ToListAsync();
            Assert.Equal(4, audit.Count);
            Assert.Contains(
                audit,
                e =>
                    e
                        is {
                            ObjectType: "Finding",
                            Before: "Name: northwind ads reporting",
                            After: "Name: northwind reports"
                        }
            );
            Assert.Contains(audit, e => e.Before == "Access: Northwind: nothing");
        }

        // And back: what is gone is adopted as gone.
        await ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = Other,
                asset = Page,
            }
        );
        await ReadAsync();
        World.Succeeds(await AdoptAsync((await OneAsync(FindingKind.GrantRemoved)).Id));
        await AssertNothingDiffersAsync();
        await AuditProof.HoldsAsync(World);
    }

    [FactOnOneDatabase]
    public async Task What_the_record_says_is_put_back_at_Meta_and_the_finding_resolves()
    {
        var token = await MadeAsync();
        var meant = World.Meta.Grants(Name);
        await SomebodyChangesAsync();
        await ReadAsync();

        var added = await OneAsync(FindingKind.GrantAdded);
        foreach (var kind in Differences.Except([FindingKind.GrantRemoved, FindingKind.RoleChanged]))
        {
            var finding = await OneAsync(kind);
            await World.DoneAsync(RevertAsync(finding.Id, finding.AtMeta));
            Assert.Empty(await World.OpenFindingsAsync(kind));
        }

        Assert.Equal(meant, World.Meta.Grants(Name));
        await ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = Name,
                asset = Account,
            }
        );
        await ReadAsync();
        var (request, gone) = (World.Act(), await OneAsync(FindingKind.GrantRemoved));
        var asked = World.Succeeds(await RevertAsync(gone.Id, act: request));
        Assert.Equal(asked, World.Succeeds(await RevertAsync(gone.Id, act: request)));
        await World.DoneAsync(Task.FromResult<Result<long>>(asked));

        Assert.Equal(meant, World.Meta.Grants(Name));
        await AssertNothingDiffersAsync();
        await ReadAsync();
        await AssertNothingDiffersAsync();
        // The page of the finding shows what was done about it, step by step.
        var rows = await World.AsksAsync(
            (SystemUserManager.Audit.AuditQueries audit) =>
                audit.AboutAsync("Finding", $"{added.Id}", most: 100, default)
        );
        Assert.Contains(rows, e => e is { ObjectType: "Finding", OperationId: not null });
        Assert.Contains(rows, e => e is { ObjectType: "Operation", Action: ChangeAccess.Remove });
        var ofSystemUser = await World.AsksAsync(
            (SystemUserManager.Audit.AuditQueries audit) =>
                audit.AboutAsync("SystemUser", $"{token.SystemUserId}", most: 100, default)
        );
        Assert.Contains(ofSystemUser, e => e.ObjectType == "Finding");
        await AuditProof.HoldsAsync(World);
    }

    [FactOnOneDatabase]
    public async Task A_group_takes_along_what_came_with_it_and_what_only_a_person_can_undo_is_said_with_the_way_there()
    {
        await MadeAsync();
        await ChangeAsync(
            new
            {
                @do = "addToGroup",
                systemUser = Name,
                group = "DACH",
                adaccount_tasks = new[] { "ANALYZE" },
            }
        );
        await GrantAsync("Northwind Shop DE", "UPLOAD");
        await ChangeAsync(
            new
            {
                @do = "setRole",
                systemUser = Name,
                role = "ADMIN",
            }
        );
        await ReadAsync();
        var added = await World.OpenFindingsAsync(FindingKind.GrantAdded);
        var group = Assert.Single(added, f => f.Detail.Contains("asset group DACH", StringComparison.Ordinal));

        var refused = Assert.Single((await RevertAsync(group.Id)).Problems);
        Assert.Contains("→ Asset groups → DACH → remove", refused.Sentence, StringComparison.Ordinal);
        var role = await OneAsync(FindingKind.RoleChanged);
        Assert.Contains(
            "Meta's API can't change a role",
            Assert.Single((await RevertAsync(role.Id)).Problems).Sentence,
            StringComparison.Ordinal
        );

        World.Succeeds(await AdoptAsync(group.Id));
        await ReadAsync();
        // The dataset is in the group, too, and was given by itself.
        Assert.DoesNotContain(
            await World.OpenFindingsAsync(FindingKind.GrantAdded),
            f => f.Detail.Contains("Performance", StringComparison.Ordinal)
        );
        // What came through a group that is meant, and is taken out of the record by hand: it can't be taken away singly.
        var performance = await AssetIdAsync("Northwind DE Performance");
        await RecordAsync(db => db.Grants.Where(g => g.AssetId == performance).ExecuteDeleteAsync());
        await LookAsync();
        var through = Assert.Single(
            await World.OpenFindingsAsync(FindingKind.GrantAdded),
            f => f.AssetId == performance
        );
        Assert.Contains(
            "through the asset group DACH",
            Assert.Single((await RevertAsync(through.Id)).Problems).Sentence,
            StringComparison.Ordinal
        );
    }

    [FactOnOneDatabase]
    public async Task A_dataset_becomes_a_line_of_the_checklist_once_and_the_finding_stays_until_a_person_did_it()
    {
        const string Dataset = "Northwind Shop DE";
        await MadeAsync();
        await GrantAsync(Dataset, "UPLOAD");
        await ReadAsync();
        var finding = await OneAsync(FindingKind.GrantAdded);

        await World.DoneAsync(RevertAsync(finding.Id));

        await using (var db = World.OpenDatabase())
            Assert.Contains(Dataset, (await db.ChecklistLines.SingleAsync()).Text, StringComparison.Ordinal);
        Assert.Single(await World.OpenFindingsAsync(FindingKind.GrantAdded));
        var again = Assert.Single((await RevertAsync(finding.Id)).Problems);
        Assert.Contains("The checklist of", again.Sentence, StringComparison.Ordinal);
        await ChangeAsync(
            new
            {
                @do = "removeGrant",
                systemUser = Name,
                asset = Dataset,
            }
        );
        await ReadAsync();
        await AssertNothingDiffersAsync();
    }

    /// <summary>Everything that a person can put back, in one go; it is called <see cref="Other"/> then.</summary>
    private async Task SomebodyChangesAsync()
    {
        await GrantAsync(Page, "MANAGE");
        await ChangeAsync(
            new
            {
                @do = "raiseGrant",
                systemUser = Name,
                asset = Account,
                tasks = new[] { "ADVERTISE" },
            }
        );
        await ChangeAsync(
            new
            {
                @do = "renameSystemUser",
                systemUser = Name,
                name = Other,
            }
        );
    }

    private Task GrantAsync(string asset, string task) =>
        ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = Name,
                asset,
                tasks = new[] { task },
            }
        );

    [FactOnOneDatabase]
    public async Task What_Meta_says_of_a_token_is_taken_into_the_record()
    {
        var token = await MadeAsync();
        await ChangeAsync(
            new
            {
                @do = "removeScope",
                token = token.ValueSha256,
                scope = "ads_read",
            }
        );
        await ReadAsync();
        var finding = await OneAsync(FindingKind.TokenDiffers);
        Assert.IsType<FindingMoved>(Assert.Single((await AdoptAsync(finding.Id, "something else")).Problems));

        World.Succeeds(await AdoptAsync(finding.Id, finding.AtMeta));

        await ReadAsync();
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.TokenDiffers));
        await using var db = World.OpenDatabase();
        var adopted = await db.Tokens.SingleAsync(t => t.Id == token.Id);
        Assert.Contains("ads_read", token.Scopes, StringComparison.Ordinal);
        Assert.DoesNotContain("ads_read", adopted.Scopes, StringComparison.Ordinal);
        Assert.Equal((token.ExpiresAt, token.NeverExpires), (adopted.ExpiresAt, adopted.NeverExpires));
        var audit = await db.AuditEvents.SingleAsync(e => e.Action == "Adopt what a finding shows");
        Assert.Contains("ads_read", audit.Before, StringComparison.Ordinal);
        Assert.DoesNotContain("ads_read", audit.After, StringComparison.Ordinal);
        await AuditProof.HoldsAsync(World);
    }

    [FactOnOneDatabase]
    public async Task What_is_still_needed_is_said_where_the_finding_leads_and_that_ends_it()
    {
        var token = await MadeAsync();
        await RecordAsync(async db =>
        {
            var made = await db.SystemUsers.SingleAsync(s => s.Id == token.SystemUserId);
            (made.MetaCreatedAt, made.LastConfirmedAt) = (World.Clock.Start.AddDays(-400), null);
            var known = await db.Partners.OrderBy(p => p.Id).FirstAsync(p => p.GoneAt == null);
            (known.Purpose, known.LastConfirmedAt) = ("Runs our ads", World.Clock.Start.AddDays(-200));
        });
        await LookAsync();
        var old = Assert.Single(
            await World.OpenFindingsAsync(FindingKind.Old),
            f => f.SystemUserId == token.SystemUserId
        );
        var partner = await OneAsync(FindingKind.PartnerNotConfirmed);
        Assert.Equal($"/SystemUsers/{token.SystemUserId}/StillNeeded", await WayAsync(old));
        Assert.Equal($"/Partners/{partner.PartnerId}#still-in-use", await WayAsync(partner));

        var next = DateOnly.FromDateTime(World.Clock.GetUtcNow().UtcDateTime).AddDays(90);
        World.Succeeds(
            await World.AsksAsync(
                (ConfirmNeeded act) => act.RunAsync(new(World.Act(), token.SystemUserId, next), default)
            )
        );
        World.Succeeds(
            await World.AsksAsync(
                (ConfirmPartner act) => act.RunAsync(new(World.Act(), partner.PartnerId!.Value), default)
            )
        );
        await LookAsync();

        Assert.DoesNotContain(await World.OpenFindingsAsync(FindingKind.Old), f => f.Id == old.Id);
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.PartnerNotConfirmed));
    }

    private async Task<string?> WayAsync(Finding finding) =>
        (await World.AsksAsync((FindingDetailQueries queries) => queries.FindAsync(finding.Id, default)))!
            .Way(FindingAnswer.StillNeeded)
            ?.Path;

    private async Task<Finding> OneAsync(FindingKind kind) => Assert.Single(await World.OpenFindingsAsync(kind));

    private async Task AssertNothingDiffersAsync()
    {
        await LookAsync();
        foreach (var kind in Differences)
            Assert.Empty(await World.OpenFindingsAsync(kind));
    }

    private Task<Result<Finding>> AdoptAsync(long id, string? saw = null, ActRequest? act = null) =>
        World.AsksAsync((AdoptFinding adopt) => adopt.RunAsync(new(act ?? World.Act(), id, saw), default));

    private Task<Result<long>> RevertAsync(long id, string? saw = null, ActRequest? act = null) =>
        World.AsksAsync((RevertFinding revert) => revert.AskAsync(new(act ?? World.Act(), id, saw), default));

    private Task<Result<Finding>> AcceptAsync(long id, DateOnly until, ActRequest? act = null) =>
        World.AsksAsync((AcceptFinding accept) => accept.RunAsync(new(act ?? World.Act(), id, until), default));

    private Task<Result<Finding>> TakeBackAsync(long id) =>
        World.AsksAsync((TakeAcceptanceBack back) => back.RunAsync(new(World.Act(), id), default));
}

public sealed class FindingAnswersOnSqlite() : FindingAnswerTests(DatabaseProvider.Sqlite);

public sealed class FindingAnswersOnPostgres() : FindingAnswerTests(DatabaseProvider.Postgres);
