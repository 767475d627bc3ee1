using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>
/// Meta adds tasks by itself: asking for one brings those below it ("unpacked"). The order of each list is the one that was
/// read back from Meta.
/// </summary>
internal static class Tasks
{
    private static readonly Dictionary<AssetKind, Dictionary<string, string[]>> Unpacked = new()
    {
        [AssetKind.AdAccount] = new()
        {
            ["MANAGE"] = ["DRAFT", "ANALYZE", "ADVERTISE", "MANAGE"],
            ["ADVERTISE"] = ["DRAFT", "ANALYZE", "ADVERTISE"],
        },
        [AssetKind.Page] = new()
        {
            ["MANAGE"] = ["MANAGE", "CREATE_CONTENT", "MODERATE", "ADVERTISE", "ANALYZE"],
            ["CREATE_CONTENT"] = ["CREATE_CONTENT", "MODERATE", "ADVERTISE", "ANALYZE"],
            ["MODERATE"] = ["MODERATE", "ADVERTISE", "ANALYZE"],
            ["ADVERTISE"] = ["ADVERTISE", "ANALYZE"],
        },
        [AssetKind.ProductCatalog] = new() { ["MANAGE"] = ["MANAGE", "ADVERTISE"] },
        [AssetKind.Pixel] = new()
        {
            ["EDIT"] = ["ADVERTISE", "UPLOAD", "ANALYZE", "EDIT"],
            ["ADVERTISE"] = ["ADVERTISE", "ANALYZE"],
        },
        [AssetKind.WhatsAppBusinessAccount] = [],
        [AssetKind.InstagramAccount] = new()
        {
            ["ADVERTISE"] = ["ADVERTISE", "ANALYZE", "CONTENT", "MESSAGES", "COMMUNITY_ACTIVITY"],
        },
    };

    /// <summary>What a read shows after these tasks were set.</summary>
    public static string[] Unpack(AssetKind kind, IEnumerable<string> tasks, Switches switches)
    {
        var asked = tasks.Distinct(StringComparer.Ordinal).ToList();
        if (!switches.TaskExpansion)
            return [.. asked];
        var all = asked.SelectMany(task => Below(kind, task, switches)).ToHashSet(StringComparer.Ordinal);
        var order = Unpacked[kind].Values.OrderByDescending(list => list.Length).SelectMany(list => list).ToList();
        return [.. order.Distinct().Where(all.Contains), .. asked.Where(task => !order.Contains(task))];
    }

    private static string[] Below(AssetKind kind, string task, Switches switches) =>
        kind is AssetKind.InstagramAccount && task is "ADVERTISE" && !switches.IgExpansion ? ["ADVERTISE", "ANALYZE"]
        : Unpacked[kind].TryGetValue(task, out var below) ? below
        : [task];
}
