using SystemUserManager.Portfolios;

namespace SystemUserManager.Tests.Portfolios;

public sealed class ConnectCsvTests
{
    private const string Token = "EAAGm0PX4ZCpsBAexample";
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private static readonly ConnectPattern None = new(null, null, null);

    [Fact]
    public void Columns_stand_in_any_order_and_the_pattern_fills_what_is_not_said()
    {
        var read = ConnectCsv.Read(
            "\uFEFFTier;Business ID;labels;Vault\r\nfull; 71001 ;\"EMEA; Clients\";https://emea-tokens.vault.azure.net\r\n;71002;;\r\n",
            new ConnectPattern("13000", "meta-control-{business}", "meta-app")
        );

        Assert.Empty(read.Problems);
        Assert.Equal(
            [
                (2, "71001", "13000", "meta-control-71001", "meta-app", AccessTier.Full, "EMEA+Clients", true),
                (3, "71002", "13000", "meta-control-71002", "meta-app", AccessTier.Unknown, "", false),
            ],
            read.Rows.Select(r =>
                (
                    r.Line,
                    r.BusinessId,
                    r.AppId,
                    r.ControlTokenSecret,
                    r.AppSecretSecret,
                    r.Tier,
                    string.Join('+', r.Labels),
                    r.VaultUri is not null
                )
            )
        );
        Assert.All(read.Rows, r => Assert.True(r.IsGood));
    }

    [Theory]
    [InlineData("", "Nothing was pasted")]
    [InlineData("business id,color\n71001,red", "Column 2 of the first line")]
    [InlineData("business id,business\n71001,71001", "there twice")]
    [InlineData("app id\n13000", "no heading \"business id\"")]
    [InlineData("business id", "no row below")]
    [InlineData(Token, "Column 1 of the first line")]
    [InlineData("business id,app id\n71001,\"13\"0\"00\n", "can't be read as CSV")]
    public void What_cannot_be_read_is_said_without_a_word_of_it(string text, string says)
    {
        var read = ConnectCsv.Read(text, None);
        Assert.Empty(read.Rows);
        var sentence = Assert.Single(read.Problems).Sentence;
        Assert.Contains(says, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("EAA", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_much_is_refused_as_a_whole()
    {
        var rows = string.Concat(Enumerable.Range(0, ConnectCsv.MostRows + 1).Select(n => $"{71000 + n}\n"));
        Assert.Contains(
            "more than 500 rows",
            Assert.Single(ConnectCsv.Read("business id\n" + rows, None).Problems).Sentence,
            StringComparison.Ordinal
        );
        var long_ = "business id\n" + new string('7', ConnectCsv.MostBytes);
        Assert.Contains(
            "more than 256 kB",
            Assert.Single(ConnectCsv.Read(long_, None).Problems).Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_secret_in_any_column_is_refused_and_in_nothing_that_comes_back()
    {
        var text =
            $"business id,app id,control token secret,app secret secret,label\n71001,13000,{Token},\"{Secret}\",EMEA\n71002,13000,13000|{Secret},app, {Token} ";

        var read = ConnectCsv.Read(text, None);

        Assert.Equal([2, 2], read.Rows.Select(r => r.Problems.Count));
        var shown = string.Join(
            ' ',
            read.Rows.SelectMany(r => r.Problems.Select(p => p.Sentence).Append(r.ToString()))
                .Append(ConnectCsv.WithoutSecrets(text))
        );
        Assert.DoesNotContain("EAA", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        Assert.Contains("71002,13000,,app,", shown, StringComparison.Ordinal);
    }
}
