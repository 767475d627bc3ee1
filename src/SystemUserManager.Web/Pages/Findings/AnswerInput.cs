using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Findings;

/// <summary>What a form sends that answers what a finding shows at Meta.</summary>
public sealed class AnswerInput : ActInput
{
    /// <summary>Meta's side as the form showed it: what changed since then is noticed.</summary>
    public string? Saw { get; set; }
}
