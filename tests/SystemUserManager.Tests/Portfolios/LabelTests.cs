using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Portfolios;

public abstract class LabelTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Password = "a long enough password";

    [Fact]
    public async Task Who_has_a_role_on_a_label_gains_and_loses_sight_with_it_at_once()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var nina = await AddAsync(new RoleChoice(Role.Offboarder, AllPortfolios: false, []) { Labels = ["EMEA"] });
        Assert.Empty(await World.SeenByAsync(nina));
        var row = (await RowAsync(nina))!;
        Assert.Equal((true, "Offboarder on portfolios labelled EMEA"), (row.SeesNothing, row.RolesInWords));

        World.Succeeds(await World.ChangeLabelsAsync(portfolio, "  emea ", "Clients"));

        Assert.Equal(["Northwind Retail"], await World.SeenByAsync(nina));
        var changed = (await AuditProof.HoldsAsync(World)).Last(e => e.Action == "Change labels");
        Assert.Equal("Labels: none\nSeen through them by: none", changed.Before);
        Assert.Equal(
            "Labels: Clients, emea\nSeen through them by: Nina <nina@example.com> (Offboarder)",
            changed.After
        );
        Assert.False((await RowAsync(nina))!.SeesNothing);

        // Another spelling is the same label, and the same labels again are no change.
        World.Succeeds(await World.ChangeLabelsAsync(portfolio, "EMEA", "Clients"));
        World.Succeeds(await World.ChangeLabelsAsync(portfolio, "Clients", "EMEA", "ＥＭＥＡ"));
        Assert.Equal(2, (await AuditProof.HoldsAsync(World)).Count(e => e.Action == "Change labels"));
        Assert.Equal(["Northwind Retail"], await World.SeenByAsync(nina));

        World.Succeeds(await World.ChangeLabelsAsync(portfolio, "Clients"));
        Assert.Empty(await World.SeenByAsync(nina));
        await using var db = World.OpenDatabase();
        Assert.Equal(0, await db.RoleAssignments.CountAsync(r => r.AccountId == nina.Id));
    }

    [Fact]
    public async Task A_role_on_a_label_comes_and_goes_with_the_roles_of_its_account()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        World.Succeeds(await World.ChangeLabelsAsync(portfolio, "EMEA"));
        var nina = await AddAsync(new RoleChoice(Role.Auditor, AllPortfolios: false, []) { Labels = ["emea", "APAC"] });
        Assert.Equal(["Northwind Retail"], await World.SeenByAsync(nina));

        // On one portfolio and on a label at once.
        var both = new RoleChoice(Role.Auditor, AllPortfolios: false, [portfolio]) { Labels = ["EMEA"] };
        World.Succeeds(await ChangeAsync(nina, both));
        World.Succeeds(await World.ChangeLabelsAsync(portfolio));
        Assert.Equal(["Northwind Retail"], await World.SeenByAsync(nina));

        World.Succeeds(await ChangeAsync(nina, both with { PortfolioIds = [] }));
        Assert.Empty(await World.SeenByAsync(nina));
        var last = (await AuditProof.HoldsAsync(World)).Last(e => e.Action == "Change roles");
        Assert.Equal("Roles: Auditor on Northwind Retail and on portfolios labelled EMEA", last.Before);
        Assert.Equal("Roles: Auditor on portfolios labelled EMEA", last.After);

        // The groups of the identity provider are all that count, and they know no labels.
        World.Succeeds(
            await World.AsksAsync(
                (SignInThroughProvider act) =>
                    act.RunAsync(
                        new("https://id", "7", nina.Email, true, null, new HashSet<Role> { Role.Auditor }),
                        default
                    )
            )
        );
        Assert.Equal("Auditor on all portfolios", (await RowAsync(nina))!.RolesInWords);
        await using var db = World.OpenDatabase();
        Assert.False(await db.LabelRoles.AnyAsync());
    }

    [Fact]
    public async Task The_last_administrator_of_all_portfolios_keeps_that_role_whatever_label_is_given()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        World.Succeeds(await World.ChangeLabelsAsync(portfolio, "EMEA"));
        await using var db = World.OpenDatabase();
        var all = await db
            .RoleAssignments.Where(r => r.Role == Role.Administrator && r.PortfolioId == null)
            .Select(r => r.AccountId)
            .ToListAsync();
        Assert.Single(all);
        var administrator = await db.Users.SingleAsync(a => a.Id == all[0]);

        var result = await ChangeAsync(
            administrator,
            new RoleChoice(Role.Administrator, AllPortfolios: false, []) { Labels = ["EMEA"] }
        );

        Assert.IsType<LastAdministrator>(Assert.Single(result.Problems));
        Assert.False(await db.LabelRoles.AnyAsync());
        Assert.Equal(1, await db.RoleAssignments.CountAsync(r => r.AccountId == administrator.Id));
    }

    [Fact]
    public async Task Labels_are_few_and_short_and_given_by_administrators_of_all_portfolios_alone()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        string[][] wrong =
        [
            [new string('x', 61)],
            [.. Enumerable.Range(1, 21).Select(n => $"label {n}")],
            ["EAAxxxxxxxxxxxxxxxxxxxxxx"],
        ];
        foreach (var labels in wrong)
        {
            var problem = Assert.Single((await World.ChangeLabelsAsync(portfolio, labels)).Problems);
            Assert.IsType<InvalidValue>(problem);
            Assert.DoesNotContain("EAA", problem.Sentence, StringComparison.Ordinal);
        }

        await World.AsAdministrator(portfolio);
        Assert.IsType<NotAllowed>(Assert.Single((await World.ChangeLabelsAsync(portfolio, "EMEA")).Problems));
        await World.AsAuditor(await World.AddPortfolioAsync("Theirs"));
        Assert.IsType<NotFound>(Assert.Single((await World.ChangeLabelsAsync(portfolio, "EMEA")).Problems));
        await using var db = World.OpenDatabase();
        Assert.False(await db.PortfolioLabels.AnyAsync());
    }

    private async Task<Account> AddAsync(RoleChoice roles) =>
        World.Succeeds(
            await World.AsksAsync(
                (CreateAccount act) =>
                    act.RunAsync(new CreateAccount.Input("Nina", "nina@example.com", Password, roles), default)
            )
        );

    private Task<Result<Account>> ChangeAsync(Account account, RoleChoice roles) =>
        World.AsksAsync((ChangeRoles act) => act.RunAsync(account.Id, roles, default));

    private Task<AccountRow?> RowAsync(Account account) =>
        World.AsksAsync((PeopleQueries people) => people.FindAsync(account.Id, default));
}

public sealed class LabelOnSqlite() : LabelTests(DatabaseProvider.Sqlite);

public sealed class LabelOnPostgres() : LabelTests(DatabaseProvider.Postgres);
