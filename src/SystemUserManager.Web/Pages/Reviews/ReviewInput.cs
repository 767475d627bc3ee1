using SystemUserManager.Reviews;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Reviews;

/// <summary>What the form of a review holds: of each system user shown, by its id, a decision and a note.</summary>
public sealed class ReviewInput : ActInput
{
    public const string NotDecided = "NotDecided";

    /// <summary>Those that were shown with a choice.</summary>
    public List<long> SystemUserIds { get; set; } = [];

    /// <summary>A <see cref="ReviewDecision"/>, or <see cref="NotDecided"/>.</summary>
    public Dictionary<long, string?> Decisions { get; set; } = [];

    public Dictionary<long, string?> Notes { get; set; } = [];

    public DateOnly? NextOn { get; set; }

    public bool Has(long systemUserId, string decision) => Decisions.GetValueOrDefault(systemUserId) == decision;

    public SignReviewRequest ToRequest(ReviewScope scope) =>
        new(ToAct(), scope, NextOn, [.. SystemUserIds.Select(Row)]);

    private ReviewedRow Row(long id)
    {
        var typed = Decisions.GetValueOrDefault(id);
        return new ReviewedRow(
            id,
            Enum.TryParse<ReviewDecision>(typed, out var decision) && Enum.IsDefined(decision) ? decision : null,
            typed == NotDecided,
            Notes.GetValueOrDefault(id)
        );
    }
}
