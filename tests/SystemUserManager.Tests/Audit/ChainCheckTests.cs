using SystemUserManager.Audit;

namespace SystemUserManager.Tests.Audit;

/// <summary>The rules of the verification alone, on rows made by hand.</summary>
public sealed partial class ChainCheckTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_empty_log_is_whole()
    {
        var found = Check(
            [],
            new AuditHead
            {
                Id = 1,
                Sequence = 0,
                Hash = new string('0', 64),
            },
            []
        );

        Assert.True(found.IsWhole);
        Assert.Equal((0, 0, new string('0', 64)), (found.Rows, found.LastSequence, found.LastHash));
        Assert.Equal("0 rows, no gap, each as it was written. No anchor stands in the vault yet.", found.Words);
    }

    [Fact]
    public void A_log_as_it_was_written_is_whole_and_its_end_is_told()
    {
        var rows = Rows(3);

        var found = Check(rows, HeadOf(rows), [new Anchor(2, rows[1].Hash)]);

        Assert.Null(found.FirstBad);
        Assert.Equal((3, 3, rows[2].Hash), (found.Rows, found.LastSequence, found.LastHash));
        Assert.Equal(
            "3 rows, no gap, each as it was written. It agrees with the anchor in the vault, of row 2.",
            found.Words
        );
    }

    [Fact]
    public void One_row_is_one_row_and_several_anchors_are_counted_once_each()
    {
        var rows = Rows(1);
        Assert.StartsWith("1 row, no gap", Check(rows, HeadOf(rows), null).Words, StringComparison.Ordinal);

        rows = Rows(3);
        var anchors = new[] { rows[2], rows[0], rows[0] }.Select(r => new Anchor(r.Sequence, r.Hash)).ToList();
        var found = Check(rows, HeadOf(rows), anchors);
        Assert.Equal((2, 3L), (found.Anchors, found.LastAnchor));
        Assert.EndsWith(
            "It agrees with the 2 anchors in the vault, the last of row 3.",
            found.Words,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_column_that_says_something_else_than_the_text_is_found(int index)
    {
        Func<ChainRow, ChainRow>[] changes =
        [
            r => r with { At = r.At.AddTicks(10) },
            r => r with { ActorId = 8 },
            r => r with { ActorName = "b" },
            r => r with { Action = "b" },
            r => r with { Outcome = "Failed" },
            r => r with { ObjectType = "b" },
            r => r with { ObjectId = "b" },
            r => r with { ObjectLabel = "b" },
            r => r with { Before = null },
            r => r with { After = "b" },
            r => r with { Reason = "b" },
            r => r with { Ticket = "" },
            r => r with { RequestId = "b" },
            r => r with { PortfolioId = null },
            r => r with { OperationId = 3 },
            r => r with { Text = r.Text + " " },
            r => r with { RowHash = r.Hash },
            r => r with { Hash = r.RowHash },
        ];
        foreach (var change in changes)
        {
            var rows = Rows(3);
            rows[index] = change(rows[index]);

            var bad = Check(rows, HeadOf(Rows(3)), []).FirstBad;

            Assert.Equal((index + 1, AuditDamage.Changed), (bad?.Sequence, bad?.Damage));
        }
    }

    [Fact]
    public void What_is_changed_is_named()
    {
        var rows = Rows(3);
        rows[1] = rows[1] with { Reason = "another" };
        Assert.Contains("\"reason\"", Check(rows, HeadOf(rows), []).Words, StringComparison.Ordinal);

        rows = Rows(3);
        rows[1] = rows[1] with { Text = rows[1].Text + " " };
        Assert.Contains("its text doesn't fit its seal", Check(rows, HeadOf(rows), []).Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("2")]
    public void A_text_that_cannot_be_read_is_a_row_that_was_changed(string text)
    {
        var rows = Rows(3);
        rows[1] = rows[1] with { Text = text, RowHash = AuditChain.Sha256(text) };

        var bad = Check(rows, HeadOf(rows), []).FirstBad;

        Assert.Equal((2L, AuditDamage.Changed), (bad!.Sequence, bad.Damage));
        Assert.Contains("\"text\"", bad.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("2.5")]
    [InlineData("null")]
    public void A_text_whose_number_is_none_is_a_row_that_was_changed(string number)
    {
        var rows = Rows(3);
        var text = rows[1].Text.Replace("\"sequence\":2", $"\"sequence\":{number}", StringComparison.Ordinal);
        rows[1] = rows[1] with { Text = text, RowHash = AuditChain.Sha256(text) };

        var bad = Check(rows, HeadOf(rows), []).FirstBad;

        Assert.Equal((2L, AuditDamage.Changed), (bad!.Sequence, bad.Damage));
        Assert.Contains("\"sequence\"", bad.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_in_a_place_that_is_taken_was_inserted()
    {
        var rows = Rows(2);

        var bad = Check([rows[0], rows[0], rows[1]], HeadOf(rows), []).FirstBad;

        Assert.Equal((1L, AuditDamage.Inserted), (bad!.Sequence, bad.Damage));
        Assert.Contains("where no row can be", bad.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_whose_seals_were_reckoned_anew_is_found_at_the_next_one()
    {
        var rows = Rows(3);
        rows[1] = Row(2, rows[0].Hash, action: "Another");

        var bad = Check(rows, HeadOf(rows), []).FirstBad;

        Assert.Equal((3L, AuditDamage.Changed), (bad!.Sequence, bad.Damage));
        Assert.Contains("doesn't fit the row before it", bad.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rest_after_the_first_bad_row_is_not_looked_at()
    {
        var rows = Rows(5);
        rows.RemoveAt(1);
        rows[3] = rows[3] with { Reason = "another" };

        var found = Check(rows, HeadOf(rows), [new Anchor(1, "another"), new Anchor(9, "x")]);

        Assert.Equal((1L, AuditDamage.Rewritten), (found.FirstBad!.Sequence, found.FirstBad.Damage));
        Assert.Equal((1, 0), (found.Rows, found.LastSequence));
        Assert.Contains("The first bad row is 1: ", found.Words, StringComparison.Ordinal);
        Assert.EndsWith("No row before it holds.", found.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_names_the_first_row_that_is_missing_and_those_before_it_that_hold()
    {
        var rows = Rows(1_500);
        rows.RemoveRange(1_233, 2);

        var found = Check(rows, HeadOf(rows), []);

        Assert.Equal((1_234L, AuditDamage.Removed), (found.FirstBad!.Sequence, found.FirstBad.Damage));
        Assert.StartsWith(
            "ALARM: the audit log was tampered with. The first bad row is 1,234: it was removed; the next one there is 1236. The 1,233 before it hold.",
            found.Words,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(2, AuditDamage.Truncated, 4, "cut off here; its head names 5 as the last row")]
    [InlineData(-1, AuditDamage.Inserted, 3, "behind the end; the log's head names 2 as the last row")]
    public void The_head_that_names_another_row_tells_what_happened(
        int by,
        AuditDamage damage,
        long sequence,
        string what
    )
    {
        var rows = Rows(3);

        var bad = Check(
            rows,
            new AuditHead
            {
                Id = 1,
                Sequence = 3 + by,
                Hash = rows[2].Hash,
            },
            []
        ).FirstBad;

        Assert.Equal((sequence, damage), (bad!.Sequence, bad.Damage));
        Assert.Contains(what, bad.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_head_with_another_seal_or_none_is_found()
    {
        var rows = Rows(3);
        var other = Check(
            rows,
            new AuditHead
            {
                Id = 1,
                Sequence = 3,
                Hash = rows[1].Hash,
            },
            []
        ).FirstBad;
        Assert.Equal((3L, AuditDamage.Changed), (other!.Sequence, other.Damage));
        Assert.Contains("another seal", other.What, StringComparison.Ordinal);

        var none = Check(rows, null, []).FirstBad;
        Assert.Equal((4L, AuditDamage.Truncated), (none!.Sequence, none.Damage));
        Assert.Contains("its head was removed", none.What, StringComparison.Ordinal);
    }

    [Fact]
    public void An_anchor_beyond_the_end_is_a_log_that_was_cut_off()
    {
        var rows = Rows(3);

        var bad = Check(rows, HeadOf(rows), [new Anchor(5, "x"), new Anchor(2, rows[1].Hash)]).FirstBad;

        Assert.Equal((4L, AuditDamage.Truncated), (bad!.Sequence, bad.Damage));
        Assert.Contains("an anchor was taken of row 5", bad.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_anchors_of_one_row_that_differ_can_not_both_be_right()
    {
        var rows = Rows(3);

        var bad = Check(rows, HeadOf(rows), [new Anchor(2, rows[1].Hash), new Anchor(2, "x")]).FirstBad;

        Assert.Equal((2L, AuditDamage.Rewritten), (bad!.Sequence, bad.Damage));
        Assert.Contains("the anchor that was taken of this row", bad.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_was_changed_is_told_as_such_though_its_anchor_says_so_too()
    {
        var rows = Rows(3);
        var anchor = new Anchor(2, rows[1].Hash);
        rows[1] = rows[1] with { Hash = rows[0].Hash };

        var bad = Check(rows, HeadOf(rows), [anchor]).FirstBad;

        Assert.Equal((2L, AuditDamage.Changed), (bad!.Sequence, bad.Damage));
    }

    [Fact]
    public void It_says_of_each_row_whether_to_go_on()
    {
        var rows = Rows(3);
        var check = new ChainCheck([]);

        Assert.True(check.Follow(rows[0], rows[1]));
        Assert.False(check.Follow(rows[2], null));
        Assert.False(check.Follow(rows[1], rows[2]));
        Assert.Equal(1, check.Sequence);
    }

    [Fact]
    public void Without_anchors_it_says_so_whether_the_log_is_whole_or_not()
    {
        var rows = Rows(2);
        var whole = Check(rows, HeadOf(rows), null) with { AnchorsProblem = "the vault is shut." };
        Assert.Null(whole.Anchors);
        Assert.EndsWith(
            "not compared with the anchors in the vault: the vault is shut.",
            whole.Words,
            StringComparison.Ordinal
        );

        rows[0] = rows[0] with { Reason = "another" };
        var bad = Check(rows, HeadOf(rows), null) with { AnchorsProblem = "the vault is shut." };
        Assert.EndsWith("the vault is shut.", bad.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 4, 3, 5 }, 3, AuditDamage.Swapped, "what stands there was written as 4")]
    [InlineData(new[] { 1, 5, 3, 4, 2 }, 2, AuditDamage.Swapped, "what stands there was written as 5")]
    [InlineData(new[] { 1, 2, 4, 5 }, 3, AuditDamage.Removed, "those after it were moved up")]
    [InlineData(new[] { 1, 2, 3, 5 }, 4, AuditDamage.Removed, "those after it were moved up")]
    [InlineData(new[] { 1, 2, 2, 3, 4, 5 }, 3, AuditDamage.Inserted, "two rows stand as what was written as 2")]
    [InlineData(new[] { 1, 2, 3, 4, 5, 5 }, 6, AuditDamage.Inserted, "two rows stand as what was written as 5")]
    public void Rows_that_were_moved_are_told_by_what_they_were_written_as(
        int[] written,
        long first,
        AuditDamage damage,
        string what
    )
    {
        var whole = Rows(5);
        var moved = written.Select((w, i) => whole[w - 1] with { Sequence = i + 1 }).ToList();

        var bad = Check(moved, HeadOf(moved), []).FirstBad;

        Assert.Equal((first, damage), (bad!.Sequence, bad.Damage));
        Assert.Contains(what, bad.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forged_row_between_two_is_told_by_the_one_that_it_pushed_away()
    {
        var rows = Rows(4);
        var forged = Row(3, new string('1', 64));
        List<ChainRow> now = [.. rows[..2], forged, .. rows[2..].Select(r => r with { Sequence = r.Sequence + 1 })];

        var bad = Check(now, HeadOf(now), []).FirstBad;

        Assert.Equal((3L, AuditDamage.Inserted), (bad!.Sequence, bad.Damage));
        Assert.Contains("the row that was written here stands after it", bad.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_from_a_time_with_fewer_parts_fits_columns_that_are_empty()
    {
        const string Text =
            """{"sequence":1,"at":"2026-11-24T09:00:00.0000000Z","actorId":7,"actorName":"a","action":"a","outcome":"Succeeded","objectType":"a","objectId":"1","objectLabel":"a"}""";
        var row = Row(1, AuditChain.Beginning) with
        {
            Text = Text,
            RowHash = AuditChain.Sha256(Text),
            Hash = AuditChain.Chain(AuditChain.Beginning, AuditChain.Sha256(Text)),
            ActorName = "a",
            Action = "a",
            ObjectType = "a",
            ObjectLabel = "a",
            Before = null,
            After = null,
            Reason = null,
            Ticket = null,
            RequestId = null,
            PortfolioId = null,
            OperationId = null,
        };

        Assert.True(Check([row], HeadOf([row]), []).IsWhole);
    }
}
