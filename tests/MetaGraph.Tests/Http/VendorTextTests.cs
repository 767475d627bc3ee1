using CsCheck;
using MetaGraph.Http;

namespace MetaGraph.Tests.Http;

public sealed class VendorTextTests
{
    private const string Token = "EAAB0123456789abcdefghijKLMNOP";
    private const string Secret = "s3cr3t-value";

    [Theory]
    [InlineData("Cannot parse EAAB0123456789abcdefghijKLMNOP here", "Cannot parse *** here")]
    [InlineData(
        "https://graph.facebook.com/me?access_token=abc&limit=1",
        "https://graph.facebook.com/me?access_token=***&limit=1"
    )]
    [InlineData("{\"client_secret\": \"abc\"}", "{\"client_secret\": \"***\"}")]
    [InlineData("key 0123456789abcdef0123456789abcdef used", "key *** used")]
    [InlineData("634974688087057|0123456789_bcdef-xyz is the app", "*** is the app")]
    [InlineData("634974688087057%7C0123456789_bcdef-xyz is the app", "*** is the app")]
    [InlineData("(#100) Param user[0] must be one of {A, B}", "(#100) Param user[0] must be one of {A, B}")]
    [InlineData(
        "Object with ID '122121443048950557' does not exist",
        "Object with ID '122121443048950557' does not exist"
    )]
    public void What_looks_like_a_secret_is_replaced_and_the_rest_is_kept(string text, string clean)
    {
        Assert.Equal(clean, VendorText.Clean(text));
    }

    [Theory]
    [InlineData("token s3cr3t-value", "token ***")]
    [InlineData("tok s3cr3t-\u200bvalue", "tok ***")]
    [InlineData("tok s3cr3t-\u0000value", "tok ***")]
    public void A_known_secret_is_replaced_even_when_invisible_characters_break_it_up(string text, string clean)
    {
        Assert.Equal(clean, VendorText.Clean(text, [Secret]));
    }

    [Fact]
    public void Control_characters_and_line_breaks_do_not_reach_a_log()
    {
        Assert.Equal("a bc d e", VendorText.Clean("a\nb\u001b\u202ec\u2028d\te\u0007"));
    }

    [Fact]
    public void Text_is_cut_after_300_characters_and_never_inside_one()
    {
        var clean = VendorText.Clean(new string('x', 299) + "😀" + new string('y', 100));
        Assert.Equal(new string('x', 299), clean);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u0000\n ")]
    public void Nothing_stays_nothing(string? text)
    {
        Assert.Null(VendorText.Clean(text));
    }

    [Fact]
    public void Wherever_a_secret_stands_it_never_shows()
    {
        Gen.Select(Gen.String[0, 400], Gen.String[0, 400])
            .Sample(
                (before, after) =>
                {
                    var clean = VendorText.Clean(before + Token + after, [Token]) ?? "";
                    Assert.DoesNotContain(Token, clean);
                    Assert.DoesNotContain(clean, char.IsControl);
                    Assert.InRange(clean.Length, 0, VendorText.MaxLength);
                }
            );
    }
}
