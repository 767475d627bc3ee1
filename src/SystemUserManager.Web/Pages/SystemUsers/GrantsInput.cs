using MetaGraph.Assets;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using SystemUserManager.Assets;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>Assets with their tasks as a form holds them, and the purpose that they are chosen for.</summary>
public class GrantsInput : ActInput
{
    /// <summary>The key of a purpose preset; null: none is chosen.</summary>
    public string? Preset { get; set; }

    /// <summary>Why tasks go beyond the preset.</summary>
    public string? GrantsWhy { get; set; }

    /// <summary>Which assets are listed; empty: all, as far as they go.</summary>
    public string? AssetSearch { get; set; }

    /// <summary>Those with a tick.</summary>
    public List<long> AssetIds { get; set; } = [];

    /// <summary>Tasks with a tick, by asset. Those of an asset without one are kept on the page and not asked for.</summary>
    public Dictionary<long, string[]> Tasks { get; set; } = [];

    [BindNever]
    public IReadOnlyList<AskedGrant> Grants =>
        [.. AssetIds.Distinct().Select(id => new AskedGrant(id, Tasks.GetValueOrDefault(id) ?? []))];

    public bool HasTask(long assetId, AssetTask task) =>
        Tasks.GetValueOrDefault(assetId)?.Contains(task.Value, StringComparer.Ordinal) == true;

    /// <summary>Ticks what the preset needs on the chosen assets, and unticks the rest; kinds that it doesn't name stay as they are.</summary>
    public void Use(PurposePreset preset, IEnumerable<AssetOption> assets)
    {
        foreach (var asset in assets.Where(a => AssetIds.Contains(a.Id) && preset.TasksOn(a.Kind).Count > 0))
            Tasks[asset.Id] = [.. preset.TasksOn(asset.Kind)];
    }
}

/// <summary>A page on which assets are picked.</summary>
public interface IAssetPicker
{
    AssetOptions Assets { get; }

    GrantsInput Input { get; }

    /// <summary>False: it isn't known yet whose assets.</summary>
    bool HasPortfolio { get; }

    /// <summary>The address part of the section that a press of one of its buttons comes back to.</summary>
    string Section { get; }
}
