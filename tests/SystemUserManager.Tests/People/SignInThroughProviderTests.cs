using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.People;

/// <summary>What the groups at the provider change here, and what the log keeps of it.</summary>
public abstract class SignInThroughProviderTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    [Trait("Id", "F04")]
    public async Task The_last_administrator_keeps_the_role_and_that_they_were_refused_is_in_the_log()
    {
        await World.ForgetAccountsAsync();
        var nina = World.Succeeds(await SignInAsync(Role.Administrator));

        foreach (var groups in new Role[][] { [Role.Auditor], [] })
        {
            var refused = await SignInAsync(groups);
            Assert.False(refused.Succeeded);
            Assert.Equal([Role.Administrator], await RolesOfAsync(nina.Id));
            var last = (await AuditProof.HoldsAsync(World))[^1];
            Assert.Equal(("Sign in", AuditOutcome.Failed), (last.Action, last.Outcome));
            Assert.Contains("nina@example.com", last.ObjectLabel, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Id", "F04")]
    public async Task Roles_on_chosen_portfolios_that_the_groups_replace_are_named_in_the_log()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var nina = World.Succeeds(await SignInAsync(Role.Auditor));
        World.Succeeds(
            await World.AsksAsync(
                (ChangeRoles act) =>
                    act.RunAsync(nina.Id, new RoleChoice(Role.Offboarder, AllPortfolios: false, [portfolio]), default)
            )
        );

        World.Succeeds(await SignInAsync(Role.Auditor));

        var row = (await AuditProof.HoldsAsync(World)).Last(r => r.Action == "Change roles");
        Assert.Contains("Offboarder on Northwind Retail", row.Before, StringComparison.Ordinal);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(false)]
    [Row(true)]
    public async Task Somebody_named_before_is_joined_by_a_verified_email_alone(bool isVerified)
    {
        await World.AsksAsync(
            (FindOrAddPerson people) =>
                people.RunAsync(new TypedPerson("Nina Owner", "nina@example.com", IsTeam: false), default)
        );

        var nina = World.Succeeds(await SignInAsync(isVerified, Role.Auditor));

        await using var read = World.OpenDatabase();
        var owner = await read.People.SingleAsync(p => p.Name == "Nina Owner");
        Assert.Equal(isVerified ? nina.Id : null, owner.AccountId);
        var own = await read.People.SingleAsync(p => p.AccountId == nina.Id);
        Assert.Equal(isVerified ? "nina@example.com" : null, own.Email);
    }

    private Task<Result<Account>> SignInAsync(params Role[] roles) => SignInAsync(isVerified: true, roles);

    private Task<Result<Account>> SignInAsync(bool isVerified, params Role[] roles) =>
        World.AsksAsync(
            (SignInThroughProvider act) =>
                act.RunAsync(
                    new("https://id.example", "42", "nina@example.com", isVerified, "Nina", roles.ToHashSet()),
                    default
                )
        );

    private async Task<List<Role>> RolesOfAsync(long accountId)
    {
        await using var db = World.OpenDatabase();
        return await db.RoleAssignments.Where(r => r.AccountId == accountId).Select(r => r.Role).ToListAsync();
    }
}

public sealed class SignInThroughProviderOnSqlite() : SignInThroughProviderTests(DatabaseProvider.Sqlite);

public sealed class SignInThroughProviderOnPostgres() : SignInThroughProviderTests(DatabaseProvider.Postgres);
