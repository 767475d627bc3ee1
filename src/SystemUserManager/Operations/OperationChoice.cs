namespace SystemUserManager.Operations;

/// <summary>What a person may decide for an operation that needs attention.</summary>
public enum OperationChoice
{
    /// <summary>Do the step again, with a look first.</summary>
    TryAgain,

    /// <summary>Leave out what was refused for good (the assets named in the outcome), and go on.</summary>
    GoOnWithout,

    /// <summary>Ask for a token that ends after 60 days instead of one that never expires.</summary>
    UseSixtyDays,

    /// <summary>End every token of the system user, those made elsewhere included.</summary>
    RevokeAll,

    /// <summary>Disconnect the portfolio although what was to be revoked there isn't proved dead.</summary>
    DisconnectAnyway,

    /// <summary>End the operation as it stands; what was done stays done and is said.</summary>
    StopHere,
}
