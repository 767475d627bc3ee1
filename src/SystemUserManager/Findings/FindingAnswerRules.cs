using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Findings;

/// <summary>When a finding can be adopted or reverted, whoever asks. What only a person can do in Meta's pages is said with the way there.</summary>
internal sealed class FindingAnswerRules(AppDb db, ChangeRules changes)
{
    /// <summary>null: what it shows can become what is meant.</summary>
    public async Task<Problem?> WhyNotAdoptAsync(FindingNow now, CancellationToken cancellationToken)
    {
        if (!now.Finding.IsOpen)
            return new FindingResolved();
        if (!FindingRules.Of(now.Finding.Kind).Answers.Contains(FindingAnswer.Adopt) || now.SystemUser is null)
            return new CannotAnswer("A finding of this kind can't be adopted: accept it until a day instead.");
        if (!now.SystemUser.IsOurs)
            return new CannotAnswer(
                $"Nobody here answers for {now.SystemUser.Name} yet: say who owns it and what it is for."
            )
            {
                Link = $"/SystemUsers/{now.SystemUser.Id}/Edit",
            };
        if (!CanBecomeMeant(now))
            return new CannotAnswer(
                $"{now.SystemUser.Name} is adopted already. If this is meant, accept the finding until a day."
            );
        return await changes.FindUnderWayAsync(now.SystemUser, cancellationToken);
    }

    /// <summary>null: an operation can put back what the record says.</summary>
    public async Task<Problem?> WhyNotRevertAsync(FindingNow now, CancellationToken cancellationToken)
    {
        if (!now.Finding.IsOpen)
            return new FindingResolved();
        if (now.SystemUser is not { } systemUser || WhyOnlyByHand(now, systemUser.Name) is not { } because)
            return new CannotAnswer("There is nothing that could be put back for a finding of this kind.");
        if (because.Length > 0)
            return new CannotAnswer(because);
        if (now.NeedsHands && await HasOpenLineAsync(now, cancellationToken))
            return new CannotAnswer(
                $"The checklist of {systemUser.Name} says already what a person has to do in Meta's own pages."
            )
            {
                Link = $"/SystemUsers/{systemUser.Id}",
            };
        return await changes.WhyNotAsync(systemUser, cancellationToken);
    }

    /// <summary>As it stands beside a button that is off; null: it is open.</summary>
    public static string? Words(Problem? why) =>
        why switch
        {
            CannotAnswer cannot => cannot.Because,
            FindingResolved => "It is resolved.",
            _ => ChangeRules.Words(why),
        };

    private static bool CanBecomeMeant(FindingNow now) =>
        now.Access is not null
        || now.Token is { SeenScopes: not null, IsDead: false }
        || now.Finding.Kind is FindingKind.Renamed or FindingKind.RoleChanged;

    /// <summary>Empty: the API can put it back; null: there is nothing to put back.</summary>
    private static string? WhyOnlyByHand(FindingNow now, string name)
    {
        var there = FindingByHand.PathTo(name);
        if (now.Access is not { } access)
            return now.Finding.Kind switch
            {
                FindingKind.Renamed => now.SystemUser?.ConfirmedName is null ? null : "",
                FindingKind.RoleChanged => $"Meta's API can't change a role. A person can: {there} → Edit.",
                _ => null,
            };
        if (access.Asset.Kind == AssetKind.AssetGroup)
            return now.Finding.Kind == FindingKind.GrantRemoved
                ? $"Asset groups aren't given here. A person can: {there} → Assign assets → Asset groups → {access.Asset.Name}."
                : $"Asset groups aren't taken away here. A person can: {FindingByHand.OutOfGroup(name, access.Asset.Name)}.";
        if (now.TakesAway && now.Through is [var group, ..])
            return $"It reaches this {AssetKindWords.Of(access.Asset.Kind)} through the asset group {group.Name}, and what comes through a group can't be taken away singly. A person can take it out of the group: {FindingByHand.OutOfGroup(name, group.Name)}.";
        if (now.Finding.Kind == FindingKind.GrantRemoved && access.Asset.GoneAt is not null)
            return $"The portfolio itself doesn't have {access.Asset.Name} any more, so nobody can give it back. Adopt that it is gone.";
        return "";
    }

    private Task<bool> HasOpenLineAsync(FindingNow now, CancellationToken cancellationToken) =>
        db.ChecklistLines.AnyAsync(
            l => l.SystemUserId == now.Finding.SystemUserId && l.AssetId == now.Finding.AssetId && l.DoneAt == null,
            cancellationToken
        );
}
