using SystemUserManager.Tokens;

namespace SystemUserManager.Findings.Kinds;

/// <summary>A token may live at Meta that nobody holds.</summary>
public sealed class OrphanTokenRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.OrphanToken;

    public override string Title => "Orphan token";

    public override FindingSeverity Severity => FindingSeverity.Critical;

    public override string Meaning =>
        "Meta made a token, and before its value was in the vault the work broke off. It may be alive, and nobody can name it to end it alone.";

    public override string WhatToDo =>
        "Revoke all tokens of this system user and issue a new one; what uses its other tokens fails in between. Or wait until the date at which it dies by itself.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.RevokeAllTokens, FindingAnswer.IssueToken];

    /// <summary>It matters most while the work that made it goes on.</summary>
    public override bool WaitsForOperations => false;

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        from token in picture.Tokens
        where token.State == TokenState.Orphan
        let end = token.DiesBy is { } last
            ? $"It dies by itself by {FindingText.Day(last)} at the latest."
            : "It may never expire by itself."
        select new SeenFinding(
            FindingText.Id(token.Id),
            $"A token of {picture.SystemUser(token.SystemUserId)?.Name} may be alive at Meta that nobody holds. {end} "
                + "\"Revoke all tokens\" ends it now, and every other token of this system user: what uses those fails until it has a new one.",
            token.SystemUserId,
            token.Id
        )
        {
            InRecord = "A token was asked for, and its value was never heard of.",
            AtMeta = "Perhaps alive: Meta lists no tokens.",
            InVault = "Not there under its live name.",
        };
}
