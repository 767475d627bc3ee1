using Microsoft.Extensions.Time.Testing;
using SystemUserManager.Operations;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Tests.TagHelpers;

/// <summary>Names come from Meta and from people; none of them may become markup.</summary>
public sealed class EscapingTests
{
    private const string Evil = """x" onclick="alert(1)"><script>alert(1)</script>""";

    [Fact]
    public async Task An_id_is_text() =>
        AssertHarmless(await Rendering.RenderAsync(new MetaIdTagHelper { Value = Evil, What = Evil }, "meta-id"));

    [Fact]
    public async Task A_secret_name_is_text() =>
        AssertHarmless(
            await Rendering.RenderAsync(new SecretNameTagHelper { Value = Evil, Version = Evil }, "secret-name")
        );

    [Fact]
    public async Task An_empty_state_is_text() =>
        AssertHarmless(
            await Rendering.RenderAsync(
                new EmptyStateTagHelper
                {
                    Title = Evil,
                    Text = Evil,
                    Action = Evil,
                    Href = Evil,
                },
                "empty-state",
                Evil
            )
        );

    [Fact]
    public async Task Lines_to_copy_are_text() =>
        AssertHarmless(await Rendering.RenderAsync(new CodeBlockTagHelper { What = Evil }, "code-block", Evil));

    [Fact]
    public async Task An_act_and_the_reason_why_it_is_off_are_text()
    {
        AssertHarmless(await Rendering.RenderAsync(new ActLinkTagHelper { Href = Evil }, "act-link", Evil));
        AssertHarmless(
            await Rendering.RenderAsync(new ActLinkTagHelper { Href = Evil, OffBecause = Evil }, "act-link", Evil)
        );
    }

    [Fact]
    public async Task A_step_is_text() =>
        AssertHarmless(
            await Rendering.RenderAsync(
                new OperationStepTagHelper(new FakeTimeProvider())
                {
                    Name = Evil,
                    State = StepState.Failed,
                    Message = Evil,
                    TraceId = Evil,
                },
                "operation-step",
                Evil
            )
        );

    private static void AssertHarmless(string html)
    {
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("x\" onclick", html);
        Assert.Contains("&lt;script&gt;", html);
    }
}
