using SystemUserManager.Findings;

namespace SystemUserManager.Web.Pages.Findings;

/// <summary>What the answers to a finding are called on buttons.</summary>
public static class AnswerWords
{
    /// <param name="isUnknown">It is about a system user that nobody answers for yet.</param>
    public static string Of(FindingAnswer answer, bool isUnknown = false) =>
        answer switch
        {
            FindingAnswer.Adopt => isUnknown ? "Say who owns it and what for" : "Adopt it",
            FindingAnswer.Revert => "Revert it",
            FindingAnswer.Rename => "Rename it",
            FindingAnswer.AssignOwner => "Assign an owner",
            FindingAnswer.StillNeeded => "It is still needed",
            FindingAnswer.EditRecord => "Edit the record",
            FindingAnswer.ChangeAccess => "Change access",
            FindingAnswer.SeeGroup => "See what the group holds",
            FindingAnswer.RegisterToken => "Register a token",
            FindingAnswer.IssueToken => "Issue a token",
            FindingAnswer.RevokeToken => "Revoke the token",
            FindingAnswer.RevokeAllTokens => "Revoke all tokens",
            FindingAnswer.ReplaceControlToken => "Replace the control token",
            FindingAnswer.EditPartner => "Say what the partner is for",
            FindingAnswer.EndPartner => "End the partner",
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "This answer has no words yet."),
        };

    /// <summary>It takes something away that can't be given back.</summary>
    public static bool IsDanger(FindingAnswer answer) =>
        answer is FindingAnswer.RevokeToken or FindingAnswer.RevokeAllTokens or FindingAnswer.EndPartner;
}
