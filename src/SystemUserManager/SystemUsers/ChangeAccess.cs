using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>What is wanted is what is there.</summary>
public sealed record NothingToChange()
    : Problem("What is chosen is what it reaches already. Nothing was started. Change a task or an asset first.")
{
    public static NothingToChange AtAssets() => new() { Field = "Grants" };
}

/// <summary>Between opening the form and sending it, somebody changed what it reaches.</summary>
public sealed record AccessChangedMeanwhile(string AssetName, string Now)
    : Problem(
        $"The access to {AssetName} changed since this page was opened: now it is {Now}. Nothing was started. Look again, then decide."
    );

/// <summary>
/// Asks that a system user reach other assets, or may do other things on them. Role needed: Administrator of the
/// portfolio. The worker's half is <see cref="ChangeAccessWork"/>.
/// </summary>
public sealed class ChangeAccess(
    AppDb db,
    CurrentUser user,
    AskOperation ask,
    ChangeRules rules,
    AdoptSystemUser adoption
)
{
    public const string CheckRights = CreateSystemUser.CheckRights;
    public const string SeeReach = "See what it reaches now";
    public const string Assign = "Assign what is added or changed";
    public const string Remove = "Remove what goes";
    public const string ReadBack = CreateSystemUser.ReadBack;
    public const string Prove = "Read an added asset with its token";

    public static readonly IReadOnlyList<string> Plan = [CheckRights, SeeReach, Assign, Remove, ReadBack, Prove];

    /// <returns>The operation's id; or the problems, with nothing started.</returns>
    public async Task<Result<long>> AskAsync(ChangeAccessRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        // Of two who ask at once, the second finds the operation of the first.
        await rules.LockAsync(systemUser, cancellationToken);
        if (await FindProblemsAsync(request, cancellationToken) is { Count: > 0 } problems)
            return problems;

        var changes = await DifferenceAsync(systemUser, request, cancellationToken);
        var operation = ask.New(
            OperationKind.ChangeAccess,
            systemUser.PortfolioId,
            $"Change access of {systemUser.Name}",
            request.Act,
            isChange: true
        );
        operation.SystemUserId = systemUser.Id;
        var preset = PurposePresets.Find(BeyondPreset.KeyOf(request.Preset, systemUser));
        var kept = await KeptAsync(systemUser, cancellationToken);
        operation.WriteInput(
            new ChangeAccessInput
            {
                Changes =
                [
                    .. changes.Select(c => new ChangedGrant(
                        c.Asset.Id,
                        c.Before is null ? null : TaskSet.Format(c.Before),
                        c.After,
                        BeyondPreset.Tasks(preset, c.Asset.Kind, c.After).Count > 0
                            ? BeyondPreset.Kept(preset, c, kept) ?? request.Why!.Trim()
                            : null
                    )),
                ],
                Preset = preset?.Key,
            }
        );
        var saved = await ask.SaveAsync(operation, Plan, InWords(changes), cancellationToken);
        if (!saved.Succeeded)
            return saved;
        await adoption.AdoptAsync(systemUser, request.Adoption, operation, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    /// <summary>Everything that is wrong with the request, in the order of the form; empty: it may be asked for.</summary>
    public async Task<List<Problem>> FindProblemsAsync(ChangeAccessRequest request, CancellationToken cancellationToken)
    {
        var systemUser = await db
            .SystemUsers.AsNoTracking()
            .FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return [new NotFound("This system user")];
        if (!user.May(Role.Administrator, systemUser.PortfolioId))
            return [new NotAllowed("change what a system user reaches")];
        if (await rules.WhyNotAsync(systemUser, cancellationToken) is { } why)
            return [why];
        if (await FindMovedAsync(systemUser, request, cancellationToken) is { } moved)
            return [moved];

        var changes = await DifferenceAsync(systemUser, request, cancellationToken);
        var touched = request.Wanted.Where(w => changes.Any(c => c.Asset.Id == w.AssetId)).ToList();
        // What isn't in the difference is as Meta shows it, or not in this portfolio at all.
        var unknown = request.Wanted.Where(w => request.Saw.All(s => s.AssetId != w.AssetId)).Except(touched);
        var problems = await AskedGrants.CheckAsync(
            db,
            systemUser.PortfolioId,
            [.. touched, .. unknown],
            cancellationToken
        );
        if (changes.Count == 0 && problems.Count == 0)
            problems.Add(NothingToChange.AtAssets());
        var key = BeyondPreset.KeyOf(request.Preset, systemUser);
        var kept = await KeptAsync(systemUser, cancellationToken);
        var newly = changes.Where(c => BeyondPreset.Kept(PurposePresets.Find(key), c, kept) is null);
        problems.AddRange(
            BeyondPreset.CheckTasks(key, newly.Select(c => (c.Asset.Kind, c.Asset.Name, c.After)), request.Why)
        );
        problems.AddRange(await adoption.CheckAsync(systemUser, request.Adoption, cancellationToken));
        problems.AddRange(request.Act.Check());
        return problems;
    }

    private Task<Dictionary<long, string>> KeptAsync(SystemUser systemUser, CancellationToken cancellationToken) =>
        db
            .Grants.Where(g => g.SystemUserId == systemUser.Id && g.Why != null)
            .ToDictionaryAsync(g => g.AssetId, g => g.Why!, cancellationToken);

    private async Task<IReadOnlyList<AccessChange>> DifferenceAsync(
        SystemUser systemUser,
        ChangeAccessRequest request,
        CancellationToken cancellationToken
    )
    {
        var ids = request.Wanted.Concat(request.Saw).Select(g => g.AssetId).ToList();
        var assets = await db
            .Assets.AsNoTracking()
            .Where(a => a.PortfolioId == systemUser.PortfolioId && ids.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, cancellationToken);
        return AccessChange.Between(request.Saw, request.Wanted, assets);
    }

    /// <summary>Compares what the asker saw with the record of now; Meta itself is asked by the worker, before any change.</summary>
    private async Task<AccessChangedMeanwhile?> FindMovedAsync(
        SystemUser systemUser,
        ChangeAccessRequest request,
        CancellationToken cancellationToken
    )
    {
        var now = await (
            from g in db.SeenGrants
            join a in db.Assets on g.AssetId equals a.Id
            where g.SystemUserId == systemUser.Id && g.ValidTo == null
            where a.GoneAt == null && a.Kind != AssetKind.AssetGroup
            select new { g.AssetId, g.Tasks }
        ).ToDictionaryAsync(g => g.AssetId, g => g.Tasks, cancellationToken);
        var saw = request.Saw.DistinctBy(g => g.AssetId).ToDictionary(g => g.AssetId, g => TaskSet.Format(g.Tasks));
        var moved = now
            .Keys.Union(saw.Keys)
            .Order()
            .FirstOrDefault(id => now.GetValueOrDefault(id) != saw.GetValueOrDefault(id));
        if (moved == 0)
            return null;
        var name = await db
            .Assets.Where(a => a.Id == moved && a.PortfolioId == systemUser.PortfolioId)
            .Select(a => a.Name)
            .FirstOrDefaultAsync(cancellationToken);
        return new AccessChangedMeanwhile(
            name ?? "an asset",
            now.GetValueOrDefault(moved)?.Replace(",", ", ", StringComparison.Ordinal) ?? "none"
        )
        {
            Field = "Grants",
            Link = $"/SystemUsers/{systemUser.Id}/Access",
        };
    }

    private static string InWords(IReadOnlyList<AccessChange> changes) =>
        string.Join(
            "; ",
            changes.Select(c =>
                $"{c.Asset.Name}: {(c.Before is null ? "not reached" : TaskSet.Format(c.Before))} → {(c.After.Count == 0 ? "not reached" : TaskSet.Format(c.After))}"
            )
        );
}
