using SystemUserManager.Grants;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>How what was asked for stands to what Meta shows, in a word or two.</summary>
public sealed record GrantComparison(string Text, Tone Tone)
{
    /// <summary>More than asked is no difference by itself: Meta adds implied tasks.</summary>
    public static GrantComparison Of(SystemUserGrant grant)
    {
        var asked = TaskSet.Parse(grant.Asked);
        return grant switch
        {
            { Asked: null } => new("Not asked here", Tone.Neutral),
            { Asked: "", Seen: null } => new("Taken away", Tone.Neutral),
            { Asked: "" } => new("Should be gone", Tone.Warning),
            { Seen: null, Confirmed: null } => new("Not confirmed yet", Tone.Working),
            { Seen: null } => new("Confirmed, not seen yet", Tone.Neutral),
            _ when TaskSet.Covers(TaskSet.Parse(grant.Seen), asked) => new("As asked", Tone.Good),
            _ => new("Less than asked", Tone.Warning),
        };
    }
}
