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

    [Fact]
    public void An_empty_id_cannot_be_made()
    {
        Assert.Throws<ArgumentException>(() => new GraphId(" "));
        Assert.False(GraphId.TryParse("", null, out _));
        Assert.Throws<InvalidOperationException>(() => default(GraphId).Value);
        Assert.Equal("", default(GraphId).ToString());
    }
}
