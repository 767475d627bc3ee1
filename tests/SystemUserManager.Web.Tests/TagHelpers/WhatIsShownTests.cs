using Microsoft.Extensions.Time.Testing;
using SystemUserManager.Operations;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Tests.TagHelpers;

public sealed class WhatIsShownTests
{
    [Fact]
    public async Task An_id_that_is_not_known_yet_says_so_and_has_nothing_to_copy()
    {
        var html = await Rendering.RenderAsync(new MetaIdTagHelper { Value = null }, "meta-id");
        Assert.Contains("not known yet", html);
        Assert.DoesNotContain("<button", html);
    }

    [Fact]
    public async Task A_secret_name_breaks_after_hyphens_only_and_is_copied_whole()
    {
        var html = await Rendering.RenderAsync(new SecretNameTagHelper { Value = "meta-77-ads" }, "secret-name");
        Assert.Contains("<code>meta-<wbr>77-<wbr>ads</code>", html);
        Assert.Contains("data-copy=\"meta-77-ads\"", html);
    }

    [Fact]
    public async Task An_act_that_is_off_can_not_be_followed_and_says_why()
    {
        var html = await Rendering.RenderAsync(
            new ActLinkTagHelper { Href = "/Tokens/7/Revoke", OffBecause = "Observe only." },
            "act-link",
            "Revoke"
        );
        Assert.DoesNotContain("/Tokens/7/Revoke", html);
        Assert.Contains("aria-disabled=\"true\"", html);
        Assert.Contains("Observe only.", html);
    }

    [Fact]
    public async Task An_act_that_is_open_is_a_plain_link() =>
        Assert.Equal(
            """<a class="btn btn-outline-danger" href="/Tokens/7/Revoke">Revoke</a>""",
            await Rendering.RenderAsync(
                new ActLinkTagHelper { Href = "/Tokens/7/Revoke", Danger = true },
                "act-link",
                "Revoke"
            )
        );

    [Fact]
    public async Task A_step_tells_how_often_it_was_tried_only_when_it_was_tried_again()
    {
        Assert.DoesNotContain(" try", await StepAsync(1));
        Assert.Contains("2nd try", await StepAsync(2));
        Assert.Contains("13th try", await StepAsync(13));
        Assert.Contains("23rd try", await StepAsync(23));
    }

    [Fact]
    public async Task An_empty_state_without_a_way_out_has_no_link() =>
        Assert.DoesNotContain(
            "<a ",
            await Rendering.RenderAsync(new EmptyStateTagHelper { Title = "Nothing differs." }, "empty-state")
        );

    [Fact]
    public void An_icon_that_is_not_drawn_is_noticed_at_once()
    {
        Assert.All(Icons.Names, name => Assert.StartsWith("<svg", Icons.Svg(name), StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => Icons.Svg("unicorn"));
    }

    private static Task<string> StepAsync(int attempts) =>
        Rendering.RenderAsync(
            new OperationStepTagHelper(new FakeTimeProvider())
            {
                Name = "Install the app",
                State = StepState.Done,
                Attempts = attempts,
            },
            "operation-step"
        );
}
