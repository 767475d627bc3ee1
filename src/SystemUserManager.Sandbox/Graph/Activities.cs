using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>An ad account's history of who was given or lost a role on it, newest first, one week back.</summary>
internal static class Activities
{
    private static readonly NodeType Node = new NodeType("AdActivity", id: null)
        .Text<Activity>("event_time", activity => Values.Time(activity.Time), isDefault: true)
        .Text<Activity>("event_type", activity => activity.Type, isDefault: true)
        .Text<Activity>("actor_id", activity => activity.ActorId)
        .Text<Activity>("actor_name", activity => activity.ActorName)
        .Text<Activity>("object_id", activity => activity.ObjectId)
        .Text<Activity>("object_name", activity => activity.ObjectName)
        .Text<Activity>("object_type", _ => "USER")
        .Text<Activity>("extra_data", _ => "{}");

    public static EdgeDefinition Edge { get; } =
        new()
        {
            Target = () => Node,
            Check = Rights.Read,
            Rows = (call, node, _) =>
            {
                var from = call.State.Clock.GetUtcNow().AddDays(-7);
                return
                [
                    .. call
                        .State.ActivitiesOf(((Asset)node).Id)
                        .Where(activity => activity.Time >= from)
                        .Reverse()
                        .Select(activity => new Row(activity)),
                ];
            },
        };

    /// <param name="actor">Null: somebody in Meta's own pages.</param>
    public static void Write(GraphState state, Asset account, BusinessMember member, bool isAdded, Caller? actor)
    {
        if (member is SystemUser && !state.Switches.ActivitiesListSystemUsers)
            return;
        var by =
            actor?.MemberOf(member.BusinessId)
            ?? (BusinessMember?)state.Members.HumansOf(member.BusinessId).FirstOrDefault();
        var app = actor?.App.Id ?? "";
        state.Put(
            new Activity(
                account.Id,
                state.Clock.GetUtcNow(),
                isAdded ? "ad_account_add_user_to_role" : "ad_account_remove_user_from_role",
                by?.IdFor(app) ?? "0",
                by?.Name ?? "Meta",
                member.IdFor(app),
                member.Name
            )
        );
    }
}
