using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Tokens;

/// <summary>
/// What Meta tells about a token.
/// https://developers.facebook.com/docs/graph-api/reference/debug_token (read 2026-11-24).
/// </summary>
/// <param name="AppId">Null when not told, which a dead token can bring about.</param>
/// <param name="Application">The app's name; null when not told.</param>
/// <param name="Type">Empty when not told.</param>
/// <param name="IsValid">False for a dead token, which is an answer and not an error.</param>
/// <param name="UserId">App-scoped; null when not told.</param>
/// <param name="GranularScopes">Per scope the objects it is limited to.</param>
/// <param name="IssuedAt">UTC, to the second; null when not told.</param>
/// <param name="ExpiresAt">UTC, to the second; null: never.</param>
/// <param name="DataAccessExpiresAt">UTC, to the second; null: never.</param>
/// <param name="Error">Why the token is dead; null when Meta does not say.</param>
public sealed record TokenInfo(
    GraphId? AppId,
    string? Application,
    TokenType Type,
    bool IsValid,
    GraphId? UserId,
    IReadOnlyList<Scope> Scopes,
    IReadOnlyList<GranularScope> GranularScopes,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? DataAccessExpiresAt,
    TokenError? Error
)
{
    internal static TokenInfo Read(JsonElement json)
    {
        var data = json.Child("data") ?? throw new UnreadableAnswerException("it has no data");
        return new TokenInfo(
            data.OptionalId("app_id"),
            data.Text("application"),
            new TokenType(data.Text("type") ?? ""),
            data.Flag("is_valid") ?? throw new UnreadableAnswerException("it does not say whether the token is valid"),
            data.OptionalId("user_id"),
            data.Words<Scope>("scopes"),
            [.. data.Items("granular_scopes").Select(GranularScope.Read)],
            data.UnixSeconds("issued_at"),
            data.UnixSeconds("expires_at"),
            data.UnixSeconds("data_access_expires_at"),
            data.Child("error") is { } error ? TokenError.Read(error) : null
        );
    }
}

/// <summary>One scope of a token and where it holds.</summary>
/// <param name="TargetIds">Null: it holds for everything. Empty: for nothing.</param>
public sealed record GranularScope(Scope Scope, IReadOnlyList<GraphId>? TargetIds)
{
    internal static GranularScope Read(JsonElement json) =>
        new(new Scope(json.Text("scope") ?? ""), json.OptionalIds("target_ids"));
}

/// <summary>Why a token is dead, as Meta tells it while inspecting it.</summary>
/// <param name="Message">Cleaned and cut to 300 characters.</param>
public sealed record TokenError(int Code, int? Subcode, string Message)
{
    internal static TokenError Read(JsonElement json) =>
        new(json.Int("code") ?? 0, json.Int("subcode"), VendorText.Clean(json.Text("message")) ?? "");
}
