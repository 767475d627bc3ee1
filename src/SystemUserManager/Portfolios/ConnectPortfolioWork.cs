using MetaGraph.Assets;
using MetaGraph.Http;
using MetaGraph.SystemUsers;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Sync;

namespace SystemUserManager.Portfolios;

/// <summary>
/// The worker's half of <see cref="ConnectPortfolio"/>: a line for each thing that must be right, with what to do where
/// it isn't, then the first read. It only reads; whether it can assign is judged from role and scopes.
/// </summary>
internal sealed class ConnectPortfolioWork(
    InventoryReader inventory,
    ControlTokenRecord controlToken,
    LookAfterRead look,
    TimeProvider time
) : IOperationWork
{
    private static readonly TimeSpan AboutToEnd = TimeSpan.FromDays(7);

    public OperationKind Kind => OperationKind.ConnectPortfolio;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(ConnectPortfolio.ReadSecrets, StepEffect.Reads, ReadSecretsAsync),
            new(ConnectPortfolio.TokenIsValid, StepEffect.Reads, TokenIsValidAsync),
            new(ConnectPortfolio.ProofWorks, StepEffect.Reads, ProofWorksAsync),
            new(ConnectPortfolio.HasAdmin, StepEffect.Reads, HasAdminAsync),
            new(ConnectPortfolio.AppIsClaimed, StepEffect.Reads, AppIsClaimedAsync),
            .. AssetKindRights.All.Select(rights => new WorkStep(
                rights.StepName,
                StepEffect.Reads,
                (run, ct) => CheckKindAsync(run, rights, ct)
            )),
            new(ConnectPortfolio.ReadInventory, StepEffect.Reads, ReadInventoryAsync),
        ];

    public string Summarize(Operation operation) =>
        $"Connected. {operation.Steps.Single(s => s.Name == ConnectPortfolio.ReadInventory).Message}";

    public StepResult? Explain(OperationRun run, Exception failure) =>
        failure is MetaGraphException { Kind: GraphErrorKind.Validation or GraphErrorKind.Authentication } refusal
        && run.Step.Name is ConnectPortfolio.TokenIsValid or ConnectPortfolio.ProofWorks
            ? StepFailures.Ask(
                run,
                $"Meta refused: {((MetaGraphException)failure).VendorMessage} Check that the App ID, the app secret and the control token belong together; correct them in the vault or connect again."
            )
            : null;

    private static async Task<StepResult> ReadSecretsAsync(OperationRun run, CancellationToken cancellationToken)
    {
        await run.OpenAsync(cancellationToken);
        return new StepResult.Done("Both are there.");
    }

    private async Task<StepResult> TokenIsValidAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var token = await session.Graph.Tokens.DebugAsync(session.Credentials.Token, cancellationToken);
        if (!token.IsValid)
            return await StopAsync(
                run,
                $"Meta says that the control token is dead ({token.Error?.Message ?? "no reason given"}). Make a new one in Meta Business Suite and put it into the vault."
            );
        if (token.Type.Value != "SYSTEM_USER")
            return await StopAsync(
                run,
                $"This token is of type {token.Type}, not a system user's. With a person's token everything would stop when that person leaves. Put a system user's token into the vault."
            );
        if (token.AppId != session.AppId)
            return await StopAsync(
                run,
                $"This token belongs to the app {token.AppId}, not to {session.AppId}. Connect again with that App ID, or put the other token into the vault."
            );
        if (token.Scopes.All(s => s.Value != "business_management"))
            return await StopAsync(
                run,
                "It lacks the scope business_management, without which nothing can be read or made. Generate it anew with that scope."
            );

        var portfolio = await PortfolioAsync(run, cancellationToken);
        portfolio.ControlTokenExpiresAt = token.ExpiresAt;
        portfolio.ControlTokenCheckedAt = time.GetUtcNow();
        portfolio.ControlTokenScopes = Grants.TaskSet.Format(token.Scopes.Select(s => s.Value));
        portfolio.AppName = token.Application;
        return token.ExpiresAt is { } end
            ? new StepResult.Done(
                $"Valid until {end:yyyy-MM-dd}. Scopes: {string.Join(", ", token.Scopes)}.",
                Warning: end - time.GetUtcNow() < AboutToEnd
            )
            : new StepResult.Done($"Valid, never expires. Scopes: {string.Join(", ", token.Scopes)}.");
    }

    private static async Task<StepResult> ProofWorksAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var me = await session.Graph.SystemUsers.MeAsync(cancellationToken);
        (await PortfolioAsync(run, cancellationToken)).ControlSystemUserGraphId = me.Id.Value;
        return new StepResult.Done($"Meta knows the caller as \"{me.Name}\" ({me.Id}).");
    }

    private static async Task<StepResult> HasAdminAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var portfolio = await PortfolioAsync(run, cancellationToken);
        var itself = await session
            .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
            .FirstOrDefaultAsync(s => s.Id.Value == portfolio.ControlSystemUserGraphId, cancellationToken);
        if (itself is null)
            return await StopAsync(
                run,
                $"The control token's system user isn't a member of the business {session.BusinessId}. Check the Business ID, or use a token made in this portfolio."
            );
        if (itself.Role != SystemUserRole.Admin)
            return await StopAsync(
                run,
                $"\"{itself.Name}\" has the role {itself.Role}; it needs ADMIN to list and make system users. Use the token of an admin system user."
            );
        var business = await session.Graph.Businesses.GetAsync(session.BusinessId, cancellationToken);
        portfolio.Rename(business.Name);
        run.Operation.Title = $"Connect {business.Name}";
        return new StepResult.Done($"\"{itself.Name}\" is an admin of {business.Name}.");
    }

    private static async Task<StepResult> AppIsClaimedAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var app = await session
            .Graph.Businesses.ListOwnedAppsAsync(session.BusinessId, cancellationToken)
            .FirstOrDefaultAsync(a => a.Id == session.AppId, cancellationToken);
        if (app is null)
            return await StopAsync(
                run,
                $"The app {session.AppId} isn't claimed by this portfolio. Claim it in Meta Business Suite → Settings → Apps."
            );
        var portfolio = await PortfolioAsync(run, cancellationToken);
        portfolio.AppName = app.Name;
        // Both may have been asked for before either was connected.
        var other = await run
            .Db.Portfolios.Where(p => p.BusinessId == portfolio.BusinessId && p.Id != portfolio.Id)
            .Where(p => p.State == PortfolioState.Connected || p.State == PortfolioState.NoAccess)
            .Select(p => p.AppId)
            .FirstOrDefaultAsync(cancellationToken);
        if (other is not null)
            return await StopAsync(
                run,
                $"{portfolio.Name} is connected already, through the app {other}. End this here, and add the app {session.AppId} to that one."
            );
        return new StepResult.Done($"{app.Name} is claimed by it.");
    }

    private static async Task<StepResult> CheckKindAsync(
        OperationRun run,
        AssetKindRights rights,
        CancellationToken cancellationToken
    )
    {
        var session = await run.OpenAsync(cancellationToken);
        var scopes = Grants.TaskSet.Parse((await PortfolioAsync(run, cancellationToken)).ControlTokenScopes);
        var problems = new List<string>();
        try
        {
            await session
                .Graph.Assets.ListAsync(session.BusinessId, rights.Kind, AssetOwnership.Owned, cancellationToken)
                .FirstOrDefaultAsync(cancellationToken);
        }
        catch (MetaGraphException refusal)
            when (refusal.Kind is GraphErrorKind.Permission or GraphErrorKind.Validation or GraphErrorKind.NotFound)
        {
            problems.Add($"can't list them ({refusal.VendorMessage})");
        }

        AddMissing(problems, "read their grants", rights.ToReadGrants.Except(scopes));
        AddMissing(problems, "assign them", rights.ToAssign.Except(scopes));
        return problems.Count == 0
            ? new StepResult.Done("Can list them, read their grants, and assign them.")
            : new StepResult.Done(
                $"It {string.Join("; it ", problems)}. The rest works. To mend it, generate the control token anew with what is missing.",
                Warning: true
            );
    }

    private static void AddMissing(List<string> problems, string what, IEnumerable<string> missing)
    {
        if (missing.ToList() is { Count: > 0 } scopes)
            problems.Add($"can't {what}: the scope {string.Join(", ", scopes)} is missing");
    }

    private async Task<StepResult> ReadInventoryAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var read = await inventory.ReadAsync(run, session, cancellationToken);
        await controlToken.RecordAsync(run, session, cancellationToken);
        var portfolio = await PortfolioAsync(run, cancellationToken);
        portfolio.Connect(time.GetUtcNow());
        await run.RememberAsync();
        await look.LookAsync(session.PortfolioId, cancellationToken);
        return new StepResult.Done(read.Words, Warning: read.NotRead.Count > 0);
    }

    /// <summary>A check failed: the portfolio isn't connected, until somebody mended it and tries again.</summary>
    private static async Task<StepResult> StopAsync(OperationRun run, string sentence)
    {
        (await PortfolioAsync(run, CancellationToken.None)).FailToConnect();
        return StepFailures.Ask(run, sentence);
    }

    private static Task<Portfolio> PortfolioAsync(OperationRun run, CancellationToken cancellationToken) =>
        run.Db.Portfolios.SingleAsync(p => p.Id == run.Operation.PortfolioId, cancellationToken);
}
