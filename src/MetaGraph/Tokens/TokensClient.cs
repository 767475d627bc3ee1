using MetaGraph.Http;

namespace MetaGraph.Tokens;

/// <summary>
/// Tokens of system users: made, inspected, renewed, ended. Meta lists no tokens. Every call but
/// <see cref="RevokeAllAsync"/> needs the app's secret in the session. Failures are <see cref="MetaGraphException"/>s.
/// </summary>
public sealed class TokensClient
{
    private readonly GraphConnection _graph;

    internal TokensClient(GraphConnection graph) => _graph = graph;

    /// <summary>
    /// Changes: makes a token; each call makes another one and ends none. After an unknown outcome a live token may exist
    /// that nobody holds: <see cref="RevokeAllAsync"/> ends it. The app must be installed on the system user.
    /// Permission: <c>business_management</c> of an admin or of a system user of the same business.
    /// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens (v26.0, read 2026-11-24).
    /// </summary>
    /// <exception cref="InvalidOperationException">The session knows no app secret.</exception>
    public Task<AccessToken> GenerateAsync(
        GraphId systemUserId,
        GraphId appId,
        IReadOnlyList<Scope> scopes,
        TokenLifetime lifetime,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(scopes);
        _graph.DemandSecret();
        var request = GraphRequest
            .Post(systemUserId, "access_tokens")
            .With("business_app", appId)
            .With("scope", string.Join(',', scopes.Select(scope => scope.Value)));
        if (lifetime == TokenLifetime.SixtyDays)
            request = request.With("set_token_expires_in_60_days", true);
        return _graph.SendAsync(request, GraphAnswers.Token, cancellationToken);
    }

    /// <summary>
    /// Changes: ends all tokens of a system user, known or not; new ones can be made afterwards, and repeating it is
    /// harmless. Whether it reaches tokens of other apps is not documented. Permission: <c>business_management</c> of an admin.
    /// https://developers.facebook.com/docs/business-management-apis/system-users/create-retrieve-update (v26.0, read 2026-11-24).
    /// </summary>
    public Task RevokeAllAsync(GraphId systemUserId, CancellationToken cancellationToken = default) =>
        _graph.SendAsync(GraphRequest.Delete(systemUserId, "access_tokens"), GraphAnswers.Done, cancellationToken);

    /// <summary>
    /// Inspects a token as its app; a dead token is an answer with <c>IsValid</c> false. Permission: the app's secret.
    /// https://developers.facebook.com/docs/graph-api/reference/debug_token (v26.0, read 2026-11-24).
    /// </summary>
    /// <exception cref="InvalidOperationException">The session knows no app secret.</exception>
    public Task<TokenInfo> DebugAsync(AccessToken input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var request = GraphRequest
            .QueryOnly(changes: false, "debug_token")
            .WithSecret("input_token", input.Reveal())
            .WithSecret("access_token", _graph.AppToken());
        return _graph.SendAsync(request, TokenInfo.Read, cancellationToken);
    }

    /// <summary>
    /// Changes, although it is a GET: ends one token at once. The token must be of the session's app. Inspect it
    /// afterwards: that is the proof. Permission: the app's secret and a valid token of the same app as caller.
    /// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens (v26.0, read 2026-11-24).
    /// </summary>
    /// <exception cref="InvalidOperationException">The session knows no app secret.</exception>
    public Task RevokeAsync(AccessToken token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        var request = _graph
            .AsApp(GraphRequest.QueryOnly(changes: true, "oauth", "revoke"))
            .WithSecret("revoke_token", token.Reveal())
            .AsCaller();
        return _graph.SendAsync(request, GraphAnswers.Done, cancellationToken);
    }

    /// <summary>
    /// Changes, although it is a GET: makes a new 60-day token out of one that is still valid; the old one lives on until
    /// its own end. On a never-expiring token the effect is not documented. Permission: the app's secret.
    /// https://developers.facebook.com/docs/business-management-apis/system-users/install-apps-and-generate-tokens (v26.0, read 2026-11-24).
    /// </summary>
    /// <exception cref="InvalidOperationException">The session knows no app secret.</exception>
    public Task<ExchangedToken> ExchangeAsync(AccessToken token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        var request = _graph
            .AsApp(GraphRequest.QueryOnly(changes: true, "oauth", "access_token"))
            .With("grant_type", "fb_exchange_token")
            .With("set_token_expires_in_60_days", true)
            .WithSecret("fb_exchange_token", token.Reveal());
        return _graph.SendAsync(request, ExchangedToken.Read, cancellationToken);
    }
}
