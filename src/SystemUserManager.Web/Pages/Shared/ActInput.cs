using SystemUserManager.Operations;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>What a form that asks for a change sends besides its own fields.</summary>
public class ActInput : IReasonInput
{
    /// <summary>Made with the form and sent with it, so that a form sent twice asks once.</summary>
    public Guid RequestKey { get; set; } = Guid.NewGuid();

    public string? Reason { get; set; }

    public string? Ticket { get; set; }

    public ActRequest ToAct() => new(RequestKey, Reason ?? "", Ticket);
}
