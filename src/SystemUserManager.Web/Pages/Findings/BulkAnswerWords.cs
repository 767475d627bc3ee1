using SystemUserManager.Findings;

namespace SystemUserManager.Web.Pages.Findings;

/// <summary>What a bulk answer does, and the words of its button.</summary>
/// <param name="Warning">What can't be undone; null: nothing.</param>
public sealed record BulkAnswerWords(string Meaning, string Verb, bool IsDanger = false, string? Warning = null)
{
    public static BulkAnswerWords Of(BulkAnswer answer) =>
        answer switch
        {
            BulkAnswer.Accept => new("Each is known and may stay until a day. Nothing else is changed.", "Accept"),
            BulkAnswer.AssignOwner => new(
                "One owner for all of them: for findings about a missing owner, or one who left. Only the record is changed.",
                "Assign this owner to"
            ),
            BulkAnswer.Rename => new(
                "Each system user gets another name at Meta, by an operation for each: for findings about a name. Its tokens, grants and secret stay.",
                "Rename the system users of"
            ),
            BulkAnswer.Adopt => new(
                "What Meta shows becomes what is meant: an access, a name, a role, what a token can do. Only the record is changed.",
                "Adopt"
            ),
            BulkAnswer.Revert => new(
                "Meta is put back to what the record says, by an operation for each.",
                "Revert",
                Warning: "Of one system user, one change is under way at a time: a second finding about it is refused until the first is done."
            ),
            BulkAnswer.RegisterToken => new(
                "The token in each secret is put into the record, by an operation for each that reads the secret and asks Meta: for secrets that the record doesn’t know.",
                "Register the tokens of"
            ),
            BulkAnswer.RevokeToken => new(
                "The one token of each finding is ended at Meta, proved dead and disabled in the vault. Other tokens of the same system user live on.",
                "Revoke the tokens of",
                IsDanger: true,
                Warning: "This can’t be undone. What uses one of these tokens stops working."
            ),
            BulkAnswer.RevokeAllTokens => new(
                "Every token of each system user is ended, those made outside this tool included.",
                "Revoke all tokens for",
                IsDanger: true,
                Warning: "This can’t be undone. New tokens can be issued; these never live again."
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "This answer has no words yet."),
        };
}
