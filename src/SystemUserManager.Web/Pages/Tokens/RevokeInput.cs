using SystemUserManager.Operations;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Tokens;

/// <summary>What both revoke pages send.</summary>
public sealed class RevokeInput : IReasonInput
{
    public Guid RequestKey { get; set; }

    public string? Reason { get; set; }

    public string? Ticket { get; set; }

    public ActRequest ToAct() => new(RequestKey, Reason ?? "", Ticket);
}
