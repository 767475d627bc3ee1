using MetaGraph;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.SystemUsers;

/// <summary>
/// The last two steps of <see cref="ChangeAccessWork"/>: Meta shows what was asked for and no longer what was taken away,
/// and the token that the integration uses reaches an added asset.
/// </summary>
internal sealed class ChangedAccessProof(MetaGraphClient graph, TimeProvider time, IOptions<OperationOptions> options)
{
    public async Task<StepResult> ReadBackAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var user = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var assets = await AccessSubject.AssetsAsync(run, cancellationToken);
        var asked = AccessSubject.AskedThemselves(assets.Values);
        var seen = await GrantReading.ReadAsync(session, user, asked, cancellationToken);
        string? Now(ChangedGrant c) => AccessSubject.TasksOf(seen, assets[c.AssetId]);
        string Name(ChangedGrant c) => assets[c.AssetId].Name;

        var made = Made(run, assets);
        var waiting = made.Where(c => !c.IsRemoved && !TaskSet.Covers(TaskSet.Parse(Now(c)), c.After))
            .Concat(made.Where(c => !c.IsRemoved && Stays(c, assets, Now(c)).Count > 0 && Now(c) == c.Before))
            .Concat(made.Where(c => c.IsRemoved && Now(c) is not null))
            .Distinct()
            .ToList();
        if (waiting.Count > 0)
        {
            var names = string.Join(", ", waiting.Select(Name));
            return run.Step.Attempts < options.Value.TriesBeforeAttention
                ? new StepResult.Later(
                    options.Value.Settle,
                    $"Meta doesn't show the change of {names} yet; looking again."
                )
                : StepFailures.Ask(run, $"Meta took the change of {names}, but doesn't show it.");
        }

        await RecordAsync(run, made, Now, cancellationToken);
        await GrantHistory.RecordReadBackAsync(run, seen, asked, time.GetUtcNow(), cancellationToken);
        var kept = made.Where(c => !c.IsRemoved)
            .Select(c => (Name: Name(c), Tasks: Stays(c, assets, Now(c))))
            .Where(k => k.Tasks.Count > 0)
            .Select(k => $"{string.Join(", ", k.Tasks)} on {k.Name}")
            .ToList();
        var words = InWords(run, made);
        return kept.Count == 0
            ? new StepResult.Done(words)
            : new StepResult.Done($"{words} Meta keeps {string.Join("; ", kept)} by itself.", Warning: true);
    }

    /// <summary>A token may not reach what was given after it was made: read one added asset with it.</summary>
    public async Task<StepResult> ReadWithTokenAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var assets = await AccessSubject.AssetsAsync(run, cancellationToken);
        var added = Made(run, assets).Where(c => c is { IsAdded: true, IsRemoved: false }).ToList();
        if (added.Count == 0)
            return new StepResult.Skipped("No asset was added.");
        var token = await run
            .Db.Tokens.Where(t => t.SystemUserId == run.Operation.SystemUserId && t.ValueSha256 != null)
            .Where(t => t.State == TokenState.Active || t.State == TokenState.Rotating)
            // Of the app that this operation goes through.
            .Where(t => run.Db.SystemUsers.Any(s => s.Id == t.SystemUserId && s.AppId == t.AppId))
            .OrderByDescending(t => t.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (token is null)
            return new StepResult.Skipped("No live token of it is in the vault, so none could be tried.");
        var scopes = TaskSet.Parse(token.Scopes);
        var usable = added
            .Select(c => assets[c.AssetId])
            .FirstOrDefault(a => scopes.Any(s => ScopeUse.Find(s)?.Serves(a.Kind) == true));
        if (usable is null)
            return new StepResult.Done(
                $"No scope of its token ({string.Join(", ", scopes)}) can use what was added. Issue a new one with the scopes it needs.",
                Warning: true
            );
        var session = await run.OpenAsync(cancellationToken);
        if (await VaultCopies.FindValueAsync(session.Vault, token, cancellationToken) is not { } value)
            return new StepResult.Done(
                $"The vault gives no value of its token under \"{token.SecretName}\", so it could not be tried.",
                Warning: true
            );
        return await TryAsync(session, value, usable, cancellationToken);
    }

    private async Task<StepResult> TryAsync(
        PortfolioSession session,
        AccessToken value,
        Asset asset,
        CancellationToken cancellationToken
    )
    {
        var itself = graph.Open(
            new GraphCredentials(value, session.AppId, session.Credentials.Secret),
            GraphAccess.ReadOnly,
            session.Gate.BeforeGraphAsync
        );
        try
        {
            await itself.Assets.ReachAsync(new GraphId(asset.GraphId), cancellationToken);
            return new StepResult.Done($"Its token reaches {asset.Name}.");
        }
        catch (MetaGraphException refusal)
            when (refusal.Kind
                    is GraphErrorKind.Permission
                        or GraphErrorKind.NotFound
                        or GraphErrorKind.Validation
                        or GraphErrorKind.Authentication
            )
        {
            return new StepResult.Done(
                $"The token doesn't reach {asset.Name} yet ({refusal.VendorMessage}); issue a new one.",
                Warning: true
            );
        }
    }

    /// <summary>What Meta took: neither refused and left out nor left to a person's hands.</summary>
    private static List<ChangedGrant> Made(OperationRun run, Dictionary<long, Asset> assets)
    {
        var assigned = run.FindFactsOf<AssignmentFacts>(ChangeAccess.Assign)?.Assigned ?? [];
        var removed = run.FindFactsOf<AssignmentFacts>(ChangeAccess.Remove)?.Assigned ?? [];
        return
        [
            .. run.Input<ChangeAccessInput>()
                .Changes.Where(c => assets.ContainsKey(c.AssetId))
                .Where(c => (c.IsRemoved ? removed : assigned).Contains(c.AssetId)),
        ];
    }

    /// <summary>Tasks that were to go and are still there, and don't come along with what was asked for.</summary>
    private static List<string> Stays(ChangedGrant change, Dictionary<long, Asset> assets, string? now) =>
        [
            .. TaskSet
                .Parse(change.Before)
                .Intersect(TaskSet.Parse(now))
                .Except(ImpliedTasks.With(assets[change.AssetId].Kind, change.After)),
        ];

    private async Task RecordAsync(
        OperationRun run,
        List<ChangedGrant> made,
        Func<ChangedGrant, string?> now,
        CancellationToken cancellationToken
    )
    {
        var ids = made.ConvertAll(c => c.AssetId);
        var grants = await run
            .Db.Grants.Where(g => g.SystemUserId == run.Operation.SystemUserId && ids.Contains(g.AssetId))
            .ToListAsync(cancellationToken);
        foreach (var grant in grants)
        {
            grant.ConfirmedTasks = now(made.Single(c => c.AssetId == grant.AssetId)) ?? "";
            grant.ConfirmedAt = time.GetUtcNow();
        }

        if (run.Input<ChangeAccessInput>().Preset is { } preset)
            (await run.Db.SystemUsers.SingleAsync(s => s.Id == run.Operation.SystemUserId, cancellationToken)).Preset =
                preset;
    }

    private static string InWords(OperationRun run, List<ChangedGrant> made)
    {
        var (added, gone) = (made.Count(c => c.IsAdded && !c.IsRemoved), made.Count(c => c.IsRemoved));
        var changed = made.Count - added - gone;
        var byHand = run.FindFactsOf<AssignmentFacts>(ChangeAccess.Remove)?.ByHand.Count ?? 0;
        var left = run.Input<ChangeAccessInput>().Changes.Count - made.Count - byHand;
        string[] parts =
        [
            $"Meta shows it: {added} added, {changed} changed, {gone} taken away.",
            byHand == 0 ? "" : $"{byHand} can only be taken away in Meta's own pages: see the checklist.",
            left == 0 ? "" : $"{left} left as before.",
        ];
        return string.Join(' ', parts.Where(p => p.Length > 0));
    }
}
