using Microsoft.Extensions.Logging;

namespace SystemUserManager.Tests.Fixture;

/// <summary>A sweep that finds nothing proves nothing unless it finds what was planted.</summary>
[Trait("Id", "E01")]
public sealed class PlantedTests
{
    private const string Token = "EAAplantedTokenWithMarker0123456789";

    [Fact]
    public void What_a_scope_says_is_kept() =>
        Assert.Contains(Token, Logged(log => log.BeginScope($"With {Token}")), StringComparison.Ordinal);

    [Fact]
    public void What_a_scope_holds_is_kept() =>
        Assert.Contains(
            Token,
            Logged(log => log.BeginScope(new Dictionary<string, object?> { ["Token"] = Token })),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("a text")]
    [InlineData("bytes")]
    [InlineData("one of many")]
    public void What_a_line_holds_is_kept_although_its_message_does_not_show_it(string what)
    {
        object value = what switch
        {
            "a text" => Token,
            "bytes" => Token.Select(c => (byte)c).ToArray(),
            _ => new[] { "other", Token },
        };
        var state = new Dictionary<string, object?> { ["Value"] = value };
        Assert.Contains(
            Token,
            Logged(log => log.Log(LogLevel.Trace, 0, state, null, (_, _) => "Nothing to see")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_a_row_holds_as_bytes_is_found() =>
        Assert.Contains(Token, Everything.Text(Token.Select(c => (byte)c).ToArray()), StringComparison.Ordinal);

    private static string Logged(Action<ILogger> write)
    {
        var lines = new LogLines();
        using (
            var factory = LoggerFactory.Create(logging =>
            {
                logging.SetMinimumLevel(LogLevel.Trace);
                logging.AddProvider(lines);
            })
        )
            write(factory.CreateLogger("Test"));
        return Assert.Single(lines.All);
    }
}
