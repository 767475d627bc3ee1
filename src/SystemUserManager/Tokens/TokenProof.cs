using MetaGraph;
using MetaGraph.Tokens;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>What Meta says of a token. <paramref name="Mismatch"/> null: it is what was asked for.</summary>
internal sealed record TokenVerdict(
    string? Mismatch,
    string Words,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string> Scopes
)
{
    /// <summary>It lives, whatever it is: its end is known. null of the expiry: never.</summary>
    public bool IsValid { get; init; } = true;
}

/// <summary>
/// Proves a token with the copy read back from the vault: valid, of a system user and not of a person, of the right
/// app and user, with every scope asked for and the expiry expected; and it authenticates by itself.
/// </summary>
internal sealed class TokenProof(MetaGraphClient graph, TimeProvider time)
{
    private static readonly TimeSpan ExpiryTolerance = TimeSpan.FromDays(2);

    /// <param name="systemUserId">Meta's, as the session's app has it.</param>
    public async Task<TokenVerdict> ProveAsync(
        PortfolioSession session,
        GraphId systemUserId,
        AccessToken token,
        TokenRequest request,
        CancellationToken cancellationToken
    )
    {
        var info = await session.Graph.Tokens.DebugAsync(token, cancellationToken);
        var scopes = info.Scopes.Select(s => s.Value).ToList();
        if (FindMismatch(info, session, systemUserId, request, scopes) is { } mismatch)
            return new TokenVerdict(mismatch, "", info.ExpiresAt, scopes) { IsValid = info.IsValid };

        var itself = graph.Open(
            new GraphCredentials(token, session.AppId, session.Credentials.Secret),
            GraphAccess.ReadOnly,
            session.Gate.BeforeGraphAsync
        );
        var me = await itself.SystemUsers.MeAsync(cancellationToken);
        if (me.Id != systemUserId)
            return new TokenVerdict($"it authenticates as {me.Id}, not as {systemUserId}", "", info.ExpiresAt, scopes);

        var more = scopes.Except(request.Scopes).ToList();
        var extra = more.Count == 0 ? "" : $" Meta added: {string.Join(", ", more)}.";
        var end = info.ExpiresAt is { } at ? $"ends {at:yyyy-MM-dd}" : "never expires";
        return new TokenVerdict(
            null,
            $"Meta says: valid, a system user's, of this app and system user, with every scope asked for, {end}. It authenticates with no personal login.{extra}",
            info.ExpiresAt,
            scopes
        );
    }

    private string? FindMismatch(
        TokenInfo info,
        PortfolioSession session,
        GraphId systemUserId,
        TokenRequest request,
        List<string> scopes
    )
    {
        if (!info.IsValid)
            return $"Meta says that it isn't valid ({info.Error?.Message ?? "no reason given"})";
        if (info.Type.Value != "SYSTEM_USER")
            return $"its type is {info.Type.Value}, not SYSTEM_USER";
        if (info.AppId != session.AppId)
            return $"its app is {info.AppId}, not {session.AppId}";
        if (info.UserId != systemUserId)
            return $"its user is {info.UserId}, not {systemUserId}";
        if (request.Scopes.Except(scopes).ToList() is { Count: > 0 } missing)
            return $"it lacks the scopes {string.Join(", ", missing)}";
        if (request.Lifetime == TokenLifetime.Never)
            return info.ExpiresAt is null
                ? null
                : $"it ends on {info.ExpiresAt:yyyy-MM-dd} although it was to never expire";
        // From when it was made: the proof may come days later, after an outage.
        var expected = (info.IssuedAt ?? time.GetUtcNow()) + TimeSpan.FromDays(60);
        return info.ExpiresAt is { } at && (at - expected).Duration() <= ExpiryTolerance
            ? null
            : $"it ends {(info.ExpiresAt is { } end ? $"on {end:yyyy-MM-dd}" : "never")}, not in 60 days";
    }
}
