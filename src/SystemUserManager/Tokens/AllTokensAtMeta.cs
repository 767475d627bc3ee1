using MetaGraph;
using MetaGraph.Http;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Tokens;

/// <summary>Ends all tokens of a system user at Meta. One that Meta doesn't have any more is ended: "already gone" is success.</summary>
internal static class AllTokensAtMeta
{
    public const string NoSuchSystemUser = "Meta has no such system user any more";

    /// <summary>Asking again after an unheard answer is harmless: dead tokens stay dead.</summary>
    /// <param name="id">As the session's app has it.</param>
    /// <exception cref="MetaGraphException">Meta refused, and its list still shows the system user or can't be read.</exception>
    public static async Task<RevokedAtMeta> RevokeAsync(
        OperationRun run,
        PortfolioSession session,
        GraphId id,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await session.Graph.Tokens.RevokeAllAsync(id, CancellationToken.None);
            return new RevokedAtMeta(IsGone: false);
        }
        catch (MetaGraphException refusal) when (refusal is { MayHaveHappened: false, Kind: GraphErrorKind.NotFound })
        {
            run.Step.TraceId = refusal.TraceId;
            // Meta says the same where the control token doesn't reach what is there: its whole list tells which it is.
            if (
                await session
                    .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
                    .AnyAsync(s => s.Id == id, cancellationToken)
            )
                throw;
            return new RevokedAtMeta(IsGone: true);
        }
    }
}

/// <param name="IsGone">There was nothing to revoke: Meta doesn't have the system user any more.</param>
internal sealed record RevokedAtMeta(bool IsGone);
