using MetaGraph;
using MetaGraph.Assets;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Operations;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Partners;

/// <summary>
/// The worker's half of <see cref="EndPartner"/>. A partner counts as ended when Meta, read back to the end of every
/// list, neither lists it nor shares anything with it. What the API refuses becomes a line of the checklist, and the
/// operation stands until a person did that; what is gone already is success.
/// </summary>
internal sealed class EndPartnerWork(ControlRights rights, TimeProvider time, IOptions<OperationOptions> options)
    : IOperationWork
{
    public OperationKind Kind => OperationKind.EndPartner;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(EndPartner.CheckRights, StepEffect.Reads, (run, ct) => rights.CheckAsync(run, [], ct)),
            new(EndPartner.SeeShared, StepEffect.Reads, SeeSharedAsync),
            new(EndPartner.RemoveAtMeta, StepEffect.Changes, RemoveAtMetaAsync),
            new(EndPartner.SeeGone, StepEffect.Reads, SeeGoneAsync),
            new(EndPartner.ListTied, StepEffect.Reads, ListTiedAsync),
        ];

    public string Summarize(Operation operation)
    {
        var input = operation.ReadInput<EndPartnerInput>();
        var tied = operation.Steps.Single(s => s.Name == EndPartner.ListTied).Message;
        return $"{input.Name} is ended: Meta lists it no more, and nothing that Meta tells is shared with it. {tied}";
    }

    private async Task<StepResult> SeeSharedAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var input = run.Input<EndPartnerInput>();
        var partner = await PartnerAsync(run, cancellationToken);
        if (await PartnerRules.ControlLosesAsync(run.Db, partner, cancellationToken) is > 0 and var loses)
            return StepFailures.Failed(run, new ControlSystemUserWouldLose(input.Name, loses).Sentence);
        var now = await SharedAtMeta.ReadAsync(session, input, cancellationToken);
        // Read now, because reads that run meanwhile close what the list is made of.
        run.Step.WriteFacts(await SweepList.OfAsync(run.Db, partner, cancellationToken));
        if (now.IsGone)
            return new StepResult.Done("Meta lists it no more, and nothing is shared: somebody ended it already.");
        return SharedAsset.Mark(now.Assets) == SharedAsset.Mark(input.Saw)
            ? new StepResult.Done($"As it was asked for: {PartnerWords.Shared(now.Assets.Select(a => a.Kind))}.")
            : StepFailures.Failed(
                run,
                $"What is shared isn't what was seen when this was asked for ({PartnerWords.Shared(input.Saw.Select(a => a.Kind))}): Meta shows {PartnerWords.Shared(now.Assets.Select(a => a.Kind))}. "
                    + "Nothing was removed. Read the portfolio again, look at the partner, and ask again."
            );
    }

    private static async Task<StepResult> RemoveAtMetaAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var input = run.Input<EndPartnerInput>();
        var removal = run.Step.ReadFacts<PartnerRemoval>() ?? new PartnerRemoval();
        // Looked before each try: what an earlier one removed isn't asked for again.
        if (removal.Refused is null && await SharedAtMeta.IsListedAsync(session, input, cancellationToken))
        {
            try
            {
                // From here on the request may have its effect whatever becomes of us.
                await RemoveAsync(session, input);
                removal = removal with { Asked = true };
            }
            catch (MetaGraphException refusal) when (IsRefusal(refusal))
            {
                run.Step.TraceId = refusal.TraceId;
                removal = removal with { Refused = refusal.UserMessage ?? refusal.VendorMessage };
            }

            await run.RememberAsync(removal);
        }

        if (input.Relation == PartnerRelation.Agency)
            removal = await RemoveFromAssetsAsync(run, session, input, removal, cancellationToken);
        run.Step.WriteFacts(removal);
        return Judge(input, removal);
    }

    /// <summary>What the removal of the whole left, or couldn't do: asset by asset.</summary>
    private static async Task<PartnerRemoval> RemoveFromAssetsAsync(
        OperationRun run,
        PortfolioSession session,
        EndPartnerInput input,
        PartnerRemoval removal,
        CancellationToken cancellationToken
    )
    {
        var left = await SharedAtMeta.StillSharedAsync(session, input, cancellationToken);
        // From here on the requests may have their effect whatever becomes of us.
        var results = await session.Graph.Assets.RemoveAgencyFromManyAsync(
            [.. left.Select(a => new GraphId(a.GraphId))],
            new GraphId(input.BusinessId),
            CancellationToken.None
        );
        var refused = new List<SharedAsset>();
        foreach (var (asset, result) in left.Zip(results))
        {
            switch (result)
            {
                case BatchResult.Failed { Error: var error } when IsRefusal(error):
                    run.Step.TraceId = error.TraceId;
                    refused.Add(asset);
                    break;
                // Whatever else it is, the next try looks first.
                case BatchResult.Failed { Error: var error }:
                    throw error;
                case BatchResult.Unknown { Error: var error }:
                    throw error;
            }
        }

        return removal with
        {
            OneByOne = removal.OneByOne + left.Count - refused.Count,
            RefusedAssets = refused,
        };
    }

    private static StepResult Judge(EndPartnerInput input, PartnerRemoval removal)
    {
        var oneByOne = removal.OneByOne == 0 ? "" : $" {removal.OneByOne} of its assets were taken away one by one.";
        if (removal.Refused is { } refusal)
            return new StepResult.Done(
                $"Meta's API refused to remove {input.Name}: {refusal}{oneByOne} What is left is a person's to do in Meta's own pages.",
                Warning: true
            );
        if (removal.RefusedAssets.Count > 0)
            return new StepResult.Done(
                $"Meta removed {input.Name}.{oneByOne} It refused to take away {PartnerWords.Names([.. removal.RefusedAssets.Select(a => a.Name)])}: a person has to, in Meta's own pages.",
                Warning: true
            );
        return new StepResult.Done(
            removal.Asked || removal.OneByOne > 0
                ? $"Meta took the removal of {input.Name}.{oneByOne}"
                : $"{input.Name} was gone already."
        );
    }

    private async Task<StepResult> SeeGoneAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var session = await run.OpenAsync(cancellationToken);
        var input = run.Input<EndPartnerInput>();
        var now = await SharedAtMeta.ReadAsync(session, input, cancellationToken);
        if (now.IsGone)
        {
            await RecordGoneAsync(run, cancellationToken);
            return new StepResult.Done(
                $"Every list was read to its end: {input.Name} isn't in it, and nothing is shared."
            );
        }

        var removal = run.FactsOf<PartnerRemoval>(EndPartner.RemoveAtMeta);
        if (!removal.WasRefused && run.Step.Attempts < options.Value.TriesBeforeAttention)
            return new StepResult.Later(options.Value.Settle, $"Meta still shows {input.Name}; looking again.");
        await SweepList.AddAsync(run, [.. SweepList.ByHand(input, now)], time.GetUtcNow(), cancellationToken);
        var left = now.Assets.Count == 0 ? "" : $", with {PartnerWords.Shared(now.Assets.Select(a => a.Kind))}";
        return new StepResult.NeedsAttention(
            $"{input.Name} isn't ended: Meta still shows it{left}. Remove it in Meta's own pages ({PartnerWords.Path(input.Name)}; the partner's page has each line), then try again: it is looked for anew.",
            [OperationChoice.TryAgain, OperationChoice.StopHere]
        );
    }

    private async Task RecordGoneAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var (at, partner) = (time.GetUtcNow(), await PartnerAsync(run, cancellationToken));
        partner.GoneAt ??= at;
        foreach (
            var share in await run
                .Db.PartnerShares.Where(s => s.PartnerId == partner.Id && s.ValidTo == null)
                .ToListAsync(cancellationToken)
        )
            share.ValidTo = at;
        // Whoever removed it by hand needn't say so: it was seen.
        foreach (
            var line in await run
                .Db.ChecklistLines.Where(l => l.OperationId == run.Operation.Id && l.DoneAt == null)
                .ToListAsync(cancellationToken)
        )
            (line.DoneAt, line.DoneByName) = (at, "somebody: it was seen to be gone");
    }

    private async Task<StepResult> ListTiedAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var sweep = run.FactsOf<SweepList>(EndPartner.SeeShared);
        await SweepList.AddAsync(run, sweep.Lines, time.GetUtcNow(), cancellationToken);
        return sweep.Lines.Count == 0
            ? new StepResult.Done("Nothing was tied to it.")
            : new StepResult.Done(
                $"{sweep.Lines.Count} {(sweep.Lines.Count == 1 ? "line" : "lines")} of what was tied to it stand on its checklist: look at each."
            );
    }

    private static Task RemoveAsync(PortfolioSession session, EndPartnerInput input)
    {
        var (businesses, other) = (session.Graph.Businesses, new GraphId(input.BusinessId));
        return input.Relation == PartnerRelation.Agency
            ? businesses.RemoveAgencyAsync(session.BusinessId, other, CancellationToken.None)
            : businesses.RemoveClientAsync(session.BusinessId, other, CancellationToken.None);
    }

    /// <summary>Meta said no, and would say it again: nothing happened.</summary>
    private static bool IsRefusal(MetaGraphException failure) =>
        !failure.MayHaveHappened
        && failure.Kind
            is GraphErrorKind.Validation
                or GraphErrorKind.NotFound
                or GraphErrorKind.Permission
                or GraphErrorKind.Blocked
                or GraphErrorKind.Unknown;

    private static Task<Partner> PartnerAsync(OperationRun run, CancellationToken cancellationToken) =>
        run.Db.Partners.SingleAsync(p => p.Id == run.Operation.PartnerId, cancellationToken);
}

/// <summary>How far the removal at Meta came.</summary>
/// <param name="Asked">Meta took the removal of the whole.</param>
/// <param name="Refused">Why Meta's API doesn't remove the whole; null: it wasn't refused.</param>
/// <param name="OneByOne">How many assets were taken away one by one.</param>
internal sealed record PartnerRemoval(bool Asked = false, string? Refused = null, int OneByOne = 0)
{
    public IReadOnlyList<SharedAsset> RefusedAssets { get; init; } = [];

    public bool WasRefused => Refused is not null || RefusedAssets.Count > 0;
}
