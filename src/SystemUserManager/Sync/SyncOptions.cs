namespace SystemUserManager.Sync;

/// <summary>The section <c>Sync</c> of the settings.</summary>
public sealed class SyncOptions
{
    public const string Section = "Sync";

    /// <summary>
    /// Where an ad account's grant changed, ask its activity log who did it and when: one more call for each such ad
    /// account. Default true.
    /// </summary>
    public bool AskActivities { get; set; } = true;
}
