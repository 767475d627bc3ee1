using SystemUserManager.Operations;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Tests.Operations;

/// <content>What nobody expected is thrown at a step: the operation stands, and trying again ends it.</content>
public abstract partial class ResumeTests
{
    [Theory]
    [EachOnOneDatabase(nameof(CreateDeaths))]
    public async Task A_creation_that_meets_what_nobody_expects_stands_and_trying_again_ends_it(
        string step,
        bool afterEffect
    )
    {
        var id = await AskedAsync();

        await MeetTheUnexpectedAsync(id, step, afterEffect);

        await AssertMadeOnceAsync(await World.DecideAndRunAsync(id, OperationChoice.TryAgain));
        Assert.Equal(1, World.Meta.Count("POST", "/system_users"));
    }

    [Theory]
    [EachOnOneDatabase(nameof(RevokeDeaths))]
    public async Task A_revocation_that_meets_what_nobody_expects_stands_and_trying_again_ends_it(
        string step,
        bool afterEffect
    )
    {
        var created = await World.CreateAsync(await FormAsync());
        var token = await World.TokenOfAsync(created.Id);
        var id = World.Succeeds(await World.AskRevokeAsync(token.Id));

        await MeetTheUnexpectedAsync(id, step, afterEffect);

        await AssertRevokedAsync(await World.DecideAndRunAsync(id, OperationChoice.TryAgain), token.SecretName);
    }

    [Theory]
    [EachOnOneDatabase(nameof(RevokeAllDeaths))]
    public async Task A_revocation_of_all_that_meets_what_nobody_expects_stands_and_trying_again_ends_it(
        string step,
        bool afterEffect
    )
    {
        var created = await World.CreateAsync(await FormAsync());
        var token = await World.TokenOfAsync(created.Id);
        var id = World.Succeeds(await World.AskRevokeAllAsync(token.SystemUserId));

        await MeetTheUnexpectedAsync(id, step, afterEffect);

        await AssertRevokedAsync(await World.DecideAndRunAsync(id, OperationChoice.TryAgain), token.SecretName);
    }

    /// <summary>It is thrown once, and the operation stands with one next action.</summary>
    private async Task MeetTheUnexpectedAsync(long id, string step, bool afterEffect)
    {
        var thrown = false;
        Task ThrowAsync(string name)
        {
            if (name != step || thrown)
                return Task.CompletedTask;
            thrown = true;
            throw new NotSupportedException("Nobody expected this.");
        }

        if (afterEffect)
            World.Worker.Steps.After = ThrowAsync;
        else
            World.Worker.Steps.Before = ThrowAsync;
        var stands = await World.RunToEndAsync(id);
        Assert.True(thrown);
        Assert.Equal(OperationState.NeedsAttention, stands.State);
        Assert.Equal(OperationChoice.TryAgain, stands.OpenChoices()[0]);
    }
}
