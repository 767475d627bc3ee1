using System.IO.Enumeration;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Findings;
using SystemUserManager.Operations;

namespace SystemUserManager.Tokens;

/// <summary>What <see cref="CheckSecrets"/> found so far, in the order of the names; kept as the step's facts.</summary>
internal sealed record CheckedSecrets(IReadOnlyList<CheckedSecret> Secrets);

/// <summary>The worker's half of <see cref="CheckSecrets"/>. Each reading of a value is audited before it happens.</summary>
internal sealed class CheckSecretsWork(SecretReader reader, VaultClients vaults) : IOperationWork
{
    private const int Most = 100;

    public OperationKind Kind => OperationKind.CheckSecrets;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(CheckSecrets.ListNames, StepEffect.Reads, ListNamesAsync),
            new(CheckSecrets.ReadAndAsk, StepEffect.ReadsSecret, ReadAndAskAsync),
        ];

    public string Summarize(Operation operation) =>
        operation.Steps.Single(s => s.Name == CheckSecrets.ReadAndAsk).Message!;

    private async Task<StepResult> ListNamesAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var input = run.Input<CheckSecretsInput>();
        var portfolio = await run
            .Db.Portfolios.AsNoTracking()
            .SingleAsync(p => p.Id == run.Operation.PortfolioId, cancellationToken);
        // Of every portfolio: they may share a vault.
        var own = await run
            .Db.Portfolios.Select(p => p.ControlTokenSecret)
            .Union(run.Db.Portfolios.Select(p => p.AppSecretSecret))
            .Union(run.Db.PortfolioApps.Select(a => a.ControlTokenSecret))
            .Union(run.Db.PortfolioApps.Select(a => a.AppSecretSecret))
            .ToListAsync(cancellationToken);
        var leftAlone = own.Append(AnchorVault.SecretName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var census = new VaultCensus(vaults);
        var names = (await census.ReadAsync(census.AddressOf(portfolio.VaultUri), cancellationToken))
            .Where(s => Matches(s, input) && !leftAlone.Contains(s.Name) && !SecretName.IsPending(s.Name))
            .Select(s => s.Name)
            .Order(StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (names.Count > Most)
            return StepFailures.Failed(
                run,
                $"{names.Count} secrets match, and at most {Most} are read at once. Nothing was read. Choose more narrowly."
            );
        run.Step.WriteFacts(new Names(names));
        return new StepResult.Done(names.Count == 1 ? "1 secret matches." : $"{names.Count} secrets match.");
    }

    private async Task<StepResult> ReadAndAskAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var names = run.FactsOf<Names>(CheckSecrets.ListNames).Secrets;
        if (names.Count == 0)
            return new StepResult.Done("No secret matches, so none was read.");
        var session = await run.OpenAsync(cancellationToken);
        var seen = run.Step.ReadFacts<CheckedSecrets>()?.Secrets.ToList() ?? [];
        foreach (var name in names.Except(seen.Select(s => s.Name)).ToList())
        {
            await run.NoteSecretReadAsync(name);
            seen.Add(await LookAsync(run, session, name, cancellationToken));
            // What was read isn't read again by whoever goes on after an interruption.
            await run.RememberAsync(new CheckedSecrets(seen));
        }

        var (news, personal) = (Count(SecretHolds.UnregisteredToken), Count(SecretHolds.PersonalToken));
        return new StepResult.Done(
            $"{names.Count} read: {Count(SecretHolds.KnownToken)} known, {news} not registered, {personal} a person's, {Count(SecretHolds.DeadToken)} dead, {Count(SecretHolds.NoToken)} no token.",
            Warning: news + personal > 0
        );

        int Count(SecretHolds holds) => seen.Count(s => s.Holds == holds);
    }

    private async Task<CheckedSecret> LookAsync(
        OperationRun run,
        Portfolios.PortfolioSession session,
        string name,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await reader.ReadAsync(run, session, name, null, cancellationToken)).Secret;
        }
        catch (VaultException failure)
            when (failure.Failure is VaultFailure.NotFound or VaultFailure.Disabled or VaultFailure.Forbidden)
        {
            return new CheckedSecret(name, SecretHolds.Unreadable, failure.Message);
        }
    }

    private static bool Matches(VaultSecretSeen secret, CheckSecretsInput input) =>
        (
            input.NamePattern is null
            || FileSystemName.MatchesSimpleExpression(input.NamePattern, secret.Name, ignoreCase: true)
        )
        && (
            input.TagName is null
            || (
                secret.Tags.TryGetValue(input.TagName, out var value)
                && (input.TagValue is null || value == input.TagValue)
            )
        );

    private sealed record Names(IReadOnlyList<string> Secrets);
}
