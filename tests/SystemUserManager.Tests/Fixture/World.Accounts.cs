using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Fixture;

/// <content>Who is signed in, and asks.</content>
public sealed partial class World
{
    private Account _account = null!;

    public Task AsAdministrator(params long[] portfolioIds) => BecomeAsync(Record, Role.Administrator, portfolioIds);

    public Task AsOffboarder(params long[] portfolioIds) => BecomeAsync(Record, Role.Offboarder, portfolioIds);

    public Task AsAuditor(params long[] portfolioIds) => BecomeAsync(Record, Role.Auditor, portfolioIds);

    /// <summary>One more administrator, who isn't signed in.</summary>
    public Task<Account> AddAdministratorAsync(string name) => AddAccountAsync(Record, name, Role.Administrator, []);

    public void SignIn(Account account)
    {
        Begin();
        (_account, _wasTouched) = (account, true);
    }

    /// <summary>As in the first run: there is no account, and nobody is signed in.</summary>
    public async Task ForgetAccountsAsync()
    {
        await using var db = OpenDatabase();
        await db.Users.ExecuteDeleteAsync();
        _account = new Account { Name = "nobody" };
    }

    /// <summary>One request of whoever is signed in now.</summary>
    public Task<T> AsksAsync<TAct, T>(Func<TAct, Task<T>> act)
        where TAct : notnull => InScopeAsync(scope => act(scope.GetRequiredService<TAct>()));

    /// <summary>One request of somebody else, while whoever is signed in stays so.</summary>
    public Task<T> AsksAsync<TAct, T>(Account account, Func<TAct, Task<T>> act)
        where TAct : notnull => InScopeAsync(account, scope => act(scope.GetRequiredService<TAct>()));

    public Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> act)
    {
        Begin();
        return InScopeAsync(_account, act);
    }

    private async Task<T> InScopeAsync<T>(Account account, Func<IServiceProvider, Task<T>> act)
    {
        _wasTouched = true;
        await using var scope = Worker.Scopes.CreateAsyncScope();
        var roles = await scope
            .ServiceProvider.GetRequiredService<AppDb>()
            .RoleAssignments.Where(r => r.AccountId == account.Id)
            .ToListAsync();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Become(account, roles);
        return await act(scope.ServiceProvider);
    }

    private async Task BecomeAsync(TestDatabase database, Role role, long[] portfolioIds) =>
        _account = await AddAccountAsync(database, role.ToString(), role, portfolioIds);

    private async Task<Account> AddAccountAsync(TestDatabase database, string called, Role role, long[] portfolioIds)
    {
        _wasTouched = true;
        await using var db = database.Open(Clock);
        var name = $"{role} {portfolioIds.Length} {Guid.NewGuid():N}";
        var account = new Account
        {
            Name = called,
            UserName = $"{name}@example.com",
            Email = $"{role}@example.com",
            NormalizedUserName = name,
        };
        db.Users.Add(account);
        using (db.Unaudited("A test's own people."))
        {
            await db.SaveChangesAsync();
            long?[] portfolios = portfolioIds.Length == 0 ? [null] : [.. portfolioIds.Select(id => (long?)id)];
            db.RoleAssignments.AddRange(
                portfolios.Select(id => new RoleAssignment
                {
                    AccountId = account.Id,
                    Role = role,
                    PortfolioId = id,
                })
            );
            await db.SaveChangesAsync();
        }

        return account;
    }
}
