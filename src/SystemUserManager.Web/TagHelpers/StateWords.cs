using MetaGraph.Assets;
using SystemUserManager.Assets;
using SystemUserManager.Audit;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Reviews;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>What a state is called on a page, and how it is to be taken: said once, for all pages.</summary>
/// <param name="Text">A word or two.</param>
/// <param name="Icon">null: the tone's own icon.</param>
public sealed record StateWords(string Text, Tone Tone, string? Icon = null)
{
    /// <summary>Throws for a state that has no words yet.</summary>
    public static StateWords Of(Enum state) =>
        state switch
        {
            OperationState.Waiting => new("Waiting", Tone.Neutral, "clock"),
            OperationState.Running => new("Running", Tone.Working),
            OperationState.Done => new("Done", Tone.Good),
            OperationState.Failed => new("Failed", Tone.Bad),
            OperationState.NeedsAttention => new("Needs attention", Tone.Warning),

            StepState.Pending => new("Not started", Tone.Neutral),
            StepState.Started => new("Started", Tone.Working),
            StepState.Unknown => new("Unknown: no answer came", Tone.Warning, "question"),
            StepState.Done => new("Done", Tone.Good),
            StepState.Failed => new("Failed", Tone.Bad),
            StepState.Skipped => new("Not needed", Tone.Neutral, "minus"),

            TokenState.Issuing => new("Being issued", Tone.Working),
            TokenState.Active => new("Active", Tone.Good),
            TokenState.Rotating => new("Being rotated", Tone.Working),
            TokenState.Revoking => new("Being revoked", Tone.Working),
            TokenState.Revoked => new("Revoked", Tone.Neutral, "minus"),
            TokenState.Expired => new("Expired", Tone.Neutral, "clock"),
            TokenState.Orphan => new("Orphan", Tone.Bad, "warning"),

            PortfolioState.Connecting => new("Connecting", Tone.Working),
            PortfolioState.NotConnected => new("Not connected", Tone.Warning),
            PortfolioState.Connected => new("Connected", Tone.Good),
            PortfolioState.NoAccess => new("No access", Tone.Bad),
            PortfolioState.Disconnected => new("Disconnected", Tone.Neutral, "minus"),

            PortfolioMode.ObserveOnly => new("Observe only", Tone.Neutral, "eye"),
            PortfolioMode.ObserveAndAct => new("Observe and act", Tone.Neutral, "key"),

            AccountState.Open => new("Open", Tone.Good),
            AccountState.MustChangePassword => new("One-time password", Tone.Neutral, "key"),
            AccountState.Locked => new("Locked", Tone.Warning, "lock"),
            AccountState.Ended => new("Ended", Tone.Neutral, "minus"),
            AccountState.PastLastDay => new("Past its last day", Tone.Neutral, "minus"),

            AccessTier.Unknown => new("Not known", Tone.Neutral, "question"),
            AccessTier.Limited => new("Limited", Tone.Neutral),
            AccessTier.Full => new("Full", Tone.Neutral),

            ExpiryRule.Unknown => new("Not known", Tone.Neutral, "question"),
            ExpiryRule.MustExpire => new("Tokens must expire", Tone.Neutral),
            ExpiryRule.MayNeverExpire => new("Tokens may never expire", Tone.Neutral),

            OperationKind.ConnectPortfolio => new("Connect a portfolio", Tone.Neutral),
            OperationKind.ReadPortfolio => new("Read a portfolio", Tone.Neutral),
            OperationKind.CreateSystemUser => new("Create a system user", Tone.Neutral),
            OperationKind.RevokeToken => new("Revoke a token", Tone.Neutral),
            OperationKind.RevokeAllTokens => new("Revoke all tokens", Tone.Neutral),
            OperationKind.ChangeAccess => new("Change access", Tone.Neutral),
            OperationKind.IssueToken => new("Issue a token", Tone.Neutral),
            OperationKind.RegisterToken => new("Register a token", Tone.Neutral),
            OperationKind.RenameSystemUser => new("Rename a system user", Tone.Neutral),
            OperationKind.CheckSecrets => new("Check secrets in the vault", Tone.Neutral),
            OperationKind.RenewControlToken => new("Renew the control token", Tone.Neutral),
            OperationKind.ReplaceControlToken => new("Replace the control token", Tone.Neutral),
            OperationKind.AddApp => new("Add an app", Tone.Neutral),
            OperationKind.CheckTokenHealth => new("Check tokens", Tone.Neutral),
            OperationKind.DisconnectPortfolio => new("Disconnect a portfolio", Tone.Neutral),
            OperationKind.EndPartner => new("End a partner", Tone.Neutral),
            OperationKind.TidyVault => new("Tidy the vault", Tone.Neutral),
            OperationKind.VerifyAudit => new("Verify the audit log", Tone.Neutral),

            OperationChoice.TryAgain => new("Try again", Tone.Neutral),
            LiveTokenChoice.HandOver => new("Hand over", Tone.Neutral, "person"),
            LiveTokenChoice.Revoke => new("Revoke", Tone.Neutral),
            LiveTokenChoice.Keep => new("Keep", Tone.Neutral),

            OperationChoice.DisconnectAnyway => new("Disconnect all the same", Tone.Neutral),
            OperationChoice.GoOnWithout => new("Go on without the refused assets", Tone.Neutral),
            OperationChoice.UseSixtyDays => new("Use a 60-day token", Tone.Neutral),
            OperationChoice.RevokeAll => new("Revoke all tokens of this system user", Tone.Bad),
            OperationChoice.StopHere => new("End it here", Tone.Neutral),

            AuditOutcome.Asked => new("Asked", Tone.Neutral, "clock"),
            AuditOutcome.Succeeded => new("Succeeded", Tone.Good),
            AuditOutcome.Failed => new("Failed", Tone.Bad),
            AuditOutcome.Unknown => new("Not known", Tone.Warning, "question"),
            AuditOutcome.Refused => new("Refused", Tone.Warning, "lock"),
            AuditOutcome.Waiting => new("Waiting", Tone.Neutral, "clock"),

            SystemUserOrigin.Found => new("Found", Tone.Neutral, "eye"),
            SystemUserOrigin.MadeHere => new("Made here", Tone.Neutral, "plus"),

            TokenOrigin.IssuedHere => new("Issued here", Tone.Neutral, "plus"),
            TokenOrigin.Registered => new("Registered", Tone.Neutral, "eye"),

            SecretHolds.KnownToken => new("Known token", Tone.Good),
            SecretHolds.UnregisteredToken => new("Token, not registered", Tone.Warning, "key"),
            SecretHolds.PersonalToken => new("A person's token", Tone.Warning, "person"),
            SecretHolds.StrangeToken => new("Unknown token", Tone.Warning, "question"),
            SecretHolds.OtherAppsToken => new("Another app's token", Tone.Neutral, "question"),
            SecretHolds.DeadToken => new("Dead token", Tone.Neutral, "minus"),
            SecretHolds.NoToken => new("No token", Tone.Neutral, "minus"),
            SecretHolds.Unreadable => new("Can't be read", Tone.Neutral, "lock"),

            IntegrationEnvironment.Production => new("Production", Tone.Neutral),
            IntegrationEnvironment.Staging => new("Staging", Tone.Neutral),
            IntegrationEnvironment.Test => new("Test", Tone.Neutral),
            IntegrationEnvironment.Development => new("Development", Tone.Neutral),

            PartnerRelation.Agency => new("Agency", Tone.Neutral),
            PartnerRelation.Client => new("Client", Tone.Neutral),

            TokenDelivery.ReadsVault => new("Reads the vault itself", Tone.Neutral, "lock"),
            TokenDelivery.PersonCopies => new("A person copies it", Tone.Neutral, "person"),
            TokenDelivery.PipelineCopies => new("A pipeline copies it", Tone.Neutral, "copy"),

            FindingSeverity.Critical => new("Critical", Tone.Bad),
            FindingSeverity.High => new("High", Tone.Warning),
            FindingSeverity.Medium => new("Medium", Tone.Warning, "minus"),
            FindingSeverity.Low => new("Low", Tone.Neutral),
            FindingSeverity.Info => new("Helps", Tone.Neutral, "plus"),

            FindingState.Open => new("Open", Tone.Warning),
            FindingState.Accepted => new("Accepted", Tone.Neutral, "check"),
            FindingState.Resolved => new("Resolved", Tone.Good),

            FindingKind kind => new(FindingRules.Of(kind).Title, Tone.Neutral),
            BulkAnswer.Accept => new("Accept until a day", Tone.Neutral, "clock"),
            BulkAnswer.AssignOwner => new("Assign an owner", Tone.Neutral, "person"),
            BulkAnswer.Rename => new("Rename", Tone.Neutral),
            BulkAnswer.Adopt => new("Adopt what Meta shows", Tone.Neutral, "check"),
            BulkAnswer.Revert => new("Revert at Meta", Tone.Neutral),
            BulkAnswer.RegisterToken => new("Register the token", Tone.Neutral, "key"),
            BulkAnswer.RevokeToken => new("Revoke the token", Tone.Bad, "cross"),
            BulkAnswer.RevokeAllTokens => new("Revoke all tokens", Tone.Bad, "cross"),

            ReviewDecision.StillNeeded => new("Still needed", Tone.Good),
            ReviewDecision.Reduce => new("Reduce", Tone.Warning, "minus"),
            ReviewDecision.RevokeAllTokens => new("Revoke all tokens", Tone.Bad, "cross"),
            AssetPresence.There => new("There", Tone.Good),
            AssetPresence.Gone => new("Gone", Tone.Neutral, "minus"),
            AssetPresence.Dead => new("Dead", Tone.Warning),

            AssetSide.Owned => new("Own", Tone.Neutral),
            AssetSide.Client => new("A client's", Tone.Neutral),

            AssetKind kind => new(Capitalized(AssetKindWords.Of(kind)), Tone.Neutral),

            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "This state has no words yet."),
        };

    private static string Capitalized(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
