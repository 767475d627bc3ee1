using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.People;

public abstract class LastAdministratorTests(DatabaseProvider provider)
{
    public sealed class OnSqlite() : LastAdministratorTests(DatabaseProvider.Sqlite);

    public sealed class OnPostgres() : LastAdministratorTests(DatabaseProvider.Postgres);

    [Fact]
    public async Task The_last_administrator_keeps_the_role_and_the_account()
    {
        await using var app = new WebApp(provider);
        await app.InitializeAsync();
        var portfolio = await app.GivenPortfolioAsync("North");
        await app.GivenAccountAsync(Role.Administrator, portfolio.Id);
        await app.GivenAccountAsync(Role.Offboarder);
        var last = await app.AccountAsync(WebApp.AdministratorEmail);
        var administrator = await app.SignInAsAdministratorAsync();
        var before = (await app.AuditAsync()).Count;

        var ended = await administrator.PostFormAsync(
            $"/Settings/People/{last.Id}/End",
            new() { ["Input.Reason"] = "Tidying up" }
        );
        var lowered = await administrator.PostFormAsync(
            $"/Settings/People/{last.Id}/Roles",
            new() { ["Input.Roles.Role"] = "Offboarder" }
        );

        Assert.Contains("last administrator", ended.Text, StringComparison.Ordinal);
        Assert.Contains("last administrator", lowered.Text, StringComparison.Ordinal);
        Assert.Equal(before, (await app.AuditAsync()).Count);
        Assert.Equal(Role.Administrator, Assert.Single((await app.AccountAsync(last.Email!)).Roles).Role);
        await app.SignInAsAdministratorAsync();
    }

    [Fact]
    public async Task Two_administrators_who_end_each_other_at_once_do_not_both_succeed()
    {
        await using var app = new WebApp(provider);
        await app.InitializeAsync();
        var first = await app.AccountAsync(WebApp.AdministratorEmail);
        for (var round = 0; round < 5; round++)
        {
            var second = await app.GivenAccountAsync(Role.Administrator);
            var ids = new[] { first.Id, second.Id };

            var results = await Task.WhenAll(
                ids.Select(id =>
                    Task.Run(() => app.AsSystemAsync(s => s.Get<EndAccount>().RunAsync(new(id, "each other"), default)))
                )
            );

            var ended = Array.FindIndex(results, r => r.Succeeded);
            Assert.IsType<LastAdministrator>(results[1 - ended].Problems.Single());
            first = ended == 0 ? second : first;
        }
    }
}
