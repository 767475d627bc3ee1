using SystemUserManager.Results;

namespace SystemUserManager.Findings;

/// <summary>A later look didn't see it any more, or somebody answered it.</summary>
public sealed record FindingResolved() : Problem("This finding is resolved already. Nothing was changed.");

/// <summary>It was read anew between opening the form and sending it.</summary>
/// <param name="Now">What Meta showed at the last read.</param>
public sealed record FindingMoved(string? Now)
    : Problem(
        $"This changed since the page was opened: by now Meta shows \"{Now ?? "nothing"}\". Nothing was changed. Open the finding again, then decide."
    );

/// <summary>This answer can't be given to this finding.</summary>
/// <param name="Because">Why, and what can be done instead; as it stands beside a button that is off.</param>
public sealed record CannotAnswer(string Because) : Problem($"{Because} Nothing was changed.");
