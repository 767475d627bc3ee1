using System.Text;
using System.Text.Json;
using CsCheck;
using MetaGraph.Assets;
using MetaGraph.Businesses;
using MetaGraph.Http;
using MetaGraph.SystemUsers;
using MetaGraph.Tokens;

namespace MetaGraph.Tests.Http;

/// <summary>Every model, read from answers that are damaged or of the wrong shape.</summary>
public sealed class AnswersTests
{
    private static readonly GraphId BusinessId = new("1001");

    private static readonly (string Sample, Func<JsonElement, object> Read)[] Models =
    [
        (
            """{"id":"1","name":"A","verification_status":"x","created_time":"2020-02-29T10:00:00+0000"}""",
            Business.Read
        ),
        ("""{"id":"1","name":"A","email":"a@b","role":"ADMIN","marked_for_removal":true}""", BusinessUser.Read),
        ("""{"id":"1","name":"A","role":"ADMIN","created_by":{"id":"5"},"created_time":1785195714}""", SystemUser.Read),
        (
            """{"id":"1","assigned_pages":{"data":[{"id":"3","tasks":["A"]}],"paging":{"cursors":{"after":"x"},"next":"y"}}}""",
            ReverseEdges.Read
        ),
        (
            """{"id":"act_1","name":"A","account_status":1,"business":{"id":"9","name":"O"},"ig_user_id":5}""",
            json => Asset.Read(json, AssetKind.AdAccount, AssetOwnership.Owned, BusinessId)
        ),
        ("""{"id":"1","name":"A","tasks":["A","B"],"page_tasks":["C"]}""", AssignedUser.Read),
        (
            """{"data":{"app_id":"1","type":"USER","expires_at":5,"issued_at":1,"is_valid":true,"scopes":["a"],"granular_scopes":[{"scope":"a","target_ids":["1"]}],"error":{"code":190,"message":"m","subcode":463}}}""",
            TokenInfo.Read
        ),
        ("""{"access_token":"EAAnew","token_type":"bearer","expires_in":5183944}""", ExchangedToken.Read),
    ];

    [Fact]
    public void A_damaged_answer_ends_in_a_value_or_in_a_MetaGraphException()
    {
        Gen.Select(Gen.Int[0, Models.Length - 1], Gen.Int[0, 400], Gen.Byte)
            .Sample(
                (model, at, value) =>
                {
                    var damaged = Encoding.UTF8.GetBytes(Models[model].Sample);
                    damaged[at % damaged.Length] = value;
                    EndsWell(damaged, Models[model].Read);
                },
                iter: 20_000
            );
    }

    [Fact]
    public void A_value_of_another_shape_ends_in_a_value_or_in_a_MetaGraphException()
    {
        var shapes = Gen.OneOf(
            "null",
            "true",
            "-1",
            "1e400",
            "99999999999999999999",
            "\"\"",
            "\"x\"",
            "\"\\ud800\"",
            "[]",
            "{}",
            "[[]]",
            "[{}]",
            "\"0001-01-01T00:00:00+1400\"",
            "\"9999-12-31T23:59:59-1400\"",
            "\"2026-13-01\""
        );
        Gen.Select(Gen.Int[0, Models.Length - 1], Gen.Int[0, 20], shapes)
            .Sample(
                (model, property, shape) =>
                {
                    using var sample = JsonDocument.Parse(Models[model].Sample);
                    var root = sample.RootElement.Child("data") ?? sample.RootElement;
                    var properties = root.EnumerateObject().ToList();
                    var changed = properties[property % properties.Count].Name;
                    var inner = string.Join(
                        ',',
                        properties.Select(one =>
                            $"\"{one.Name}\":{(one.Name == changed ? shape : one.Value.GetRawText())}"
                        )
                    );
                    var body = sample.RootElement.Child("data") is null ? $"{{{inner}}}" : $"{{\"data\":{{{inner}}}}}";
                    EndsWell(Encoding.UTF8.GetBytes(body), Models[model].Read);
                },
                iter: 20_000
            );
    }

    private static void EndsWell(byte[] body, Func<JsonElement, object> read)
    {
        try
        {
            Assert.NotNull(GraphAnswer.Read(body, read, new GraphAnswerContext(200, Changes: false, null, [])));
        }
        catch (MetaGraphException error)
        {
            Assert.NotEmpty(error.NextStep);
        }
    }
}
