using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Tests.Fixture;

namespace SystemUserManager.Tests.Audit;

/// <summary>Somebody with the database's own tools: whatever they do to the log, it is found, and where.</summary>
[Trait("Id", "F02")]
public abstract class TamperingTests(DatabaseProvider provider) : ActTests(provider)
{
    private const int Rows = 12;

    private const string Columns =
        """ "At","ActorId","ActorName","Action","ObjectType","ObjectId","ObjectLabel","Outcome","Before","After","Reason","Ticket","RequestId","PortfolioId","OperationId","Text","RowHash","Hash" """;

    public static TheoryData<string, string[], long, AuditDamage> Acts =>
        new()
        {
            {
                "a text",
                ["""UPDATE "AuditEvents" SET "Text" = replace("Text", 'Act 5', 'Act 6') WHERE "Sequence" = 5"""],
                5,
                AuditDamage.Changed
            },
            {
                "a column",
                ["""UPDATE "AuditEvents" SET "ActorName" = 'somebody else' WHERE "Sequence" = 5"""],
                5,
                AuditDamage.Changed
            },
            {
                "a column to nothing",
                ["""UPDATE "AuditEvents" SET "Reason" = NULL WHERE "Sequence" = 5"""],
                5,
                AuditDamage.Changed
            },
            {
                "an outcome that isn't one",
                ["""UPDATE "AuditEvents" SET "Outcome" = 'Fine' WHERE "Sequence" = 5"""],
                5,
                AuditDamage.Changed
            },
            {
                "a seal",
                [$"""UPDATE "AuditEvents" SET "Hash" = '{new string('0', 64)}' WHERE "Sequence" = 5"""],
                5,
                AuditDamage.Changed
            },
            { "a row is gone", ["""DELETE FROM "AuditEvents" WHERE "Sequence" = 5"""], 5, AuditDamage.Removed },
            { "the first is gone", ["""DELETE FROM "AuditEvents" WHERE "Sequence" = 1"""], 1, AuditDamage.Removed },
            {
                "a row is gone and those after it are moved up",
                [
                    """DELETE FROM "AuditEvents" WHERE "Sequence" = 5""",
                    .. Move(6, Rows, -1),
                    """UPDATE "AuditHead" SET "Sequence" = 11""",
                ],
                5,
                AuditDamage.Removed
            },
            { "two change places", [.. Swap(5, 8)], 5, AuditDamage.Swapped },
            { "two neighbours change places", [.. Swap(5, 6)], 5, AuditDamage.Swapped },
            {
                "a row is put between",
                [.. Move(Rows, 6, 1), Copy(5, 6), """UPDATE "AuditHead" SET "Sequence" = 13"""],
                6,
                AuditDamage.Inserted
            },
            { "a row is put behind the end", [Copy(Rows, Rows + 1)], Rows + 1, AuditDamage.Inserted },
            { "a row is put before the beginning", [Copy(1, 0)], 0, AuditDamage.Inserted },
            {
                "the tail is cut off",
                ["""DELETE FROM "AuditEvents" WHERE "Sequence" > 9"""],
                10,
                AuditDamage.Truncated
            },
            { "everything is cut off", ["""DELETE FROM "AuditEvents" """], 1, AuditDamage.Truncated },
            { "the head is gone", ["""DELETE FROM "AuditHead" """], Rows + 1, AuditDamage.Truncated },
            { "the head is set back", ["""UPDATE "AuditHead" SET "Sequence" = 9"""], 10, AuditDamage.Inserted },
        };

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task It_is_found(string act, string[] statements, long first, AuditDamage damage)
    {
        await WriteAsync(Rows);
        Assert.True((await World.VerifyAsync()).IsWhole);

        await RunAsync(statements);

        var found = await World.VerifyAsync();
        Assert.True(found.FirstBad is not null, act);
        Assert.Equal((first, damage), (found.FirstBad.Sequence, found.FirstBad.Damage));
        Assert.Contains($"The first bad row is {first}: ", found.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("its time", "")]
    [InlineData("a name that isn't there", "ActorName")]
    public async Task A_row_that_can_not_even_be_read_is_named_and_those_around_it_are_looked_at(
        string what,
        string emptied
    )
    {
        await WriteAsync(Rows);
        await RunAsync(emptied == "" ? [NoTime(5)] : Empty(emptied, 5));

        var found = await World.VerifyAsync();

        Assert.True(found.FirstBad is not null, what);
        Assert.Equal((5, AuditDamage.Changed), (found.FirstBad.Sequence, found.FirstBad.Damage));
        Assert.Equal((5, 4), (found.Rows, found.LastSequence));
    }

    [Theory]
    [InlineData("its value", """ "reason":"\ud800" """)]
    [InlineData("a name", """ "\ud800":"because" """)]
    public async Task A_text_that_says_something_in_what_is_no_text_is_found_though_it_was_sealed_anew(
        string what,
        string said
    )
    {
        await WriteAsync(Rows);
        var text = (await TextAsync(5)).Replace(
            """
            "reason":"because\nof this"
            """.Trim(),
            said.Trim(),
            StringComparison.Ordinal
        );
        Assert.Contains("ud800", text, StringComparison.Ordinal);
        await using (var db = World.OpenDatabase())
            await db
                .AuditEvents.Where(e => e.Sequence == 5)
                .ExecuteUpdateAsync(row =>
                    row.SetProperty(e => e.Text, text).SetProperty(e => e.RowHash, AuditChain.Sha256(text))
                );

        var found = await World.VerifyAsync();

        Assert.True(found.FirstBad is not null, what);
        Assert.Equal((5, AuditDamage.Changed), (found.FirstBad.Sequence, found.FirstBad.Damage));
    }

    [Fact]
    public async Task A_tail_that_is_cut_off_with_its_head_is_found_by_the_anchor()
    {
        await WriteAsync(5);
        await World.AnchorAsync();
        var hash = await HashAsync(4);

        await RunAsync([
            """DELETE FROM "AuditEvents" WHERE "Sequence" > 4""",
            $"""UPDATE "AuditHead" SET "Sequence" = 4, "Hash" = '{hash}'""",
        ]);

        var found = await World.VerifyAsync();
        Assert.Equal((5, AuditDamage.Truncated), (found.FirstBad?.Sequence, found.FirstBad?.Damage));
        Assert.Contains("an anchor was taken of row 6", found.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_was_written_anew_from_one_row_on_is_found_by_the_anchor()
    {
        await WriteAsync(5);
        await World.AnchorAsync();
        var hash = await HashAsync(3);
        await RunAsync([
            """DELETE FROM "AuditEvents" WHERE "Sequence" > 3""",
            $"""UPDATE "AuditHead" SET "Sequence" = 3, "Hash" = '{hash}'""",
        ]);
        await WriteAsync(8);
        await AuditProof.HoldsAsync(World);

        var found = await World.VerifyAsync();

        Assert.Equal((6, AuditDamage.Rewritten), (found.FirstBad?.Sequence, found.FirstBad?.Damage));
    }

    [Fact]
    public async Task What_is_written_while_it_is_verified_is_no_alarm()
    {
        await WriteAsync(600);
        using var end = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                await WriteAsync(1);
        });

        var (rows, grew) = (0L, 0);
        while (grew < 5)
        {
            var found = await World.VerifyAsync();
            Assert.True(found.IsWhole, found.Words);
            grew += rows > 0 && found.Rows > rows ? 1 : 0;
            rows = found.Rows;
            // It doesn't end by itself.
            if (writing.IsCompleted)
                await writing;
        }

        await end.CancelAsync();
        await writing;
    }

    private async Task WriteAsync(int rows)
    {
        for (var n = 1; n <= rows; n++)
        {
            await using var db = World.OpenDatabase();
            db.Audit(
                new AuditRecord
                {
                    Action = $"Act {n}",
                    Outcome = AuditOutcome.Succeeded,
                    ObjectType = "Test",
                    ObjectId = () => "1",
                    ObjectLabel = "Ünïcode “label” <1>",
                    Before = "Mode: one",
                    After = "Mode: two",
                    Reason = "because\nof this",
                }
            );
            await db.SaveChangesAsync();
        }
    }

    private async Task RunAsync(IEnumerable<string> statements)
    {
        await using var db = World.OpenDatabase();
        foreach (var statement in statements)
            await db.Database.ExecuteSqlRawAsync(statement);
    }

    private async Task<string> HashAsync(long sequence)
    {
        await using var db = World.OpenDatabase();
        return await db.AuditEvents.Where(e => e.Sequence == sequence).Select(e => e.Hash).SingleAsync();
    }

    private async Task<string> TextAsync(long sequence)
    {
        await using var db = World.OpenDatabase();
        return await db.AuditEvents.Where(e => e.Sequence == sequence).Select(e => e.Text).SingleAsync();
    }

    /// <summary>A time that the database can keep and no program of .NET can read.</summary>
    private string NoTime(long sequence) =>
        Provider == DatabaseProvider.Sqlite
            ? $"""UPDATE "AuditEvents" SET "At" = -1 WHERE "Sequence" = {sequence}"""
            : $"""UPDATE "AuditEvents" SET "At" = '200000-01-01' WHERE "Sequence" = {sequence}""";

    /// <summary>By whoever may change the table, too.</summary>
    private string[] Empty(string column, long sequence)
    {
        var update = $"""UPDATE "AuditEvents" SET "{column}" = NULL WHERE "Sequence" = {sequence}""";
        return Provider == DatabaseProvider.Sqlite
            ?
            [
                """CREATE TABLE "Copy" AS SELECT * FROM "AuditEvents" """,
                """DROP TABLE "AuditEvents" """,
                """ALTER TABLE "Copy" RENAME TO "AuditEvents" """,
                update,
            ]
            : [$"""ALTER TABLE "AuditEvents" ALTER COLUMN "{column}" DROP NOT NULL""", update];
    }

    private static IEnumerable<string> Move(long from, long to, int by)
    {
        for (var n = from; by < 0 ? n <= to : n >= to; n -= by)
            yield return $"""UPDATE "AuditEvents" SET "Sequence" = {n + by} WHERE "Sequence" = {n}""";
    }

    private static IEnumerable<string> Swap(long one, long other) =>
        [
            $"""UPDATE "AuditEvents" SET "Sequence" = -1 WHERE "Sequence" = {one}""",
            $"""UPDATE "AuditEvents" SET "Sequence" = {one} WHERE "Sequence" = {other}""",
            $"""UPDATE "AuditEvents" SET "Sequence" = {other} WHERE "Sequence" = -1""",
        ];

    private static string Copy(long row, long to) =>
        $"""INSERT INTO "AuditEvents" ("Sequence",{Columns}) SELECT {to},{Columns} FROM "AuditEvents" WHERE "Sequence" = {row}""";
}

public sealed class TamperingOnSqlite() : TamperingTests(DatabaseProvider.Sqlite);

public sealed class TamperingOnPostgres() : TamperingTests(DatabaseProvider.Postgres);
