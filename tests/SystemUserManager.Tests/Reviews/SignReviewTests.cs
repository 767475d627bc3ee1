using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Reviews;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Reviews;

/// <summary>Many system users looked at and signed for at once.</summary>
public abstract class SignReviewTests(DatabaseProvider provider) : ActTests(provider)
{
    private static readonly DateOnly May = new(2027, 5, 1);

    [Fact]
    public async Task What_is_signed_over_two_portfolios_is_one_review_for_each_and_happens_once()
    {
        var (northwind, contoso) = (await World.ConnectAsync("Northwind"), await World.ConnectAsync("Contoso"));
        await LabelAsync("EMEA", northwind, contoso);
        var scope = new ReviewScope(null, null, "emea");
        var sheet = (await SheetAsync(scope))!;
        Assert.Equal(("Label emea", sheet.Rows.Rows.Count), (sheet.Words, sheet.Total));
        var control = sheet.Rows.Rows.Single(r => r.IsControl && r.PortfolioId == northwind);
        var other = sheet.Rows.Rows.First(r => r.PortfolioId == contoso);
        var sync = (await World.SystemUserAsync("ads sync")).Id;
        var decided = new Dictionary<long, ReviewDecision>
        {
            [(await World.SystemUserAsync("user1")).Id] = ReviewDecision.StillNeeded,
            [sync] = ReviewDecision.RevokeAllTokens,
            [control.Id] = ReviewDecision.RevokeAllTokens,
            [other.Id] = ReviewDecision.Reduce,
        };
        var request = new SignReviewRequest(
            World.Act("Spring review"),
            scope,
            May,
            [.. sheet.Rows.Rows.Select(r => Row(r.Id, decided.TryGetValue(r.Id, out var said) ? said : null))]
        );

        var id = World.Succeeds(await SignAsync(request));

        var detail = (await FindAsync(id))!;
        Assert.Equal(2, detail.Parts.Count);
        var ofNorthwind = sheet.Rows.Rows.Count(r => r.PortfolioId == northwind);
        Assert.Contains(detail.Parts, p => p.Scope == $"Label emea: 3 of {ofNorthwind} decided");
        var lines = detail.Lines.ToDictionary(l => l.SystemUserId);
        Assert.Equal(4, lines.Count);
        var user1 = await World.SystemUserAsync("user1");
        Assert.Equal((May, World.Clock.GetUtcNow()), (user1.NextReviewOn, user1.LastConfirmedAt));
        Assert.Matches("\\(up to [A-Z_]+\\).*; (tokens not known|1 live token)$", lines[user1.Id].Reached);
        var revoke = await World.OperationAsync(lines[sync].OperationId!.Value);
        Assert.Equal((OperationKind.RevokeAllTokens, "Spring review"), (revoke.Kind, revoke.Reason));
        Assert.True(lines[control.Id].IsRefused);
        Assert.Contains(PortfolioRules.ControlSystemUserIsProtected, lines[control.Id].Note, StringComparison.Ordinal);
        Assert.Null(lines[other.Id].OperationId);
        var log = await AuditProof.HoldsAsync(World);
        Assert.Equal(2, log.Count(r => r.Action == "Sign review" && r.Reason == "Spring review"));
        Assert.Single(log, r => r.Action == "Confirm still needed");
        Assert.Single(log, r => r.Outcome == AuditOutcome.Refused && r.ObjectLabel == control.Name);

        // It died before it wrote down what it had asked for; the form is sent again.
        await ChangeAsync(db =>
            db.ReviewLines.Where(l => l.OperationId != null)
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.OperationId, (long?)null))
        );
        Assert.Equal(id, World.Succeeds(await SignAsync(request)));
        Assert.Equal(revoke.Id, (await FindAsync(id))!.Lines.Single(l => l.SystemUserName == "ads sync").OperationId);
        Assert.Equal(log.Count, (await AuditProof.HoldsAsync(World)).Count);
        await using var db = World.OpenDatabase();
        Assert.Equal((2, 4), (await db.Reviews.CountAsync(), await db.ReviewLines.CountAsync()));
        Assert.Single(await db.Operations.Where(o => o.Kind == OperationKind.RevokeAllTokens).ToListAsync());
    }

    [Fact]
    public async Task Each_row_is_decided_or_left_out_on_purpose_and_else_nothing_is_signed()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var scope = new ReviewScope(portfolio, null, null);
        var (first, second) = ((await World.SystemUserAsync("user1")).Id, (await World.SystemUserAsync("ads sync")).Id);

        var open = new ReviewedRow(second, null, IsLeftOut: false, new string('n', 501));
        var refused = await SignAsync(new(World.Act(" "), scope, null, [Row(first, ReviewDecision.StillNeeded), open]));
        Assert.Equal(
            [$"Decisions[{second}]", $"Notes[{second}]", "NextOn", "Reason"],
            refused.Problems.Select(p => p.Field)
        );
        Assert.False((await SignAsync(new(World.Act(), scope, May, [Row(first, null)]))).Succeeded);
        Assert.False(
            (
                await SignAsync(
                    new(World.Act(), scope, new DateOnly(2026, 11, 24), [Row(first, ReviewDecision.Reduce)])
                )
            ).Succeeded
        );
        var many = Enumerable.Range(1, 101).Select(id => Row(id, ReviewDecision.Reduce)).ToList();
        Assert.Contains("part by part", (await SignAsync(new(World.Act(), scope, May, many))).Problems[0].Sentence);

        // It belongs to nobody, so not to this owner: the page was opened before that changed.
        var person = World.Succeeds(await OwnAsync(second, "Mona Weiss"));
        var moved = await SignAsync(
            new(World.Act(), new(null, person, null), May, [Row(first, ReviewDecision.Reduce)])
        );
        Assert.Equal($"Decisions[{first}]", Assert.Single(moved.Problems).Field);
        await using var db = World.OpenDatabase();
        Assert.Equal(0, await db.Reviews.CountAsync());
    }

    [Fact]
    public async Task An_owner_signs_for_theirs_alone_others_find_nothing_and_Observe_only_asks_for_nothing()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        var (mine, other) = ((await World.SystemUserAsync("user1")).Id, (await World.SystemUserAsync("ads sync")).Id);
        var person = World.Succeeds(await OwnAsync(mine, "Mona Weiss"));
        var scope = new ReviewScope(portfolio, null, null);
        await World.AsAdministrator((await World.GivenOtherPortfolioAsync()).Id);
        Assert.IsType<NotFound>(
            Assert.Single((await SignAsync(new(World.Act(), scope, May, [Row(mine, ReviewDecision.Reduce)]))).Problems)
        );
        Assert.Null(await SheetAsync(scope));
        Assert.Null(await SheetAsync(new ReviewScope(null, person, null)));

        await World.AsAuditor(portfolio);
        await ChangeAsync(async db =>
            await db
                .People.Where(p => p.Id == person)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.AccountId, db.Users.Max(u => u.Id)))
        );
        var sheet = (await SheetAsync(scope))!;
        Assert.Equal([mine], sheet.Rows.Rows.Where(r => r.MayAnswer).Select(r => r.Id));
        Assert.Contains("Observe only", Assert.Single(sheet.CannotAct), StringComparison.Ordinal);
        var both = new[] { Row(mine, ReviewDecision.StillNeeded), Row(other, ReviewDecision.StillNeeded) };
        Assert.IsType<NotAllowed>(Assert.Single((await SignAsync(new(World.Act(), scope, May, both))).Problems));

        var id = World.Succeeds(
            await SignAsync(new(World.Act(), scope, May, [Row(mine, ReviewDecision.RevokeAllTokens), Row(other, null)]))
        );

        // An auditor may not revoke: it is signed and said, not asked for.
        var line = Assert.Single((await FindAsync(id))!.Lines);
        Assert.Equal(("Mona Weiss", true), (line.OwnerName, line.IsRefused));
        await using var db = World.OpenDatabase();
        Assert.Equal(0, await db.Operations.CountAsync(o => o.Kind == OperationKind.RevokeAllTokens));
        Assert.Null((await World.SystemUserAsync("ads sync")).LastConfirmedAt);
    }

    [Fact]
    public async Task What_is_due_is_what_was_never_reviewed_left_out_or_whose_day_has_come()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var scope = new ReviewScope(portfolio, null, null);
        Assert.Null(Assert.Single(await DueAsync()).LastId);
        World.Clock.Advance(TimeSpan.FromHours(1));
        var rows = (await SheetAsync(scope))!.Rows.Rows.Select(r => r.Id).ToList();

        World.Succeeds(
            await SignAsync(
                new(
                    World.Act(),
                    scope,
                    May,
                    [Row(rows[0], null), .. rows[1..].Select(r => Row(r, ReviewDecision.Reduce))]
                )
            )
        );
        Assert.Equal((0, 1), (Assert.Single(await DueAsync()).Past, (await DueAsync())[0].LeftOut));
        World.Succeeds(await SignAsync(new(World.Act(), scope, May, [Row(rows[0], ReviewDecision.Reduce)])));
        Assert.Empty(await DueAsync());
        World.Clock.Advance(TimeSpan.FromDays(200));
        Assert.Equal((rows.Count, 0), (Assert.Single(await DueAsync()).Past, (await DueAsync())[0].LeftOut));
    }

    [Fact]
    public async Task A_portfolio_of_two_hundred_is_signed_part_by_part_and_each_is_seen_once()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await ChangeAsync(async db =>
        {
            db.SystemUsers.AddRange(
                Enumerable
                    .Range(1, 200)
                    .Select(n =>
                    {
                        var one = new SystemUserManager.SystemUsers.SystemUser
                        {
                            PortfolioId = portfolio,
                            AppId = "1",
                            GraphId = $"many-{n}",
                            Name = $"many {n}",
                            Role = "EMPLOYEE",
                            FirstSeenAt = World.Clock.GetUtcNow(),
                        };
                        one.Rename(one.Name);
                        return one;
                    })
            );
            using (db.Unaudited("A test's own rows."))
                await db.SaveChangesAsync();
        });
        var scope = new ReviewScope(portfolio, null, null);
        var (seen, after) = (new List<long>(), (string?)null);
        do
        {
            var sheet = (await SheetAsync(scope, after))!;
            Assert.InRange(sheet.Rows.Rows.Count, 1, ReviewSubjects.MostAtOnce);
            World.Succeeds(
                await SignAsync(
                    new(
                        World.Act(),
                        scope,
                        May,
                        [.. sheet.Rows.Rows.Select(r => Row(r.Id, ReviewDecision.StillNeeded))]
                    )
                )
            );
            seen.AddRange(sheet.Rows.Rows.Select(r => r.Id));
            after = sheet.Rows.Next;
            Assert.True(after is not null || seen.Count == sheet.Total);
        } while (after is not null);

        Assert.True(seen.Count > 200);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(await DueAsync());
    }

    private static ReviewedRow Row(long id, ReviewDecision? decision) => new(id, decision, decision is null, null);

    private Task<Result<long>> SignAsync(SignReviewRequest request) =>
        World.AsksAsync((SignReview act) => act.RunAsync(request, default));

    private Task<ReviewSheet?> SheetAsync(ReviewScope scope, string? after = null) =>
        World.AsksAsync((ReviewSubjects queries) => queries.SheetAsync(scope, after, default));

    private Task<ReviewDetail?> FindAsync(long id) =>
        World.AsksAsync((ReviewQueries queries) => queries.FindAsync(id, default));

    private Task<IReadOnlyList<DueReview>> DueAsync() =>
        World.AsksAsync((ReviewQueries queries) => queries.DueAsync(default));

    /// <summary>Named as its owner; the person's id.</summary>
    private async Task<Result<long>> OwnAsync(long systemUserId, string name)
    {
        await using var db = World.OpenDatabase();
        var person = Person.Called(name);
        db.People.Add(person);
        using (db.Unaudited("A test's own people."))
            await db.SaveChangesAsync();
        await db
            .SystemUsers.Where(s => s.Id == systemUserId)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.OwnerId, person.Id));
        return person.Id;
    }

    private Task LabelAsync(string label, params long[] portfolioIds) =>
        ChangeAsync(async db =>
        {
            db.PortfolioLabels.AddRange(
                portfolioIds.Select(id => new PortfolioLabel
                {
                    PortfolioId = id,
                    Label = label,
                    LabelKey = SortKey.Of(label),
                })
            );
            using (db.Unaudited("A test's own label."))
                await db.SaveChangesAsync();
        });

    private async Task ChangeAsync(Func<AppDb, Task> change)
    {
        await using var db = World.OpenDatabase();
        await change(db);
    }
}

public sealed class SignReviewOnSqlite() : SignReviewTests(DatabaseProvider.Sqlite);

public sealed class SignReviewOnPostgres() : SignReviewTests(DatabaseProvider.Postgres);
