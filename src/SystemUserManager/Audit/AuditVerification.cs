using System.Globalization;

namespace SystemUserManager.Audit;

public enum AuditDamage
{
    /// <summary>The row doesn't say any more what it said when it was written.</summary>
    Changed,

    /// <summary>The row isn't there, and later ones are.</summary>
    Removed,

    /// <summary>The row stands where another was written.</summary>
    Swapped,

    /// <summary>The row was never written by this program at this place.</summary>
    Inserted,

    /// <summary>The end of the log, from this row on, isn't there.</summary>
    Truncated,

    /// <summary>The log agrees with itself, and not with what was anchored outside: it was written anew up to this row.</summary>
    Rewritten,
}

/// <summary>An end of the log that was kept outside it, when <paramref name="Sequence"/> was its last row.</summary>
/// <param name="SecretVersion">Where it stands in the vault; null: nowhere yet.</param>
public sealed record Anchor(long Sequence, string Hash, string? SecretVersion = null);

/// <summary>The first row that isn't as it was written.</summary>
/// <param name="What">What is wrong with it, in words, without its number.</param>
public sealed record BadRow(long Sequence, AuditDamage Damage, string What);

/// <summary>What a verification of the audit log found.</summary>
/// <param name="Rows">Rows that were read, up to the first bad one.</param>
/// <param name="LastSequence">Of the last row that holds; 0: none.</param>
/// <param name="LastHash">The chain's hash at that row.</param>
/// <param name="FirstBad">null: every row is as it was written.</param>
/// <param name="Anchors">How many anchors were compared; null: they could not be read.</param>
/// <param name="LastAnchor">The furthest anchor; null: none.</param>
public sealed record AuditVerification(
    long Rows,
    long LastSequence,
    string LastHash,
    BadRow? FirstBad,
    int? Anchors,
    long? LastAnchor
)
{
    /// <summary>Why the anchors could not be read, in words; null: they were.</summary>
    public string? AnchorsProblem { get; init; }

    public bool IsWhole => FirstBad is null;

    /// <summary>"1,234 rows, no gap." or the alarm.</summary>
    public string Words =>
        FirstBad is { } bad
            ? $"ALARM: the audit log was tampered with. The first bad row is {Number(bad.Sequence)}: {bad.What} {Checked(bad.Sequence - 1)}{(Anchors is null ? $" {AnchorWords}" : "")}"
            : $"{Number(Rows)} {(Rows == 1 ? "row" : "rows")}, no gap, each as it was written. {AnchorWords}";

    private string AnchorWords =>
        this switch
        {
            { Anchors: null } => $"It was not compared with the anchors in the vault: {AnchorsProblem}",
            { Anchors: 0 } => "No anchor stands in the vault yet.",
            { Anchors: 1 } => $"It agrees with the anchor in the vault, of row {Number(LastAnchor ?? 0)}.",
            _ =>
                $"It agrees with the {Number(Anchors.Value)} anchors in the vault, the last of row {Number(LastAnchor ?? 0)}.",
        };

    private static string Checked(long before) =>
        before <= 0 ? "No row before it holds." : $"The {Number(before)} before it hold.";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
