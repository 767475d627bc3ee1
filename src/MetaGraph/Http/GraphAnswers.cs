using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>What changing calls answer with. The ways Meta says "done" differ from call to call.</summary>
internal static class GraphAnswers
{
    /// <summary>
    /// Accepts <c>true</c>, <c>{"success":true}</c>, <c>{"success":"true"}</c>, <c>{"id":"…"}</c> and any other object
    /// that is no error. A plain "no" never gets here: it is a failure already.
    /// </summary>
    public static bool Done(JsonElement json) =>
        json.ValueKind is JsonValueKind.Object || json.AsFlag() == true
            ? true
            : throw new UnreadableAnswerException("it says neither yes nor no");

    public static GraphId Id(JsonElement json) => json.Id("id");

    public static AccessToken Token(JsonElement json)
    {
        try
        {
            return AccessToken.FromSecret(json.Text("access_token") ?? "");
        }
        catch (ArgumentException)
        {
            throw new UnreadableAnswerException("it holds no usable access token");
        }
    }
}
