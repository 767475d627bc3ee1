using SystemUserManager.Operations;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>
/// The operation that answers one of many findings, asked for by the act of a single one. Two findings of one form about
/// the same token, or the same system user, ask for one operation.
/// </summary>
public sealed class AnswerByOperation(
    AskOperation ask,
    BulkAnswerQueries queries,
    RevertFinding revert,
    RenameSystemUser rename,
    RegisterToken register,
    RevokeToken revoke,
    RevokeAllTokens revokeAll
)
{
    internal async Task<Result<long>> StartAsync(
        ChosenFinding chosen,
        AnswerFindingsRequest request,
        CancellationToken cancellationToken
    )
    {
        var act = request.Act with
        {
            RequestKey = DerivedKey.Of(request.Act.RequestKey, PartOf(chosen, request.Answer)),
        };
        if (await ask.FindAskedBeforeAsync(act.RequestKey, cancellationToken) is { } before)
            return before;
        var now = await queries.NowAsync(chosen.Id, cancellationToken);
        if (await queries.WhyNotAsync(now, request.Answer, cancellationToken) is { } why)
            return why;
        return request.Answer switch
        {
            BulkAnswer.Revert => await revert.AskAsync(new RevertFindingRequest(act, chosen.Id), cancellationToken),
            BulkAnswer.Rename => await rename.AskAsync(
                new RenameSystemUserRequest(
                    act,
                    chosen.SystemUserId!.Value,
                    request.NameOf(chosen) ?? "",
                    AdoptionRequest.None
                ),
                cancellationToken
            ),
            BulkAnswer.RegisterToken => await register.AskAsync(
                new RegisterTokenRequest(
                    act,
                    chosen.SystemUserId!.Value,
                    now.Finding.ObjectKey,
                    Version: null,
                    AdoptionRequest.None
                ),
                cancellationToken
            ),
            BulkAnswer.RevokeToken => await revoke.AskAsync(
                new RevokeTokenRequest(act, chosen.TokenId!.Value),
                cancellationToken
            ),
            BulkAnswer.RevokeAllTokens => await revokeAll.AskAsync(
                new RevokeAllTokensRequest(act, chosen.SystemUserId!.Value),
                cancellationToken
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Answer, "It is no operation."),
        };
    }

    private static string PartOf(ChosenFinding chosen, BulkAnswer answer) =>
        answer switch
        {
            BulkAnswer.Rename => $"rename {chosen.SystemUserId}",
            BulkAnswer.RevokeToken => $"revoke {chosen.TokenId}",
            BulkAnswer.RevokeAllTokens => $"revoke all {chosen.SystemUserId}",
            _ => $"answer {chosen.Id}",
        };
}
