namespace SystemUserManager.Findings;

/// <summary>
/// One kind of difference or risk: what it is called, how bad it is, what it means and what to do about it. Whoever looks
/// for it (a comparison of what is known, or a look into the vault) reports what it sees as <see cref="SeenFinding"/>s.
/// </summary>
public abstract class FindingRule
{
    public abstract FindingKind Kind { get; }

    /// <summary>A few words, as a heading: "Orphan token".</summary>
    public abstract string Title { get; }

    /// <summary>How bad it usually is; one finding may be worse (<see cref="SeenFinding.Severity"/>).</summary>
    public abstract FindingSeverity Severity { get; }

    /// <summary>What it means, for somebody who sees it for the first time.</summary>
    public abstract string Meaning { get; }

    /// <summary>What to do, in one or two sentences.</summary>
    public abstract string WhatToDo { get; }

    /// <summary>What can be done from its page, the usual first; empty: only outside this product.</summary>
    public virtual IReadOnlyList<FindingAnswer> Answers => [];
}
