using Microsoft.AspNetCore.Http;
using SystemUserManager.Web.Pages;

namespace SystemUserManager.Web.Tests.Pages;

public sealed class ThemeTests
{
    [Theory]
    [InlineData("theme=light", "light")]
    [InlineData("theme=dark", "dark")]
    [InlineData("theme=auto", null)]
    [InlineData("theme=dark\" onload=\"x", null)]
    [InlineData("other=dark", null)]
    public void Only_a_known_choice_gets_onto_the_page(string cookie, string? shown)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = cookie;
        Assert.Equal(shown, ThemeModel.ChosenIn(http.Request));
    }
}
