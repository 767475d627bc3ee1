using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>A creation that is refused when it is asked for, or that ends before anything is made.</summary>
public abstract class CreateRefusedTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Name = "northwind ads reporting";

    [FactOnOneDatabase]
    public async Task A_name_that_the_record_knows_is_taken_with_a_link_to_it()
    {
        var portfolio = await World.ConnectAsync("Northwind");

        var refused = await World.AskCreateAsync(World.CreateForm(portfolio, "PRODUCT  feed import test"));
        await World.ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = "Northwind Retail",
                name = "Product feed import test",
            }
        );
        await World.RunToEndAsync(World.Succeeds(await World.AskReadAsync(portfolio)));
        var taken = await World.AskCreateAsync(World.CreateForm(portfolio, "PRODUCT  feed import test"));

        Assert.True(refused.Succeeded);
        var problem = Assert.IsType<SystemUserNameTaken>(Assert.Single(taken.Problems));
        Assert.Equal($"/SystemUsers/{(await World.SystemUserAsync("Product feed import test")).Id}", problem.Link);
    }

    [FactOnOneDatabase]
    public async Task A_name_taken_at_Meta_since_the_last_read_ends_it_and_the_other_one_is_not_touched()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.ChangeAsync(
            new
            {
                @do = "addSystemUser",
                business = "Northwind Retail",
                name = "Northwind ADS reporting",
            }
        );
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));

        var operation = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, operation.State);
        Assert.Contains("It was not touched", operation.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Called(Name));
        Assert.Empty(World.Meta.Changes());
    }

    [FactOnOneDatabase]
    public async Task No_free_slot_ends_it_with_what_to_do_and_nothing_made()
    {
        var portfolio = await World.ConnectAsync("Contoso");
        await World.CreateAsync(World.CreateForm(portfolio, "contoso daily figures"));
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, "contoso lead export")));

        var operation = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, operation.State);
        Assert.Contains("no free slot", operation.Outcome, StringComparison.Ordinal);
        Assert.Contains("Use an existing system user", operation.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Called("contoso lead export"));
    }

    [FactOnOneDatabase]
    public async Task Under_observe_only_it_is_refused_at_once()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);

        var refused = await World.AskCreateAsync(World.CreateForm(portfolio, Name));

        Assert.Contains(
            "is on Observe only",
            Assert.IsType<PortfolioCannotAct>(Assert.Single(refused.Problems)).Sentence,
            StringComparison.Ordinal
        );
    }

    [FactOnOneDatabase]
    public async Task Switched_to_observe_only_meanwhile_it_ends_and_nothing_is_changed()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);

        var operation = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, operation.State);
        Assert.Empty(World.Meta.Changes());
        Assert.Empty(World.Vault.Changes());
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(CreateSystemUser.SeeNameIsFree)]
    [Row(CreateSystemUser.InstallApp)]
    [Row("Prove that the vault can be written")]
    public async Task Switched_to_observe_only_in_the_middle_the_clients_themselves_refuse(string after)
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(portfolio, Name, await World.GrantOnAsync("Northwind DE Performance", "ANALYZE"));
        var id = World.Succeeds(await World.AskCreateAsync(form));
        await World.Worker.RunUntilAsync(id, after);
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        var (mark, vault) = (World.Mark(), World.Vault.Everything);

        var operation = await World.RunToEndAsync(id);

        Assert.Equal(OperationState.Failed, operation.State);
        Assert.Contains("Observe only", operation.Outcome, StringComparison.Ordinal);
        Assert.Empty(World.Meta.Changes(mark));
        Assert.Equal(vault, World.Vault.Everything);
    }

    [Fact]
    [Trait("Id", "C01")]
    public async Task The_same_form_sent_twenty_times_at_once_is_one_operation()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(portfolio, Name);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => World.AskCreateAsync(form)))
        );

        Assert.Single(answers.Select(World.Succeeds).Distinct());
        await using var db = World.OpenDatabase();
        Assert.Equal(1, await db.Operations.CountAsync(o => o.Kind == OperationKind.CreateSystemUser));
    }

    [Theory]
    [InlineData("café ads reporting", "cafe\u0301 ads reporting")]
    [InlineData("northwind ads reporting", "Northwind ADS reporting")]
    [InlineData("northwind ads reporting", " northwind ads  reporting ")]
    [InlineData("café ads reporting", "CAFÉ ads reporting", "Cafe\u0301  ads reporting", "café ads reporting ")]
    [Trait("Id", "C02")]
    public async Task Two_administrators_who_want_the_same_name_at_once_get_one_operation_and_hear_who_was_first(
        params string[] names
    )
    {
        var portfolio = await World.ConnectAsync("Northwind");
        Account[] administrators =
        [
            await World.AddAdministratorAsync("Ada Okoye"),
            await World.AddAdministratorAsync("Ben Winter"),
        ];

        var answers = await Task.WhenAll(
            names.Index().Select(n => Task.Run(() => AskAsync(administrators[n.Index % 2], portfolio, n.Item)))
        );

        var won = World.Succeeds(Assert.Single(answers, a => a.Succeeded));
        var first = administrators[answers.ToList().FindIndex(a => a.Succeeded) % 2];
        var told = answers
            .Where(a => !a.Succeeded)
            .Select(a => Assert.IsType<NameBeingMade>(Assert.Single(a.Problems)));
        Assert.All(
            told,
            problem =>
            {
                Assert.Equal($"/Operations/{won}", problem.Link);
                Assert.Contains($"asked for by {first.Name} <", problem.Sentence, StringComparison.Ordinal);
            }
        );
        await using var db = World.OpenDatabase();
        var made = await db.Operations.SingleAsync(o => o.Kind == OperationKind.CreateSystemUser);
        Assert.Equal(first.Id, made.AskedById);
    }

    [FactOnOneDatabase]
    public async Task A_name_is_free_again_when_its_operation_failed()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var id = World.Succeeds(await World.AskCreateAsync(World.CreateForm(portfolio, Name)));
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveOnly);
        await World.RunToEndAsync(id);
        await World.SetModeAsync(portfolio, PortfolioMode.ObserveAndAct);

        await World.CreateAsync(World.CreateForm(portfolio, Name));

        Assert.Single(World.Meta.Called(Name));
    }

    [FactOnOneDatabase]
    public async Task Offboarders_and_auditors_may_not_create_and_administrators_of_another_portfolio_do_not_see_it()
    {
        var (northwind, contoso) = (await World.ConnectAsync("Northwind"), await World.ConnectAsync("Contoso"));

        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(
            Assert.Single((await World.AskCreateAsync(World.CreateForm(northwind, Name))).Problems)
        );
        await World.AsAuditor();
        Assert.IsType<NotAllowed>(
            Assert.Single((await World.AskCreateAsync(World.CreateForm(northwind, Name))).Problems)
        );
        await World.AsAdministrator(contoso);
        Assert.IsType<NotFound>(
            Assert.Single((await World.AskCreateAsync(World.CreateForm(northwind, Name))).Problems)
        );
    }

    [FactOnOneDatabase]
    public async Task An_asset_of_another_portfolio_can_not_be_given()
    {
        var northwind = await World.ConnectAsync("Northwind");
        await World.ConnectAsync("Contoso");
        var foreign = await World.GrantOnAsync("Contoso Media House Account", "ANALYZE");

        var refused = await World.AskCreateAsync(World.CreateForm(northwind, Name, foreign));

        Assert.Equal("Grants", Assert.Single(refused.Problems).Field);
    }

    [FactOnOneDatabase]
    public async Task Everything_that_is_wrong_with_a_form_is_told_at_once_in_its_order()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var form = World.CreateForm(
            portfolio,
            "test 1",
            await World.GrantOnAsync("Northwind DE Performance"),
            await World.GrantOnAsync("Northwind Main Catalog", "ANALYZE"),
            await World.GrantOnAsync("DACH", "ANALYZE")
        ) with
        {
            Act = World.Act(" "),
            Tool = "",
            Purpose = new string('x', 501),
            Owner = new TypedPerson("", "no address", IsTeam: false),
            Scopes = [],
        };

        var problems = (await World.AskCreateAsync(form)).Problems;

        Assert.Equal(
            ["Name", "Tool", "Purpose", "Owner", "OwnerEmail", "Grants", "Grants", "Grants", "Scopes", "Reason"],
            problems.Select(p => p.Field)
        );
        await using var db = World.OpenDatabase();
        Assert.Empty(await db.People.ToListAsync());
    }

    [FactOnOneDatabase]
    public async Task Two_creations_at_once_with_the_same_new_owner_both_go_through()
    {
        var portfolio = await World.ConnectAsync("Northwind");

        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 4)
                .Select(n =>
                    Task.Run(() => World.AskCreateAsync(World.CreateForm(portfolio, $"northwind report nr {n}")))
                )
        );

        Assert.All(answers, a => World.Succeeds(a));
        await using var db = World.OpenDatabase();
        Assert.Single(await db.People.ToListAsync());
    }

    private Task<Result<long>> AskAsync(Account administrator, long portfolio, string name) =>
        World.AsksAsync(
            administrator,
            (CreateSystemUser act) => act.AskAsync(World.CreateForm(portfolio, name), default)
        );
}

public sealed class CreateRefusedOnSqlite() : CreateRefusedTests(DatabaseProvider.Sqlite);

public sealed class CreateRefusedOnPostgres() : CreateRefusedTests(DatabaseProvider.Postgres);
