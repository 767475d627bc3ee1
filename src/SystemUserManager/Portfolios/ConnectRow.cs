using SystemUserManager.Results;

namespace SystemUserManager.Portfolios;

/// <summary>One line of what was pasted or uploaded, as it was read. A value that looks like a secret is left out of it.</summary>
/// <param name="Line">In the text, from 1.</param>
/// <param name="BusinessId">Empty: not said.</param>
/// <param name="VaultUri">null: that of the settings.</param>
public sealed record ConnectRow(
    int Line,
    string BusinessId,
    string AppId,
    string ControlTokenSecret,
    string AppSecretSecret,
    AccessTier Tier,
    IReadOnlyList<string> Labels,
    string? VaultUri,
    IReadOnlyList<Problem> Problems
)
{
    public bool IsGood => Problems.Count == 0;
}

/// <param name="Problems">With the whole text; then there are no rows.</param>
public sealed record ReadRows(IReadOnlyList<ConnectRow> Rows, IReadOnlyList<Problem> Problems);
