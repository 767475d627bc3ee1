using MetaGraph.SystemUsers;
using MetaGraph.Tokens;

namespace SystemUserManager.Portfolios;

/// <summary>What Meta says of the token that a session is opened with.</summary>
/// <param name="Wrong">Why it can't be a control token, as the end of a sentence; null: it can.</param>
/// <param name="Itself">Whose it is; null where something is wrong.</param>
internal sealed record ControlTokenVerdict(string? Wrong, TokenInfo Token, SystemUser? Itself)
{
    /// <summary>A whole sentence, or two; where nothing is wrong.</summary>
    public string Words =>
        $"Valid{(Token.ExpiresAt is { } end ? $" until {end:yyyy-MM-dd}" : ", never expires")}, of \"{Itself!.Name}\", an admin of this portfolio. Scopes: {string.Join(", ", Token.Scopes)}.";
}

/// <summary>Proves that the token of a session may be a control token: alive, a system user's, of this app, with Admin of this portfolio.</summary>
internal static class ControlTokenProof
{
    public static async Task<ControlTokenVerdict> ProveAsync(
        PortfolioSession session,
        CancellationToken cancellationToken
    )
    {
        var token = await session.Graph.Tokens.DebugAsync(session.Credentials.Token, cancellationToken);
        var wrong =
            !token.IsValid ? $"it is dead ({token.Error?.Message ?? "no reason given"})"
            : token.Type.Value != "SYSTEM_USER" ? $"it is of type {token.Type}, not a system user's"
            : token.AppId != session.AppId ? $"it belongs to the app {token.AppId}, not to {session.AppId}"
            : token.Scopes.All(s => s.Value != "business_management") ? "it lacks the scope business_management"
            : null;
        if (wrong is not null)
            return new ControlTokenVerdict(wrong, token, null);
        var me = await session.Graph.SystemUsers.MeAsync(cancellationToken);
        var itself = await session
            .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
            .FirstOrDefaultAsync(s => s.Id == me.Id, cancellationToken);
        if (itself is null)
            return new ControlTokenVerdict(
                $"its system user isn't a member of the business {session.BusinessId}",
                token,
                null
            );
        return itself.Role == SystemUserRole.Admin
            ? new ControlTokenVerdict(null, token, itself)
            : new ControlTokenVerdict($"\"{itself.Name}\" has the role {itself.Role}; it needs ADMIN", token, null);
    }
}
