using SystemUserManager.Findings;

namespace SystemUserManager.Web.Pages.Findings;

public sealed class DetailsModel(FindingDetailQueries findings, TimeProvider time) : FindingPage(findings)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public FindingState State =>
        !Finding.IsOpen ? FindingState.Resolved
        : Finding.IsAccepted(Now) ? FindingState.Accepted
        : FindingState.Open;

    /// <summary>Of the ways that are for one of several, so many are listed.</summary>
    public const int MostShown = 20;

    public IReadOnlyList<FindingWay> Several => [.. Detail.Ways.Where(w => w.Of is not null)];

    public IEnumerable<FindingWay> Single => Detail.Ways.Where(w => w.Of is null);

    /// <summary>A found one that nobody answers for yet: adopting leads to its record.</summary>
    public bool IsUnknown =>
        Detail.Way(FindingAnswer.Adopt)?.Path.StartsWith("/SystemUsers", StringComparison.Ordinal) == true;

    /// <summary>The record says what is meant; where it says nothing, the finding isn't about what is meant.</summary>
    public string InRecord => Finding.InRecord ?? "The record has no say in this.";
}
