namespace SystemUserManager.Portfolios;

/// <summary>What this product acts through with a control token: the app a portfolio is connected through, or another one.</summary>
internal interface IControlAccess
{
    /// <summary>The name in the vault of its control token.</summary>
    string ControlTokenSecret { get; }

    /// <summary>null: never, or not known yet.</summary>
    DateTimeOffset? ControlTokenExpiresAt { get; }

    /// <summary>Where a person replaces it.</summary>
    string WhereToReplace { get; }

    /// <param name="expiresAt">null: never.</param>
    void NoteControlToken(DateTimeOffset? expiresAt, DateTimeOffset at);

    void LoseAccess(string reason, DateTimeOffset at);
}
