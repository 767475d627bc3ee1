using System.Text;
using CsCheck;
using MetaGraph.Http;

namespace MetaGraph.Tests.Http;

public sealed class GraphErrorTests
{
    private const string TwoFactorSample =
        """{"error":{"message":"Two factor authentication required.","type":"OAuthException","code":415,"error_data":{"hash":"8874359819718335175"},"error_subcode":2859009,"is_transient":false,"error_user_title":"Two-factor authentication required","error_user_msg":"To continue, refresh.","fbtrace_id":"AwfkZm6RouSgmnWYNFln2q1"}}""";

    [Fact]
    public void All_fields_of_an_error_are_read()
    {
        var error = Fail(TwoFactorSample, 400);
        Assert.Equal(400, error.HttpStatus);
        Assert.Equal(415, error.Code);
        Assert.Equal(2859009, error.Subcode);
        Assert.Equal("OAuthException", error.Type);
        Assert.Equal("Two factor authentication required.", error.VendorMessage);
        Assert.Equal("Two-factor authentication required", error.UserTitle);
        Assert.Equal("To continue, refresh.", error.UserMessage);
        Assert.Equal("AwfkZm6RouSgmnWYNFln2q1", error.TraceId);
        Assert.Equal(GraphErrorKind.TwoFactor, error.Kind);
        Assert.False(error.IsTransient);
        Assert.False(error.MayHaveHappened);
        Assert.Contains("code 415, subcode 2859009", error.Message);
        Assert.Contains(error.NextStep, error.Message);
    }

    [Theory]
    [InlineData("""{"error":{"code":"190","error_subcode":"463","message":"x"}}""", 190)]
    [InlineData(
        """{"error":{"code":190,"error_subcode":463,"error_data":"{\"blame_field_specs\":[[\"user\"]]}"}}""",
        190
    )]
    [InlineData("""{"error":{"code":190,"error_data":{"error_subcode":463}}}""", 190)]
    public void Codes_are_read_as_number_or_text_and_error_data_as_object_or_text(string body, int code)
    {
        var error = Fail(body, 400);
        Assert.Equal(code, error.Code);
        Assert.Equal(463, error.Subcode);
    }

    [Theory]
    [InlineData("""{"error":"Something broke"}""", "Something broke")]
    [InlineData("""{"error":null}""", "Meta gave no explanation.")]
    [InlineData("""{"error":[1]}""", "Meta gave no explanation.")]
    public void An_error_that_is_no_object_is_still_an_error(string body, string message)
    {
        Assert.Equal(message, Fail(body, 200).VendorMessage);
    }

    [Theory]
    [InlineData("""{"error":{"code":100,"message":"x"}}""")]
    [InlineData("""{"success":false}""")]
    [InlineData("""{"success":"false"}""")]
    [InlineData("false")]
    public void A_failure_is_seen_in_a_200_too(string body)
    {
        Assert.False(Fail(body, 200, changes: true).MayHaveHappened);
    }

    [Fact]
    public void The_text_Service_Unavailable_is_a_passing_failure_whatever_its_status()
    {
        var read = Fail("Service Unavailable", 200);
        Assert.Equal(GraphErrorKind.Transient, read.Kind);
        Assert.Equal(200, read.HttpStatus);
        Assert.IsType<GraphOutcomeUnknownException>(Fail("Service Unavailable", 200, changes: true));
    }

    [Theory]
    [InlineData("""{"error":{"code":1}}""", 500)]
    [InlineData("""{"error":{"code":2,"is_transient":true}}""", 400)]
    [InlineData("""{"error":{"code":190}}""", 503)]
    [InlineData("""{"error":{"code":987654,"is_transient":true}}""", 400)]
    [InlineData("""{"error":{"code":3919}}""", 400)]
    [InlineData("<html>", 502)]
    [InlineData("<html>", 400)]
    [InlineData("{}", 404)]
    [InlineData("", 200)]
    public void A_change_may_have_happened_when_the_answer_does_not_rule_it_out(string body, int status)
    {
        Assert.True(Assert.IsType<GraphOutcomeUnknownException>(Fail(body, status, changes: true)).MayHaveHappened);
        Assert.False(Fail(body, status).MayHaveHappened);
    }

    [Theory]
    [InlineData("""{"error":{"code":100}}""", 400)]
    [InlineData("""{"error":{"code":190,"error_subcode":463}}""", 401)]
    [InlineData("""{"error":{"code":200}}""", 403)]
    [InlineData("""{"error":{"code":4,"is_transient":true}}""", 400)]
    [InlineData("""{"error":{"code":80004}}""", 500)]
    [InlineData("""{"error":{"code":987654}}""", 400)]
    [InlineData("{}", 429)]
    public void A_change_did_not_happen_when_Meta_refused_it(string body, int status)
    {
        Assert.IsType<MetaGraphException>(Fail(body, status, changes: true));
    }

    [Fact]
    public void Any_bytes_with_any_status_end_in_a_value_or_in_a_MetaGraphException()
    {
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[100, 599], Gen.Bool)
            .Sample((bytes, status, changes) => EndsWell(bytes, status, changes), iter: 5_000);
    }

    [Fact]
    public void Any_damaged_error_ends_in_a_MetaGraphException_or_a_value()
    {
        var sample = Encoding.UTF8.GetBytes(TwoFactorSample);
        Gen.Select(Gen.Int[0, sample.Length - 1], Gen.Byte, Gen.Int[0, sample.Length])
            .Sample(
                (at, value, length) =>
                {
                    byte[] damaged = [.. sample];
                    damaged[at] = value;
                    EndsWell(damaged[..length], 400, changes: true);
                    EndsWell(damaged, 200, changes: false);
                },
                iter: 5_000
            );
    }

    [Fact]
    public void Any_shape_of_error_ends_in_a_MetaGraphException()
    {
        var value = Gen.OneOf(
            "null",
            "true",
            "1",
            "-1",
            "1e400",
            "9999999999999999999",
            "\"\"",
            "\"text\"",
            "\"\\ud800\"",
            "[]",
            "{}",
            "[[{}]]"
        );
        var name = Gen.OneOf(
            "message",
            "code",
            "error_subcode",
            "type",
            "is_transient",
            "error_data",
            "error_user_title",
            "fbtrace_id"
        );
        Gen.Select(name, value)
            .Array[0, 8]
            .Sample(
                fields =>
                {
                    var body =
                        $"{{\"error\":{{{string.Join(',', fields.Select(field => $"\"{field.Item1}\":{field.Item2}"))}}}}}";
                    Assert.NotEmpty(Fail(body, 400, changes: true).VendorMessage);
                },
                iter: 5_000
            );
    }

    private static void EndsWell(byte[] bytes, int status, bool changes)
    {
        try
        {
            GraphAnswer.Read(bytes, GraphAnswers.Done, Context(status, changes));
        }
        catch (MetaGraphException error)
        {
            Assert.InRange(error.VendorMessage.Length, 1, VendorText.MaxLength);
            Assert.DoesNotContain(error.Message, char.IsControl);
        }
    }

    private static MetaGraphException Fail(string body, int status, bool changes = false) =>
        Assert.ThrowsAny<MetaGraphException>(() =>
            GraphAnswer.Read(Encoding.UTF8.GetBytes(body), GraphAnswers.Done, Context(status, changes))
        );

    private static GraphAnswerContext Context(int status, bool changes) => new(status, changes, null, []);
}
