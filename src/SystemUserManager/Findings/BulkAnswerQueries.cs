using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>One of the findings that were chosen, and whether the answer fits it.</summary>
/// <param name="About">A few words on what it is about.</param>
/// <param name="WhyNot">Why this answer can't be given to it; null: it can, or none is chosen yet.</param>
/// <param name="Link">A local path where one can go on; null: none.</param>
public sealed record ChosenFinding(
    long Id,
    FindingKind Kind,
    FindingSeverity Severity,
    string About,
    string Detail,
    string PortfolioName,
    long? SystemUserId,
    string? WhyNot,
    string? Link
);

/// <summary>Whether one answer fits many findings. Changes nothing; tenancy applies.</summary>
public sealed class BulkAnswerQueries(AppDb db, CurrentUser user, ChangeRules changes, RevokeRules revokes)
{
    /// <summary>What is answered at once.</summary>
    public const int Most = 100;

    /// <summary>Those of the ids that the user may see, in their order.</summary>
    /// <param name="answer">null: none is chosen yet.</param>
    public async Task<IReadOnlyList<ChosenFinding>> PreviewAsync(
        IReadOnlyCollection<long> ids,
        BulkAnswer? answer,
        CancellationToken cancellationToken
    )
    {
        var chosen = ids.Distinct().Take(Most).ToList();
        var findings = await db
            .Findings.AsNoTracking()
            .Where(f => chosen.Contains(f.Id))
            .OrderBy(f => f.Id)
            .ToListAsync(cancellationToken);
        var portfolios = await db.Portfolios.ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        var rows = new List<ChosenFinding>();
        foreach (var finding in findings)
        {
            var now = await FindingNow.ReadAsync(db, finding, cancellationToken);
            var why = answer is { } given ? await WhyNotAsync(now, given, cancellationToken) : null;
            rows.Add(
                new ChosenFinding(
                    finding.Id,
                    finding.Kind,
                    finding.Severity,
                    now.About,
                    finding.Detail,
                    portfolios[finding.PortfolioId],
                    finding.SystemUserId,
                    WordsOf(why),
                    why?.Link
                )
            );
        }

        return rows;
    }

    /// <summary>null: it can be given.</summary>
    internal async Task<Problem?> WhyNotAsync(FindingNow now, BulkAnswer answer, CancellationToken cancellationToken)
    {
        var needed = answer == BulkAnswer.RevokeAllTokens ? Role.Offboarder : Role.Administrator;
        if (!user.May(needed, now.Finding.PortfolioId))
            return new NotAllowed("answer this finding so");
        if (!now.Finding.IsOpen)
            return new FindingResolved();
        var rules = new FindingAnswerRules(db, changes);
        return answer switch
        {
            BulkAnswer.Accept => null,
            BulkAnswer.Adopt => await rules.WhyNotAdoptAsync(now, cancellationToken),
            BulkAnswer.Revert => await rules.WhyNotRevertAsync(now, cancellationToken),
            BulkAnswer.AssignOwner => WhyNotAssign(now),
            _ => await WhyNotRevokeAsync(now, cancellationToken),
        };
    }

    private static CannotAnswer? WhyNotAssign(FindingNow now) =>
        now.Finding.Kind is FindingKind.NoOwner or FindingKind.OwnerLeft && now.SystemUser is { IsOurs: true }
            ? null
            : new CannotAnswer("It isn't about a missing owner, or one who left.");

    private async Task<Problem?> WhyNotRevokeAsync(FindingNow now, CancellationToken cancellationToken)
    {
        if (now.SystemUser is null)
            return new CannotAnswer("It is about no system user that the record knows.");
        return FindingRules.Of(now.Finding.Kind).Answers.Contains(FindingAnswer.RevokeAllTokens)
            ? await revokes.WhyNotAsync(now.SystemUser, null, cancellationToken)
            : new CannotAnswer("A finding of this kind isn't settled by revoking all tokens.");
    }

    private static string? WordsOf(Problem? why) =>
        why is null ? null
        : FindingAnswerRules.Words(why) is { Length: > 0 } words ? words
        : why.Sentence;
}
