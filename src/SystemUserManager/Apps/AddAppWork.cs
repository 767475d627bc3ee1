using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Sync;

namespace SystemUserManager.Apps;

/// <summary>The worker's half of <see cref="AddApp"/>: its session is opened with what was typed; nothing of it stands in the record before it is proved.</summary>
internal sealed class AddAppWork(AppReader reader, ControlTokenRecord controlToken, TimeProvider time) : IOperationWork
{
    public OperationKind Kind => OperationKind.AddApp;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(AddApp.ReadSecrets, StepEffect.Reads, ReadSecretsAsync),
            new(AddApp.ProveIt, StepEffect.Reads, ProveAsync),
            new(AddApp.AppIsClaimed, StepEffect.Reads, AppIsClaimedAsync),
            new(AddApp.UseIt, StepEffect.Reads, UseItAsync),
            new(AddApp.ReadSystemUsers, StepEffect.Reads, ReadAsync),
        ];

    public string Summarize(Operation operation) =>
        $"Added. {operation.Steps.Single(s => s.Name == AddApp.ReadSystemUsers).Message}";

    public StepResult? Explain(OperationRun run, Exception failure) =>
        failure
            is MetaGraphException
            {
                Kind: GraphErrorKind.Validation
                    or GraphErrorKind.Authentication
                    or GraphErrorKind.Permission
                    or GraphErrorKind.NotFound
            } refusal
        && run.Step.Name == AddApp.ProveIt
            ? StepFailures.Ask(
                run,
                $"Meta refused: {refusal.VendorMessage} Check that the App ID, the app secret and the control token belong together, and that the token is of an admin of this portfolio. Nothing was added. Correct them in the vault and try again, or end this here."
            )
            : null;

    private static async Task<StepResult> ReadSecretsAsync(OperationRun run, CancellationToken cancellationToken)
    {
        await run.OpenAsync(cancellationToken);
        return new StepResult.Done("Both are there.");
    }

    private static async Task<StepResult> ProveAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var verdict = await ControlTokenProof.ProveAsync(session, cancellationToken);
        if (verdict is not { Wrong: null, Itself: { } itself })
            return StepFailures.Ask(
                run,
                $"It can't be the control token of this app: {verdict.Wrong}. Nothing was added. Put another one into the vault and try again, or end this here."
            );
        run.Step.WriteFacts(new Proved(itself.Id.Value, verdict.Token.ExpiresAt));
        return new StepResult.Done(verdict.Words);
    }

    private static async Task<StepResult> AppIsClaimedAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var app = await session
            .Graph.Businesses.ListOwnedAppsAsync(session.BusinessId, cancellationToken)
            .FirstOrDefaultAsync(a => a.Id == session.AppId, cancellationToken);
        if (app is null)
            return StepFailures.Ask(
                run,
                $"The app {session.AppId} isn't claimed by this portfolio. Nothing was added. Claim it in Meta Business Suite → Settings → Apps, then try again."
            );
        run.Step.WriteFacts(new Claimed(app.Name));
        return new StepResult.Done($"{app.Name} is claimed by it.");
    }

    private async Task<StepResult> UseItAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var (input, proved) = (run.Input<AddAppInput>(), run.FactsOf<Proved>(AddApp.ProveIt));
        var name = run.FactsOf<Claimed>(AddApp.AppIsClaimed).Name;
        var now = time.GetUtcNow();
        var app = await FindAsync(run, cancellationToken);
        var before = app is null ? null : PortfolioAudit.Values(app);
        if (app is null)
            run.Db.PortfolioApps.Add(
                app = new PortfolioApp
                {
                    PortfolioId = session.PortfolioId,
                    AppId = input.AppId,
                    Name = name,
                    ControlTokenSecret = input.ControlTokenSecret,
                    AppSecretSecret = input.AppSecretSecret,
                    ControlSystemUserGraphId = proved.SystemUserGraphId,
                    ControlTokenCheckedAt = now,
                    AddedAt = now,
                }
            );
        app.Name = name;
        app.ControlTokenSecret = input.ControlTokenSecret;
        app.AppSecretSecret = input.AppSecretSecret;
        app.ControlSystemUserGraphId = proved.SystemUserGraphId;
        app.ControlTokenExpiresAt = proved.ExpiresAt;
        app.ControlTokenCheckedAt = now;
        app.RemovedAt = null;
        app.RegainAccess();
        run.Operation.Title = run.Operation.Title.Replace($"the app {input.AppId}", name, StringComparison.Ordinal);
        run.Db.Audit(PortfolioAudit.AppEntered(app, before, run.Operation.Reason));
        return new StepResult.Done(
            $"This tool reads and acts for {name} with \"{input.ControlTokenSecret}\" from now on."
        );
    }

    private async Task<StepResult> ReadAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var app = (await FindAsync(run, cancellationToken))!;
        var read = await reader.ReadAsync(run.Db, session, app, cancellationToken);
        await controlToken.RecordAsync(run, session, app, cancellationToken);
        return new StepResult.Done(read.Words, Warning: read.NotJoined > 0);
    }

    private static Task<PortfolioApp?> FindAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var appId = run.Input<AddAppInput>().AppId;
        return run.Db.PortfolioApps.FirstOrDefaultAsync(
            a => a.PortfolioId == run.Operation.PortfolioId && a.AppId == appId,
            cancellationToken
        );
    }

    private sealed record Proved(string SystemUserGraphId, DateTimeOffset? ExpiresAt);

    private sealed record Claimed(string Name);
}
