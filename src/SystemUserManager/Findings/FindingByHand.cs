namespace SystemUserManager.Findings;

/// <summary>What ends a finding and is done in Meta's own pages alone.</summary>
/// <param name="Path">Where: "Meta Business Suite → Settings → …".</param>
/// <param name="Then">What is to be done after it, and what ends the finding.</param>
public sealed record FindingByHand(string Path, string Then)
{
    /// <summary>Where a system user is shown in Meta's own pages.</summary>
    public static string PathTo(string systemUser) =>
        $"Meta Business Suite → Settings → Users → System users → {systemUser}";

    /// <summary>Where a system user is taken out of an asset group.</summary>
    public static string OutOfGroup(string systemUser, string group) =>
        $"{PathTo(systemUser)} → Assigned assets → Asset groups → {group} → remove";

    /// <returns>null: it has an answer here.</returns>
    internal static FindingByHand? Of(Finding finding, FindingRow row) =>
        finding.Kind == FindingKind.InAssetGroup && row is { SystemUserName: { } systemUser, AssetName: { } group }
            ? new FindingByHand(
                OutOfGroup(systemUser, group),
                "What it reaches through the group ends with that. Give it singly what it needs of it: before, in the same place (Assign assets), or afterwards by Change access. The next read that shows it outside the group resolves the finding."
            )
            : null;
}
