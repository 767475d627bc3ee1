using System.Text.Json;
using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <summary>
/// What an assignment on an asset group gives on the assets inside, one list per kind; an empty list gives nothing there.
/// Catalogs, Instagram accounts and apps in a group get nothing through it.
/// https://developers.facebook.com/docs/business-management-apis/business-asset-management/guides/asset-groups (read 2026-11-24).
/// </summary>
public sealed record AssetGroupTasks(
    IReadOnlyList<AssetTask> AdAccounts,
    IReadOnlyList<AssetTask> Pages,
    IReadOnlyList<AssetTask> Datasets,
    IReadOnlyList<AssetTask> OfflineEventSets
)
{
    internal const string FieldList = "adaccount_tasks,page_tasks,pixel_tasks,offline_conversion_data_set_tasks";

    internal IEnumerable<AssetTask> Distinct() =>
        AdAccounts.Concat(Pages).Concat(Datasets).Concat(OfflineEventSets).Distinct();

    internal static AssetGroupTasks Read(JsonElement json) =>
        new(
            json.Words<AssetTask>("adaccount_tasks"),
            json.Words<AssetTask>("page_tasks"),
            json.Words<AssetTask>("pixel_tasks"),
            json.Words<AssetTask>("offline_conversion_data_set_tasks")
        );

    internal GraphRequest AddTo(GraphRequest request) =>
        request
            .WithWords("adaccount_tasks", AdAccounts)
            .WithWords("page_tasks", Pages)
            .WithWords("pixel_tasks", Datasets)
            .WithWords("offline_conversion_data_set_tasks", OfflineEventSets);
}
