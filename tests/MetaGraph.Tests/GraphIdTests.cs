using System.Text.Json;

namespace MetaGraph.Tests;

public sealed class GraphIdTests
{
    [Theory]
    [InlineData("\"act_123\"", "act_123")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("122121443048950557", "122121443048950557")]
    public void An_id_is_read_from_text_and_from_a_number(string json, string expected)
    {
        Assert.Equal(expected, JsonSerializer.Deserialize<GraphId>(json).Value);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\".\"")]
    [InlineData("\"..\"")]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("[]")]
    public void What_names_nothing_is_no_id(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<GraphId>(json));
    }

    [Fact]
    public void An_id_is_written_as_text()
    {
        Assert.Equal("\"123\"", JsonSerializer.Serialize(new GraphId("123")));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("..")]
    public void What_is_empty_or_leads_elsewhere_in_a_path_cannot_be_made(string text)
    {
        Assert.Throws<ArgumentException>(() => new GraphId(text));
        Assert.False(GraphId.TryParse(text, null, out _));
    }

    [Fact]
    public void An_id_that_was_never_given_prints_as_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => default(GraphId).Value);
        Assert.Equal("", default(GraphId).ToString());
    }
}
