using SystemUserManager.Operations;
using SystemUserManager.Web.Pages.Shared;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.Operations;

/// <summary>One of the choices that an operation waits for, as a form of its own.</summary>
/// <param name="Input">Empty, or as it was sent and couldn't be taken.</param>
/// <param name="WhyNot">A sentence; null: this user may make it.</param>
public sealed record Decision(OperationChoice Choice, ActInput Input, string? WhyNot)
{
    public string Verb => StateWords.Of(Choice).Text;

    /// <summary>What happens then.</summary>
    public string Meaning =>
        Choice switch
        {
            OperationChoice.TryAgain => "The step is done again. It looks first, so that nothing is done twice.",
            OperationChoice.GoOnWithout => "The refused assets are left out, and the rest goes on.",
            OperationChoice.UseSixtyDays => "The token ends after 60 days instead of never, and has to be renewed.",
            OperationChoice.RevokeAll =>
                "Ends every token of this system user, those made outside this tool included. What uses them stops.",
            OperationChoice.DisconnectAnyway =>
                "The portfolio is disconnected. What isn't proved dead stays listed as live, and nothing ends it from here.",
            OperationChoice.StopHere => "What was done stays done. Nothing else is done.",
            _ => throw new InvalidOperationException($"The choice {Choice} has no meaning in words yet."),
        };

    public bool IsDangerous => Choice == OperationChoice.RevokeAll;
}
