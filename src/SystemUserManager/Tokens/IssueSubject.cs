using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>Noted by the steps of an issue before they write into the vault: under which name.</summary>
internal sealed record Reservation(string SecretName);

/// <summary>The version under <c>&lt;name&gt;-pending</c> that holds the token.</summary>
internal sealed record StagedFacts(string Version);

/// <summary>The system user and the token that the steps of one issue are about.</summary>
internal static class IssueSubject
{
    public static async Task<(SystemUser SystemUser, Token Token)> FindAsync(
        OperationRun run,
        CancellationToken cancellationToken
    ) =>
        (
            await run.Db.SystemUsers.SingleAsync(s => s.Id == run.Operation.SystemUserId, cancellationToken),
            await run.Db.Tokens.SingleAsync(t => t.IssueOperationId == run.Operation.Id, cancellationToken)
        );

    /// <summary>Of what this attempt writes.</summary>
    public static VaultTags Tags(OperationRun run, PortfolioSession session, SystemUser systemUser, Token token) =>
        new(session.BusinessId.Value, systemUser.GraphId, token.Id, run.Operation.Id, run.Step.AttemptId!.Value);
}
