using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Findings;

/// <summary>One of the findings that were chosen, and whether the answer fits it.</summary>
/// <param name="About">A few words on what it is about.</param>
/// <param name="ProposedName">What its system user might be called; null: nothing can be proposed.</param>
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
    long? TokenId,
    string? ProposedName,
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
                    finding.TokenId,
                    now.SystemUser is null ? null : ProposedName.Of(now.SystemUser),
                    WordsOf(why),
                    why?.Link
                )
            );
        }

        return rows;
    }

    /// <summary>As it stands at this moment.</summary>
    internal async Task<FindingNow> NowAsync(long id, CancellationToken cancellationToken)
    {
        var finding = await db.Findings.AsNoTracking().SingleAsync(f => f.Id == id, cancellationToken);
        return await FindingNow.ReadAsync(db, finding, cancellationToken);
    }

    /// <summary>null: it can be given.</summary>
    internal async Task<Problem?> WhyNotAsync(FindingNow now, BulkAnswer answer, CancellationToken cancellationToken)
    {
        var needed = answer is BulkAnswer.RevokeToken or BulkAnswer.RevokeAllTokens
            ? Role.Offboarder
            : Role.Administrator;
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
            BulkAnswer.Rename => await WhyNotRenameAsync(now, cancellationToken),
            BulkAnswer.RegisterToken => await WhyNotRegisterAsync(now, cancellationToken),
            BulkAnswer.RevokeToken => await WhyNotRevokeTokenAsync(now, cancellationToken),
            _ => await WhyNotRevokeAllAsync(now, cancellationToken),
        };
    }

    private static CannotAnswer? WhyNotAssign(FindingNow now) =>
        now.Finding.Kind is FindingKind.NoOwner or FindingKind.OwnerLeft && now.SystemUser is { IsOurs: true }
            ? null
            : new CannotAnswer("It isn't about a missing owner, or one who left.");

    private async Task<Problem?> WhyNotRenameAsync(FindingNow now, CancellationToken cancellationToken)
    {
        if (!CanBe(now, FindingAnswer.Rename) || now.SystemUser is not { } systemUser)
            return new CannotAnswer("It isn't about a name.");
        return systemUser.IsOurs
            ? await changes.WhyNotAsync(systemUser, cancellationToken)
            : new CannotAnswer($"Nobody here answers for {systemUser.Name} yet: its own form asks who does.")
            {
                Link = $"/SystemUsers/{systemUser.Id}/Rename",
            };
    }

    private async Task<Problem?> WhyNotRegisterAsync(FindingNow now, CancellationToken cancellationToken)
    {
        if (now.Finding.Kind != FindingKind.VaultSecretExtra)
            return new CannotAnswer("It isn't about a secret that the record doesn't know.");
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == now.Finding.PortfolioId, cancellationToken);
        if (PortfolioRules.WhyItCannotBeRead(portfolio) is { } because)
            return new PortfolioCannotAct(because);
        if (now.SystemUser is not { } systemUser)
            return new CannotAnswer(
                "The secret names no system user of the record: read it to see whose token it holds."
            )
            {
                Link = $"/Portfolios/{portfolio.Id}/Secrets",
            };
        return systemUser.IsOurs || await db.IsControlAsync(systemUser, cancellationToken)
            ? null
            : new CannotAnswer($"Nobody here answers for {systemUser.Name} yet: its own form asks who does.")
            {
                Link = $"/SystemUsers/{systemUser.Id}/Tokens/Register",
            };
    }

    private async Task<Problem?> WhyNotRevokeTokenAsync(FindingNow now, CancellationToken cancellationToken)
    {
        if (!CanBe(now, FindingAnswer.RevokeToken) || now.Finding.TokenId is not { } tokenId)
            return new CannotAnswer("It isn't about one token that could be revoked.");
        var token = await db.Tokens.AsNoTracking().SingleAsync(t => t.Id == tokenId, cancellationToken);
        if (token.IsDead)
            return new CannotAnswer("This token is dead already.") { Link = $"/Tokens/{tokenId}" };
        var systemUser = await db.SystemUsers.SingleAsync(s => s.Id == token.SystemUserId, cancellationToken);
        return await revokes.WhyNotAsync(systemUser, tokenId, cancellationToken);
    }

    private async Task<Problem?> WhyNotRevokeAllAsync(FindingNow now, CancellationToken cancellationToken)
    {
        if (now.SystemUser is null)
            return new CannotAnswer("It is about no system user that the record knows.");
        return CanBe(now, FindingAnswer.RevokeAllTokens)
            ? await revokes.WhyNotAsync(now.SystemUser, null, cancellationToken)
            : new CannotAnswer("A finding of this kind isn't settled by revoking all tokens.");
    }

    private static bool CanBe(FindingNow now, FindingAnswer answer) =>
        FindingRules.Of(now.Finding.Kind).Answers.Contains(answer);

    private static string? WordsOf(Problem? why) =>
        why is null ? null
        : FindingAnswerRules.Words(why) is { Length: > 0 } words ? words
        : why.Sentence;
}
