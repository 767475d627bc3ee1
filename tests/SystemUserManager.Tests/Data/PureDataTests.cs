using CsCheck;
using SystemUserManager.Data;

namespace SystemUserManager.Tests.Data;

public sealed class SortKeyTests
{
    [Theory]
    [InlineData("Café", "cafe\u0301")]
    [InlineData("  Ads   Sync ", "ads sync")]
    [InlineData("ADS\u00A0SYNC", "ads sync")]
    [InlineData("ＡＤＳ", "ads")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("ﬁne", "fine")]
    public void What_reads_alike_has_one_key(string one, string other) =>
        Assert.Equal(SortKey.Of(one), SortKey.Of(other));

    [Theory]
    [InlineData("cafe", "café")]
    [InlineData("ads-sync", "ads sync")]
    [InlineData("a b", "ab")]
    public void What_differs_has_another(string one, string other) =>
        Assert.NotEqual(SortKey.Of(one), SortKey.Of(other));

    [Fact]
    public void A_keys_key_is_itself() =>
        Gen
            .Char.AlphaNumeric.Array[0, 20]
            .Select(Gen.OneOf('é', 'Σ', 'ς', 'ß', ' ', '\t', '\u0301', 'Ａ', 'İ', 'ﬁ').Array[0, 20])
            .Sample(
                (letters, odd) =>
                {
                    var key = SortKey.Of(new string([.. letters, .. odd]));
                    return SortKey.Of(key) == key;
                }
            );
}

public sealed class CursorTests
{
    [Fact]
    public void A_cursor_comes_back_from_a_url_as_it_was() =>
        Gen.Select(Gen.String[0, 50].Where(IsText).List[0, 3], Gen.Long)
            .Sample(
                (keys, id) =>
                {
                    var text = new Cursor(keys, id).ToString();
                    var back = Cursor.Parse(text)!;
                    return Uri.EscapeDataString(text) == text && back.Keys.SequenceEqual(keys) && back.Id == id;
                }
            );

    [Fact]
    public void A_text_that_is_none_is_the_beginning_of_the_list() =>
        Gen.String.Sample(text => Cursor.Parse(text) is null);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("bnVsbA")]
    [InlineData("W10")]
    [InlineData("eyJJZCI6MWU5OX0")]
    public void Garbage_is_no_cursor(string? text) => Assert.Null(Cursor.Parse(text));

    [Fact]
    public void A_text_that_is_too_long_is_not_even_looked_at() =>
        Assert.Null(Cursor.Parse(new Cursor([new string('x', 5000)], 1).ToString()));

    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}

public sealed class MicrosecondsTests
{
    [Fact]
    public void A_time_is_cut_to_the_microsecond_in_utc() =>
        Gen.DateTimeOffset.Sample(time =>
        {
            var cut = Microseconds.Cut(time);
            return cut.Offset == TimeSpan.Zero
                && cut.UtcTicks % TimeSpan.TicksPerMicrosecond == 0
                && time - cut >= TimeSpan.Zero
                && time - cut < TimeSpan.FromMicroseconds(1);
        });
}
