using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings.Kinds;

/// <summary>Who answers for a system user has left: the same as <see cref="OwnerFilters.WhoseOwnerLeft"/> lists and counts.</summary>
public sealed class OwnerLeftRule : ComparingRule
{
    public override FindingKind Kind => FindingKind.OwnerLeft;

    public override string Title => "Owner left";

    public override FindingSeverity Severity => FindingSeverity.High;

    public override string Meaning =>
        "The person who answers for it isn't here any more. Nobody else has taken it over.";

    public override string WhatToDo =>
        "Hand it over to its successor or to somebody else; or revoke it if nobody needs it.";

    public override IReadOnlyList<FindingAnswer> Answers => [FindingAnswer.AssignOwner, FindingAnswer.RevokeAllTokens];

    public override IEnumerable<SeenFinding> Look(PortfolioPicture picture) =>
        // Somebody may answer for one that nobody adopted, too.
        from systemUser in picture.Others
        where systemUser.OwnerId is not null
        let owner = picture.People.GetValueOrDefault(systemUser.OwnerId!.Value)
        let left = owner is null ? null : Left(picture, owner)
        where left is not null
        select new SeenFinding(systemUser.GraphId, $"{left} {owner.Name} owns {systemUser.Name}.", systemUser.Id)
        {
            Severity = owner.LeftAt is null ? FindingSeverity.Medium : null,
            InRecord = $"Owner: {owner.Name}{(owner.LeftAt is { } at ? $", left {FindingText.Day(at)}" : "")}",
            AtMeta = owner.HasLeftMeta ? "Not among the people of this portfolio any more." : null,
        };

    /// <summary>Who is here or was marked as left is so without Meta; that somebody is gone there only a whole list says.</summary>
    public override bool CanTell(PortfolioPicture picture, FindingSubject about) =>
        picture.Knows(PortfolioPicture.Edges.People)
        || about.SystemUserId is not { } id
        || picture.SystemUser(id)?.OwnerId is not { } ownerId
        || picture.People.GetValueOrDefault(ownerId) is not { HasLeftMeta: true, LeftAt: null };

    private static string? Left(PortfolioPicture picture, PicturedPerson owner) =>
        owner.LeftAt is { } at ? $"{owner.Name} was marked as left on {FindingText.Day(at)}."
        : owner.HasLeftMeta && picture.Knows(PortfolioPicture.Edges.People)
            ? $"{owner.Name} isn't among the people of this portfolio at Meta any more."
        : null;
}
