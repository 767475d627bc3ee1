using System.Text;

namespace SystemUserManager.Browser.Tests.Secrecy;

/// <summary>A sweep that finds nothing proves nothing unless it finds what was planted.</summary>
[Trait("Id", "E01")]
public sealed class SecretSweepTests
{
    private const string Token = "EAAplantedTokenWithMarker0123456789/+=";

    public static TheoryData<string> Leaks =>
        [
            Token,
            $"before {Token} after",
            Uri.EscapeDataString(Token),
            Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Token)),
            Convert.ToHexString(Encoding.UTF8.GetBytes(Token)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Token)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"a{Token}b")),
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"ab{Token}")),
            string.Concat(Token.Reverse()),
        ];

    [Theory]
    [MemberData(nameof(Leaks))]
    public void A_planted_leak_is_found(string leak) => Assert.NotEmpty(Sweep().Find(leak));

    [Fact]
    public void A_leak_in_UTF_16_is_found() => Assert.NotEmpty(Sweep().Find(Encoding.Unicode.GetBytes($"x{Token}")));

    [Fact]
    public void A_leak_in_a_file_is_found_and_named()
    {
        var folder = Directory.CreateTempSubdirectory("sweep-");
        File.WriteAllText(Path.Combine(folder.FullName, "log.txt"), $"token={Token}");
        Assert.Contains("log.txt", Assert.Single(Sweep().FindInFiles(folder.FullName)));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Other_text_is_no_leak() => Assert.Empty(Sweep().Find("EAAanotherToken and a SHA-256 of the first"));

    private static SecretSweep Sweep() => new([("token", Token)]);
}
