using MetaGraph.Http;

namespace MetaGraph.Assets;

/// <summary>What a user is to be able to do on an asset. Meta replaces: what is not named here is taken away.</summary>
/// <param name="AssetId">For an ad account with its <c>act_</c>; for Instagram the asset's id, not the user's.</param>
/// <param name="BusinessId">The business in which the user is a member.</param>
/// <param name="UserId">A system user's id as the calling app sees it, or a business user's id; never a personal Facebook id.</param>
/// <param name="Tasks">Empty only where the kind does not require tasks, or for an asset group.</param>
public sealed record Assignment(GraphId AssetId, GraphId BusinessId, GraphId UserId, IReadOnlyList<AssetTask> Tasks)
{
    /// <summary>For an asset group, instead of <see cref="Tasks"/>.</summary>
    public AssetGroupTasks? GroupTasks { get; init; }

    internal GraphRequest ToRequest()
    {
        var request = GraphRequest
            .Post(AssetId, "assigned_users")
            .With("user", UserId)
            .With("business", BusinessId)
            .WithWords("tasks", Tasks);
        return GroupTasks is null ? request : GroupTasks.AddTo(request);
    }
}
