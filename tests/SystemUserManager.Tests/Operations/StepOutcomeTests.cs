using SystemUserManager.Audit;
using SystemUserManager.Operations;

namespace SystemUserManager.Tests.Operations;

public sealed class StepOutcomeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    private readonly Operation _operation = new()
    {
        Kind = OperationKind.CreateSystemUser,
        PortfolioId = 7,
        Title = "Create northwind figures",
        RequestKey = Guid.NewGuid(),
        AskedById = 1,
        AskedByName = "Anna",
        Reason = "Wanted",
        AskedAt = Now,
        Input = "{}",
        IsChange = true,
        NameKey = "northwind figures",
    };

    private readonly OperationStep _first = Step(1, "First");
    private readonly OperationStep _second = Step(2, "Second");
    private readonly OperationStep _third = Step(3, "Third");

    public StepOutcomeTests()
    {
        _operation.Steps.AddRange([_first, _second, _third]);
        _operation.Start(Now);
        _operation.LeaseOwner = "worker";
        _operation.LeaseUntil = Now + TimeSpan.FromMinutes(2);
        (_first.State, _first.Attempts) = (StepState.Done, 1);
        (_second.State, _second.Attempts) = (StepState.Started, 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Done_ends_the_step_and_the_operation_goes_on(bool warning)
    {
        Assert.Equal(AuditOutcome.Succeeded, Apply(new StepResult.Done("Made.", warning)));

        Assert.Equal((StepState.Done, "Made.", warning), (_second.State, _second.Message, _second.HasWarning));
        Assert.Equal(Now, _second.EndedAt);
        Assert.Equal((OperationState.Running, "worker"), (_operation.State, _operation.LeaseOwner));
    }

    [Fact]
    public void What_is_not_needed_ends_the_step_as_such()
    {
        _second.HasWarning = true;

        Assert.Equal(AuditOutcome.Succeeded, Apply(new StepResult.Skipped("Nothing to do.")));

        Assert.Equal(
            (StepState.Skipped, "Nothing to do.", false),
            (_second.State, _second.Message, _second.HasWarning)
        );
        Assert.Equal(Now, _second.EndedAt);
        Assert.Equal(OperationState.Running, _operation.State);
    }

    [Fact]
    public void Later_puts_the_step_back_and_lets_go_of_the_operation_until_then()
    {
        Assert.Equal(AuditOutcome.Waiting, Apply(new StepResult.Later(TimeSpan.FromMinutes(3), "The limit.")));

        Assert.Equal((StepState.Pending, "The limit.", null), (_second.State, _second.Message, _second.EndedAt));
        IsWaiting(Now + TimeSpan.FromMinutes(3), "The limit.");
    }

    [Fact]
    public void Unknown_is_kept_as_such_and_looked_at_after_the_settle_time()
    {
        Assert.Equal(AuditOutcome.Unknown, Apply(new StepResult.Unknown("Checking.")));

        Assert.Equal((StepState.Unknown, "Checking.", null), (_second.State, _second.Message, _second.EndedAt));
        IsWaiting(Now + Settle, "Checking.");
    }

    [Fact]
    public void What_needs_attention_stands_with_its_choices_and_says_how_far_it_came()
    {
        var outcome = Apply(
            new StepResult.NeedsAttention("It was refused.", OperationChoice.TryAgain, OperationChoice.StopHere)
        );

        Assert.Equal(AuditOutcome.Failed, outcome);
        Assert.Equal((StepState.Failed, "It was refused."), (_second.State, _second.Message));
        Assert.Equal(OperationState.NeedsAttention, _operation.State);
        Assert.Equal(
            "It was refused. Done: First. Begun, perhaps in part: Second. Not done: Third.",
            _operation.Outcome
        );
        Assert.Equal([OperationChoice.TryAgain, OperationChoice.StopHere], _operation.OpenChoices());
        Assert.Null(_operation.WaitsUntil);
        Assert.Equal((null, null), (_operation.LeaseOwner, _operation.LeaseUntil));
        Assert.False(_operation.IsFinal);
        Assert.Equal("northwind figures", _operation.NameKey);
    }

    [Fact]
    public void Failed_ends_the_operation_frees_its_name_and_says_what_was_not_done()
    {
        Assert.Equal(AuditOutcome.Failed, Apply(new StepResult.Failed("No slot.")));

        Assert.Equal(OperationState.Failed, _operation.State);
        Assert.Equal("No slot. Done: First. Begun, perhaps in part: Second. Not done: Third.", _operation.Outcome);
        Assert.True(_operation.IsFinal);
        Assert.Equal(Now, _operation.EndedAt);
        Assert.Null(_operation.NameKey);
        Assert.Empty(_operation.OpenChoices());
        Assert.Equal((null, null, null), (_operation.LeaseOwner, _operation.LeaseUntil, _operation.WaitsUntil));
    }

    [Fact]
    public void Before_anything_was_asked_there_is_nothing_to_choose() => Assert.Empty(_operation.OpenChoices());

    [Fact]
    public void Where_all_was_done_nothing_else_is_said()
    {
        (_second.State, _third.State) = (StepState.Done, StepState.Done);

        Assert.Equal("Done: First; Second; Third.", Progress.Of(_operation));
    }

    [Fact]
    public void Where_nothing_was_done_that_is_said()
    {
        (_first.State, _first.Attempts) = (StepState.Pending, 0);
        (_second.State, _second.Attempts) = (StepState.Pending, 0);

        Assert.Equal("Nothing was done. Not done: First; Second; Third.", Progress.Of(_operation));
    }

    [Fact]
    public void What_was_not_needed_is_neither_done_nor_left()
    {
        _second.State = StepState.Skipped;

        Assert.Equal("Done: First. Not done: Third.", Progress.Of(_operation));
    }

    [Fact]
    public void A_decision_puts_only_the_failed_step_back_with_one_try_counted()
    {
        Apply(new StepResult.NeedsAttention("It was refused.", OperationChoice.GoOnWithout));
        _second.Attempts = 8;

        _operation.GoOnWith(OperationChoice.GoOnWithout);

        Assert.Equal((StepState.Pending, 1), (_second.State, _second.Attempts));
        Assert.Equal((StepState.Done, 1), (_first.State, _first.Attempts));
        Assert.Equal((StepState.Pending, 0), (_third.State, _third.Attempts));
        IsWaiting(null, null);
        Assert.Empty(_operation.OpenChoices());
    }

    [Fact]
    public void A_choice_is_acted_on_once_and_no_other_one_is()
    {
        _operation.GoOnWith(OperationChoice.UseSixtyDays);

        Assert.False(_operation.TakeChoice(OperationChoice.TryAgain));
        Assert.True(_operation.TakeChoice(OperationChoice.UseSixtyDays));
        Assert.False(_operation.TakeChoice(OperationChoice.UseSixtyDays));
    }

    [Fact]
    public void Starting_again_keeps_when_it_was_first_started()
    {
        Apply(new StepResult.Later(TimeSpan.FromMinutes(3), "The limit."));

        _operation.Start(Now + TimeSpan.FromMinutes(3));

        Assert.Equal(OperationState.Running, _operation.State);
        Assert.Equal(Now, _operation.FirstStartedAt);
        Assert.Null(_operation.WaitsUntil);
    }

    [Theory]
    [InlineData(OperationKind.RevokeToken, true)]
    [InlineData(OperationKind.RevokeAllTokens, true)]
    [InlineData(OperationKind.CreateSystemUser, false)]
    [InlineData(OperationKind.ReadPortfolio, false)]
    public void Only_what_ends_tokens_is_a_revoke(OperationKind kind, bool isRevoke) =>
        Assert.Equal(
            isRevoke,
            new Operation
            {
                Kind = kind,
                PortfolioId = 7,
                Title = "",
                RequestKey = Guid.NewGuid(),
                AskedById = 1,
                AskedByName = "Anna",
                Reason = "",
                AskedAt = Now,
                Input = "{}",
                IsChange = true,
            }.IsRevoke
        );

    [Fact]
    public void What_a_step_learned_comes_back_and_what_it_did_not_learn_is_null()
    {
        Assert.Null(_first.ReadFacts<Fact>());

        _first.WriteFacts(new Fact("seen", 3));

        Assert.Equal(new Fact("seen", 3), _first.ReadFacts<Fact>());
    }

    private AuditOutcome Apply(StepResult result) => StepOutcome.Apply(_operation, _second, result, Now, Now, Settle);

    private void IsWaiting(DateTimeOffset? until, string? why)
    {
        Assert.Equal(
            (OperationState.Waiting, until, why),
            (_operation.State, _operation.WaitsUntil, _operation.Outcome)
        );
        Assert.Equal((null, null), (_operation.LeaseOwner, _operation.LeaseUntil));
        Assert.False(_operation.IsFinal);
    }

    private static OperationStep Step(int number, string name) =>
        new()
        {
            PortfolioId = 7,
            Number = number,
            Name = name,
        };

    private sealed record Fact(string Word, int Number);
}
