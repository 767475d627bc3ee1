using System.Globalization;
using System.Text.Json;
using CsCheck;
using MetaGraph.Assets;
using MetaGraph.Http;

namespace MetaGraph.Tests.Http;

public sealed class GraphJsonTests
{
    [Theory]
    [InlineData("\"2026-07-28T00:41:54+0100\"")]
    [InlineData("\"2026-07-27T23:41:54+0000\"")]
    [InlineData("\"2026-07-27T23:41:54Z\"")]
    [InlineData("\"2026-07-28T00:41:54+01:00\"")]
    [InlineData("1785195714")]
    public void A_time_is_read_in_every_form_that_Meta_writes(string json)
    {
        Assert.Equal(new DateTimeOffset(2026, 7, 27, 23, 41, 54, TimeSpan.Zero), Value(json).Time("v"));
    }

    [Fact]
    public void Every_time_survives_the_way_through_Metas_notation()
    {
        Gen.Select(Gen.Long[0, 253_402_300_799], Gen.Int[-14 * 4, 14 * 4])
            .Sample(
                (seconds, quarters) =>
                {
                    var utc = DateTimeOffset.FromUnixTimeSeconds(seconds);
                    var offset = TimeSpan.FromMinutes(15 * quarters);
                    if (utc.Ticks + offset.Ticks < 0 || utc.Year is < 2 or > 9998)
                        return;
                    var local = utc.ToOffset(offset);
                    var text =
                        local.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)
                        + (quarters < 0 ? "-" : "+")
                        + offset.ToString("hhmm", CultureInfo.InvariantCulture);
                    var read = Value($"\"{text}\"").Time("v");
                    Assert.Equal(utc, read);
                    Assert.Equal(TimeSpan.Zero, read!.Value.Offset);
                }
            );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("99999999999999999")]
    [InlineData("null")]
    [InlineData("\"soon\"")]
    public void Seconds_that_name_no_time_are_none(string json)
    {
        Assert.Null(Value(json).UnixSeconds("v"));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("\"false\"", false)]
    [InlineData("0", false)]
    [InlineData("\"maybe\"", null)]
    [InlineData("{}", null)]
    public void Yes_and_no_come_as_boolean_text_or_number(string json, bool? expected)
    {
        Assert.Equal(expected, Value(json).Flag("v"));
    }

    [Fact]
    public void An_id_larger_than_a_double_holds_keeps_all_its_digits()
    {
        Assert.Equal("12212144304895055799", Value("12212144304895055799").Id("v").Value);
    }

    [Fact]
    public void Unknown_words_are_kept_and_nonsense_is_left_out()
    {
        var tasks = Value("""["ANALYZE","TASK_OF_2031",null,{},""]""").Words<AssetTask>("v");
        Assert.Equal(["ANALYZE", "TASK_OF_2031"], tasks.Select(task => task.Value));
    }

    [Theory]
    [InlineData("{\"id\":\"1\",\"name\":\"A\"}", "A")]
    [InlineData("{\"id\":1}", null)]
    [InlineData("\"1\"", null)]
    [InlineData("1", null)]
    public void A_reference_is_an_object_or_a_bare_id(string json, string? name)
    {
        Assert.Equal(new GraphReference(new GraphId("1"), name), Value(json).Reference("v"));
    }

    [Fact]
    public void Words_of_open_enumerations_go_through_json_unchanged()
    {
        var task = JsonSerializer.Deserialize<AssetTask>("\"TASK_OF_2031\"");
        Assert.Equal("TASK_OF_2031", task.ToString());
        Assert.Equal("\"TASK_OF_2031\"", JsonSerializer.Serialize(task));
    }

    private static JsonElement Value(string json) => JsonDocument.Parse($"{{\"v\":{json}}}").RootElement;
}
