using MetaGraph.Http;
using MetaGraph.SystemUsers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;
using MetaSystemUser = MetaGraph.SystemUsers.SystemUser;

namespace SystemUserManager.SystemUsers;

/// <summary>
/// The worker's half of <see cref="CreateSystemUser"/>: makes the system user at Meta, installs the app, gives it its
/// assets, reads back, then issues its token. Meta has no idempotency key, so a creation that was not heard of is
/// settled by looking: ours is only one whose id wasn't there before, of exactly this name, made by the control user,
/// not before the attempt (by Meta's own clock, however wrong ours is).
/// </summary>
internal sealed class CreateSystemUserWork(
    ControlRights rights,
    IssueTokenSteps issue,
    AssignAssets assign,
    TimeProvider time,
    IOptions<OperationOptions> options
) : IOperationWork
{
    // Meta's machines may differ among each other; and its times are cut to the second.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    // "Not in the list" is believed only after this many looks, a settle time apart: lists may lag.
    private const int LooksBeforeCreatingAgain = 3;

    public OperationKind Kind => OperationKind.CreateSystemUser;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(CreateSystemUser.CheckRights, StepEffect.Reads, (run, ct) => rights.CheckAsync(run, [], ct)),
            new(CreateSystemUser.SeeNameIsFree, StepEffect.Reads, SeeNameIsFreeAsync),
            new(CreateSystemUser.CreateAtMeta, StepEffect.Changes, CreateAtMetaAsync),
            new(CreateSystemUser.SeeInList, StepEffect.Reads, SeeInListAsync),
            new(CreateSystemUser.InstallApp, StepEffect.Changes, AppInstallation.InstallAsync),
            new(CreateSystemUser.AssignAssets, StepEffect.Changes, AssignAsync),
            new(CreateSystemUser.ReadBack, StepEffect.Reads, (run, ct) => assign.ReadBackAsync(run, Asked(run), ct)),
            .. issue.Steps(run => run.Input<CreateSystemUserInput>().Token),
        ];

    public string Summarize(Operation operation)
    {
        var input = operation.ReadInput<CreateSystemUserInput>();
        var leftOut =
            operation
                .Steps.Single(s => s.Name == CreateSystemUser.AssignAssets)
                .ReadFacts<AssignmentFacts>()
                ?.LeftOut.Count
            ?? 0;
        var reached = input.Grants.Count - leftOut;
        return $"{input.Name} was made and reaches {reached} {(reached == 1 ? "asset" : "assets")}. Its token is in the vault as \"{input.SecretName}\", proved to work; nobody has seen it.";
    }

    public StepResult? Explain(OperationRun run, Exception failure) =>
        failure is MetaGraphException { Kind: GraphErrorKind.LimitReached } full
        && run.Step.Name == CreateSystemUser.CreateAtMeta
            ? StepFailures.Failed(
                run,
                $"Meta has no free slot for another system user in this portfolio ({full.VendorMessage}) Nothing was made. "
                    + "Use an existing system user, or remove one in Meta Business Suite → Settings → System users, and ask again."
            )
            : null;

    private static async Task<StepResult> SeeNameIsFreeAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var key = SortKey.Of(run.Input<CreateSystemUserInput>().Name);
        var present = await session
            .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
            .ToListAsync(cancellationToken);
        if (present.Find(s => SortKey.Of(s.Name) == key) is { } taken)
            return StepFailures.Failed(
                run,
                $"Meta already has a system user called \"{taken.Name}\" in this portfolio (id {taken.Id}). It was not touched. Use that one, or choose another name."
            );
        run.Step.WriteFacts(new NamesSeen([.. present.Select(s => s.Id.Value)], session.Graph.ServerTime));
        return new StepResult.Done($"No system user has this name; {present.Count} are there.");
    }

    private async Task<StepResult> CreateAtMetaAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var input = run.Input<CreateSystemUserInput>();
        if (run.IsRepeat)
        {
            var ours = await FindOursAsync(run, session, input, cancellationToken);
            if (ours.Count > 1)
                return StepFailures.Ask(
                    run,
                    $"Meta shows {ours.Count} system users that could be the one asked for: {string.Join(", ", ours.Select(s => s.Id))}. None was taken. Remove the wrong ones in Meta Business Suite."
                );
            if (ours is [var found])
                return await RecordAsync(run, session, input, found);
            var looks = (run.Step.ReadFacts<Looks>()?.Count ?? 0) + 1;
            run.Step.WriteFacts(new Looks(looks));
            if (looks < LooksBeforeCreatingAgain)
                return new StepResult.Unknown("Checking whether Meta created it: not in its list yet.");
            // What is sent now deserves as many looks as the last one had, should it not be heard of either.
            await run.RememberAsync(new Looks(0));
        }

        // From here on the request may have its effect whatever becomes of us.
        var id = await session.Graph.SystemUsers.CreateAsync(
            session.BusinessId,
            input.Name,
            SystemUserRole.Employee,
            CancellationToken.None
        );
        return await RecordAsync(
            run,
            session,
            input,
            new MetaSystemUser(id, input.Name, SystemUserRole.Employee, null, time.GetUtcNow())
        );
    }

    private static async Task<List<MetaSystemUser>> FindOursAsync(
        OperationRun run,
        PortfolioSession session,
        CreateSystemUserInput input,
        CancellationToken cancellationToken
    )
    {
        var before = run.FactsOf<NamesSeen>(CreateSystemUser.SeeNameIsFree);
        var control = await run
            .Db.Portfolios.Where(p => p.Id == session.PortfolioId)
            .Select(p => p.ControlSystemUserGraphId)
            .SingleAsync(cancellationToken);
        var earliest = (before.At ?? run.Step.FirstStartedAt) - ClockTolerance;
        return await session
            .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
            .Where(s => s.Name == input.Name && !before.Ids.Contains(s.Id.Value))
            .Where(s => s.CreatedBy is null || control is null || s.CreatedBy.Id.Value == control)
            .Where(s => s.CreatedTime is null || s.CreatedTime >= earliest)
            .ToListAsync(cancellationToken);
    }

    private async Task<StepResult> RecordAsync(
        OperationRun run,
        PortfolioSession session,
        CreateSystemUserInput input,
        MetaSystemUser made
    )
    {
        var now = time.GetUtcNow();
        var record = await run.Db.SystemUsers.FirstOrDefaultAsync(s =>
            s.PortfolioId == session.PortfolioId && s.AppId == session.AppId.Value && s.GraphId == made.Id.Value
        );
        if (record is null)
        {
            record = new SystemUser
            {
                PortfolioId = session.PortfolioId,
                AppId = session.AppId.Value,
                GraphId = made.Id.Value,
                Name = made.Name,
                Role = made.Role.Value,
                FirstSeenAt = now,
                MetaCreatedAt = made.CreatedTime,
            };
            record.Rename(made.Name);
            run.Db.SystemUsers.Add(record);
            run.Db.SystemUserVersions.Add(
                new SystemUserVersion
                {
                    PortfolioId = session.PortfolioId,
                    SystemUser = record,
                    Name = made.Name,
                    Role = made.Role.Value,
                    OwnerId = input.OwnerId,
                    ValidFrom = now,
                    NotBefore = run.Step.FirstStartedAt,
                }
            );
        }

        record.Origin = SystemUserOrigin.MadeHere;
        record.ConfirmAsShown();
        record.MadeByOperationId = run.Operation.Id;
        record.Purpose = input.Purpose;
        record.Preset = input.Preset;
        record.Environment = input.Environment;
        record.OwnerId = input.OwnerId;
        record.SuccessorId = input.SuccessorId;
        record.SecretName = input.SecretName;
        record.LastConfirmedAt = now;
        run.Db.Consumers.Add(
            new Consumer
            {
                PortfolioId = session.PortfolioId,
                SystemUser = record,
                Tool = input.Tool,
                RunsAt = input.RunsAt,
                Contact = input.Contact,
                Delivery = input.Delivery,
            }
        );
        foreach (var grant in input.Grants)
            run.Db.Grants.Add(
                new Grant
                {
                    PortfolioId = session.PortfolioId,
                    SystemUser = record,
                    AssetId = grant.AssetId,
                    AskedTasks = TaskSet.Format(grant.Tasks),
                    OperationId = run.Operation.Id,
                    Why = input.GrantsWhy.GetValueOrDefault(grant.AssetId),
                }
            );
        run.Operation.SystemUser = record;
        return new StepResult.Done($"Meta made it, id {made.Id}.");
    }

    private async Task<StepResult> SeeInListAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var id = await SystemUserOf.GraphIdAsync(run, cancellationToken);
        var seen = await session
            .Graph.SystemUsers.ListAsync(session.BusinessId, cancellationToken)
            .FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (seen is null)
            return run.Step.Attempts < options.Value.TriesBeforeAttention
                ? new StepResult.Later(options.Value.Settle, "Not in Meta's list yet; looking again.")
                : StepFailures.Ask(run, $"Meta said that it made {id}, but doesn't list it.");
        var record = await run.Db.SystemUsers.SingleAsync(s => s.Id == run.Operation.SystemUserId, cancellationToken);
        record.MetaCreatedAt = seen.CreatedTime ?? record.MetaCreatedAt;
        record.MetaCreatedBy = seen.CreatedBy?.Name;
        return new StepResult.Done("Meta's list shows it.");
    }

    private async Task<StepResult> AssignAsync(OperationRun run, CancellationToken cancellationToken)
    {
        if (run.IsRepeat)
            await AssignAssets.SettleAsync(run, Asked(run), cancellationToken);
        return await assign.AssignAsync(run, Asked(run), "No token was issued yet.", cancellationToken);
    }

    private static IReadOnlyList<AskedGrant> Asked(OperationRun run) => run.Input<CreateSystemUserInput>().Grants;

    /// <param name="At">When they were seen, by Meta's clock; null: its answer had no date.</param>
    private sealed record NamesSeen(IReadOnlyList<string> Ids, DateTimeOffset? At = null);

    private sealed record Looks(int Count);
}
