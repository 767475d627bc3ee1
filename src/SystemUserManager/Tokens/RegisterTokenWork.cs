using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>The worker's half of <see cref="RegisterToken"/>: it only reads, whatever it finds.</summary>
internal sealed class RegisterTokenWork(SecretReader reader, TimeProvider time) : IOperationWork
{
    public OperationKind Kind => OperationKind.RegisterToken;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(RegisterToken.ReadAndAsk, StepEffect.ReadsSecret, ReadAndAskAsync),
            new(RegisterToken.WriteDown, StepEffect.Reads, WriteDownAsync),
        ];

    public string Summarize(Operation operation) =>
        operation.Steps.Single(s => s.Name == RegisterToken.WriteDown).Message!;

    private async Task<StepResult> ReadAndAskAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var input = run.Input<RegisterTokenInput>();
        await run.NoteSecretReadAsync(input.SecretName);
        var content = await reader.ReadAsync(run, session, input.SecretName, input.Version, cancellationToken);
        var secret = content.Secret;
        if (secret.SystemUserId is { } owner && owner != run.Operation.SystemUserId)
        {
            var name = await run
                .Db.SystemUsers.Where(s => s.Id == owner)
                .Select(s => s.Name)
                .SingleAsync(cancellationToken);
            return StepFailures.Failed(
                run,
                $"The secret \"{input.SecretName}\" holds a token of {name}, another system user. Nothing was registered. Register it on the page of {name}."
            );
        }

        run.Step.WriteFacts(new Found(secret.TokenId, content.Token, session.AppId.Value));
        return secret.Holds switch
        {
            SecretHolds.KnownToken => new StepResult.Done(secret.Words),
            SecretHolds.UnregisteredToken => new StepResult.Done(
                "Meta says: valid, a system user's, of this app and this system user."
            ),
            _ => StepFailures.Failed(run, $"The secret \"{input.SecretName}\": {secret.Words} Nothing was registered."),
        };
    }

    private async Task<StepResult> WriteDownAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var (input, found) = (run.Input<RegisterTokenInput>(), run.FactsOf<Found>(RegisterToken.ReadAndAsk));
        var systemUser = await run.Db.SystemUsers.SingleAsync(
            s => s.Id == run.Operation.SystemUserId,
            cancellationToken
        );
        // Another registration of the same token may have been quicker.
        var known =
            found.TokenId
            ?? await run
                .Db.Tokens.Where(t => t.PortfolioId == systemUser.PortfolioId && t.ValueSha256 == found.Token!.Sha256)
                .Select(t => (long?)t.Id)
                .FirstOrDefaultAsync(cancellationToken);
        if (known is { } id)
        {
            run.Operation.TokenId = id;
            return new StepResult.Done(
                $"The record knows this token already: it is token {id} of {systemUser.Name}. Nothing had to be written."
            );
        }

        var live = found.Token!;
        var now = time.GetUtcNow();
        var token = new Token
        {
            PortfolioId = systemUser.PortfolioId,
            SystemUserId = systemUser.Id,
            AppId = found.AppId,
            Origin = TokenOrigin.Registered,
            Scopes = TaskSet.Format(live.Scopes),
            IssuedAt = live.IssuedAt,
            ExpiresAt = live.ExpiresAt,
            NeverExpires = live.ExpiresAt is null,
            SecretName = input.SecretName,
            SecretVersion = live.Version,
            ValueSha256 = live.Sha256,
            ProvedAt = now,
            Proof =
                "It stood in the vault already. Meta says: valid, a system user's, of this app and this system user.",
            IssueOperationId = run.Operation.Id,
        };
        run.Db.Tokens.Add(token);
        await TokenHistory.EnterAsync(run.Db, token, TokenState.Active, now);
        run.Operation.Token = token;
        run.Db.Audit(Registered(run.Operation, token, systemUser));
        return new StepResult.Done(
            $"A token of {systemUser.Name} stands in the record: secret \"{input.SecretName}\", version {live.Version}. Nothing was changed at Meta or in the vault."
        );
    }

    private static AuditRecord Registered(Operation operation, Token token, SystemUser systemUser) =>
        new()
        {
            Action = "Register token",
            Outcome = AuditOutcome.Succeeded,
            ObjectType = AuditObjects.Token,
            ObjectId = () => token.Id.ToString(CultureInfo.InvariantCulture),
            ObjectLabel = $"A token of {systemUser.Name}",
            PortfolioId = () => operation.PortfolioId,
            OperationId = () => operation.Id,
            After = AuditFields.Of(
                ("Secret", $"{token.SecretName}, version {token.SecretVersion}"),
                ("Scopes", token.Scopes),
                ("Ends", token.ExpiresAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "never")
            ),
        };

    private sealed record Found(long? TokenId, TokenFound? Token, string AppId);
}
