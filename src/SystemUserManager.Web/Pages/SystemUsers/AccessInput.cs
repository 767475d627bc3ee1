using Microsoft.AspNetCore.Mvc.ModelBinding;
using SystemUserManager.Grants;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>What the form of an access that is to change holds, and how it becomes a request.</summary>
public sealed class AccessInput : GrantsInput, IAdoptionInput
{
    public string? Owner { get; set; }

    public bool OwnerIsTeam { get; set; }

    public string? Purpose { get; set; }

    /// <summary>null: what it reaches is compared by <see cref="Saw"/>.</summary>
    public string? SawAtMeta { get; set; }

    /// <summary>Tasks by asset as the page showed them when it was opened; a <see cref="TaskSet"/> each.</summary>
    public Dictionary<long, string> Saw { get; set; } = [];

    [BindNever]
    public IReadOnlyList<AskedGrant> SawGrants => [.. Saw.Select(s => new AskedGrant(s.Key, TaskSet.Parse(s.Value)))];

    /// <summary>As it is now: what it reaches is ticked.</summary>
    public void Open(AccessNow now)
    {
        Preset = now.SystemUser.Preset;
        AssetIds = [.. now.Grants.Select(g => g.AssetId)];
        Tasks = now.Grants.ToDictionary(g => g.AssetId, g => g.Tasks.ToArray());
        Saw = now.Grants.ToDictionary(g => g.AssetId, g => TaskSet.Format(g.Tasks));
    }

    /// <summary>As if it were ticked by hand; <see cref="Saw"/> stays what Meta showed.</summary>
    public void Pick(AskedGrant grant)
    {
        AssetIds.Add(grant.AssetId);
        Tasks[grant.AssetId] = [.. grant.Tasks];
    }

    public ChangeAccessRequest ToRequest(long systemUserId) =>
        new()
        {
            Act = ToAct(),
            SystemUserId = systemUserId,
            Wanted = Grants,
            Saw = SawGrants,
            Preset = Preset,
            Why = GrantsWhy,
            Adoption = this.ToAdoption(),
        };
}
