using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Tests.Pages;

public sealed class MenuTests
{
    [Fact]
    public void Nobody_sees_no_menu() => Assert.Empty(TextsFor(null));

    [Theory]
    [InlineData(Role.Auditor, false)]
    [InlineData(Role.Offboarder, false)]
    [InlineData(Role.Administrator, true)]
    public void Settings_are_shown_to_administrators_of_all_portfolios_alone(Role role, bool shown) =>
        Assert.Equal(shown, TextsFor(role).Contains("Settings"));

    [Fact]
    public void Everybody_may_read() =>
        Assert.Equal(
            [
                "Home",
                "System users",
                "Asset grants",
                "Findings",
                "Portfolios",
                "Tokens",
                "Assets",
                "Partners",
                "People and teams",
                "Reviews",
                "Operations",
                "Audit log",
            ],
            TextsFor(Role.Auditor)
        );

    [Theory]
    [InlineData("/SystemUsers", "/SystemUsers", true)]
    [InlineData("/SystemUsers", "/SystemUsers/7/Access", true)]
    [InlineData("/SystemUsers", "/systemusers/7", true)]
    [InlineData("/SystemUsers", "/SystemUsersOld", false)]
    [InlineData("/", "/", true)]
    [InlineData("/", "/SystemUsers", false)]
    public void An_entry_is_current_on_its_page_and_below(string entry, string path, bool current) =>
        Assert.Equal(current, new MenuItem("Any", entry).IsAt(path));

    [Fact]
    public void Settings_are_not_for_an_administrator_of_chosen_portfolios() =>
        Assert.DoesNotContain("Settings", TextsFor(Role.Administrator, portfolioId: 7));

    private static string[] TextsFor(Role? role, long? portfolioId = null)
    {
        var user = new CurrentUser();
        if (role is { } held)
            user.Become(
                new Account
                {
                    Id = 1,
                    Name = "Maria Lindqvist",
                    Email = "maria@northwind.example",
                },
                [
                    new RoleAssignment
                    {
                        AccountId = 1,
                        Role = held,
                        PortfolioId = portfolioId,
                    },
                ]
            );
        return [.. Menu.First(user).Concat(Menu.More(user)).Concat(Menu.Last(user)).Select(item => item.Text)];
    }
}
