using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Partners;

/// <param name="Saw">The mark of what the form showed as shared (<see cref="SharedAsset.Mark"/>).</param>
public sealed record EndPartnerRequest(ActRequest Act, long PartnerId, string? Saw);

/// <summary>What the operation carries.</summary>
/// <param name="Saw">What was shared when it was asked for.</param>
public sealed record EndPartnerInput(
    PartnerRelation Relation,
    string BusinessId,
    string Name,
    IReadOnlyList<SharedAsset> Saw
);

/// <summary>What is shared isn't what the form showed any more.</summary>
public sealed record SharedOtherwise(string Name)
    : Problem(
        $"What is shared with {Name} changed while this page was open. Nothing was started. Look at what it reaches now, and ask again."
    );

/// <summary>
/// Asks that a partner be ended: removed at Meta, seen to be gone, and what was tied to it listed for a person to look
/// at. Role needed: Administrator of the portfolio. The worker's half is <see cref="EndPartnerWork"/>.
/// </summary>
public sealed class EndPartner(AppDb db, CurrentUser user, AskOperation ask, PartnerRules rules)
{
    public const string CheckRights = CreateSystemUser.CheckRights;
    public const string SeeShared = "See what is shared now";
    public const string RemoveAtMeta = "Remove the partner at Meta";
    public const string SeeGone = "See that nothing is shared any more";
    public const string ListTied = "List what was tied to it";

    public static readonly IReadOnlyList<string> Plan = [CheckRights, SeeShared, RemoveAtMeta, SeeGone, ListTied];

    public async Task<Result<long>> AskAsync(EndPartnerRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var partner = await db.Partners.FirstOrDefaultAsync(p => p.Id == request.PartnerId, cancellationToken);
        if (partner is null)
            return new NotFound("This partner");
        if (!user.May(Role.Administrator, partner.PortfolioId))
            return new NotAllowed("end partners");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await rules.LockAsync(partner, cancellationToken);
        var shared = await PartnerRules.SharesAsync(db, partner.Id, cancellationToken);
        var problems = new List<Problem>();
        if (await rules.WhyNotEndAsync(partner, cancellationToken) is { } why)
            problems.Add(why);
        else if (SharedAsset.Mark(shared) != request.Saw)
            problems.Add(new SharedOtherwise(partner.Name));
        problems.AddRange(request.Act.Check());
        if (problems.Count > 0)
            return problems;

        var operation = ask.New(
            OperationKind.EndPartner,
            partner.PortfolioId,
            $"End the {PartnerWords.Of(partner.Relation)} {partner.Name}",
            request.Act,
            isChange: true
        );
        operation.PartnerId = partner.Id;
        operation.WriteInput(new EndPartnerInput(partner.Relation, partner.BusinessId, partner.Name, shared));
        var saved = await ask.SaveAsync(
            operation,
            Plan,
            $"{partner.Name} ({partner.BusinessId}), {PartnerWords.Shared(shared.Select(s => s.Kind))}",
            cancellationToken
        );
        if (saved.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return saved;
    }
}
