using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Tokens;

/// <summary>A renewed token. The one it was made from lives on until its own end.</summary>
/// <param name="ExpiresIn">As Meta counts it from now; null when it names no end.</param>
public sealed record ExchangedToken(AccessToken Token, TimeSpan? ExpiresIn)
{
    public override string ToString() =>
        $"token {SecretText.Mask}, expires in {ExpiresIn?.ToString() ?? "no stated time"}";

    internal static ExchangedToken Read(JsonElement json) =>
        new(
            GraphAnswers.Token(json),
            json.Number("expires_in") is > 0 and <= int.MaxValue and var seconds ? TimeSpan.FromSeconds(seconds) : null
        );
}
