using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;

namespace SystemUserManager.Tokens;

/// <summary>A version that we wrote, that should not be readable any more, and is.</summary>
internal sealed record Leftover(long TokenId, string SecretName, string Version);

internal sealed record TidyVaultInput(IReadOnlyList<Leftover> Leftovers);

/// <summary>
/// Asks that versions which we wrote and promised to disable be disabled: staged copies of tokens that are settled, and
/// copies of revoked ones. Asked for by the product itself; nothing without our tag is touched.
/// </summary>
internal sealed class TidyVault(AskOperation ask)
{
    public const string DisableLeftovers = "Disable left-over versions in the vault";

    public static readonly IReadOnlyList<string> Plan = [DisableLeftovers];

    public Task<Result<long>> AskAsync(
        Portfolio portfolio,
        IReadOnlyList<Leftover> leftovers,
        CancellationToken cancellationToken
    )
    {
        var operation = ask.New(
            OperationKind.TidyVault,
            portfolio.Id,
            $"Tidy the vault of {portfolio.Name}",
            new ActRequest(Guid.NewGuid(), "A version that was to be disabled can still be read.", null),
            isChange: true
        );
        operation.WriteInput(new TidyVaultInput(leftovers));
        var names = string.Join(", ", leftovers.Select(l => l.SecretName).Distinct());
        return ask.SaveAsync(operation, Plan, $"versions of {names}", cancellationToken);
    }
}

/// <summary>The worker's half of <see cref="TidyVault"/>.</summary>
internal sealed class TidyVaultWork : IOperationWork
{
    public OperationKind Kind => OperationKind.TidyVault;

    public IReadOnlyList<WorkStep> Steps => [new(TidyVault.DisableLeftovers, StepEffect.Changes, DisableAsync)];

    public string Summarize(Operation operation) => operation.Steps[0].Message!;

    private static async Task<StepResult> DisableAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var disabled = 0;
        var leftovers = run.Input<TidyVaultInput>().Leftovers;
        var ids = leftovers.Select(l => l.TokenId).ToList();
        // The only copy of one that nobody ended yet stays, whatever it was when this was asked for.
        var settled = await run
            .Db.Tokens.Where(t => ids.Contains(t.Id))
            .Where(t => t.State != TokenState.Issuing && t.State != TokenState.Orphan)
            .ToDictionaryAsync(t => t.Id, cancellationToken);
        foreach (var name in leftovers.Where(l => settled.ContainsKey(l.TokenId)).GroupBy(l => l.SecretName))
        {
            var versions = await session.Vault.ListVersionsAsync(name.Key, cancellationToken);
            var ours = versions.Where(v => v.IsOurs && name.Any(l => l.Version == v.Version)).ToList();
            foreach (var version in ours.Where(v => v.IsEnabled))
            {
                var token = settled[name.First(l => l.Version == version.Version).TokenId];
                if (!SecretName.IsPending(name.Key))
                    await session.Vault.DisableAsync(name.Key, version.Version);
                else if (
                    !await StagedCopies.TryDisableAsync(
                        run,
                        session,
                        name.Key,
                        version.Version,
                        token,
                        cancellationToken
                    )
                )
                    return StagedCopies.Ask(run, name.Key);
            }

            // Those too that a try before an interruption disabled.
            disabled += ours.Count;
        }

        return new StepResult.Done(
            disabled == 1 ? "1 left-over version disabled." : $"{disabled} left-over versions disabled."
        );
    }
}
