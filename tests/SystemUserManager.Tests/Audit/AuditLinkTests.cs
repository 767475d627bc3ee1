using SystemUserManager.Audit;
using SystemUserManager.People;

namespace SystemUserManager.Tests.Audit;

/// <summary>How a row follows the one before it, without a database.</summary>
public sealed class AuditLinkTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private readonly CurrentUser _user = new() { RequestId = "r-1" };
    private readonly AuditHead _head = new()
    {
        Id = 1,
        Sequence = 41,
        Hash = new string('a', 64),
    };

    private readonly AuditRecord _record = new()
    {
        Action = "Sign in",
        Outcome = AuditOutcome.Failed,
        ObjectType = "Account",
        ObjectId = () => "3",
        ObjectLabel = "Ines",
        PortfolioId = () => 5,
        OperationId = () => 8,
        Before = "before",
        After = "after",
        Reason = "because",
        Ticket = "T-1",
    };

    [Fact]
    public void A_row_has_the_next_number_and_a_seal_over_the_one_before_it()
    {
        var row = AuditChain.Link(_record, _user, At, _head);

        Assert.Equal(42, row.Sequence);
        Assert.Equal(AuditChain.Sha256(row.Text), row.RowHash);
        Assert.Equal(AuditChain.Sha256(_head.Hash + row.RowHash), row.Hash);
    }

    [Fact]
    public void Every_column_says_what_the_text_says()
    {
        var row = AuditChain.Link(_record, _user, At.AddTicks(7), _head);

        Assert.Null(
            AuditText.Difference(
                new ChainRow(
                    row.Sequence,
                    row.At,
                    row.ActorId,
                    row.ActorName,
                    row.Action,
                    row.Outcome.ToString(),
                    row.ObjectType,
                    row.ObjectId,
                    row.ObjectLabel,
                    row.Before,
                    row.After,
                    row.Reason,
                    row.Ticket,
                    row.RequestId,
                    row.PortfolioId,
                    row.OperationId,
                    row.Text,
                    row.RowHash,
                    row.Hash
                )
            )
        );
        Assert.Equal(("after", "T-1", 8L, At), (row.After, row.Ticket, row.OperationId, row.At));
    }

    [Fact]
    public void The_actor_is_the_current_user_unless_the_record_names_another()
    {
        var mine = AuditChain.Link(_record, _user, At, _head);
        var another = AuditChain.Link(_record with { Actor = (9, "Somebody") }, _user, At, _head);

        Assert.Equal((0, "nobody"), (mine.ActorId, mine.ActorName));
        Assert.Equal((9, "Somebody"), (another.ActorId, another.ActorName));
    }
}
