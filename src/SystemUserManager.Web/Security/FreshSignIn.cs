namespace SystemUserManager.Web.Security;

/// <summary>
/// The pages that want a proof of who it is from the last five minutes, in one place: issuing, revoking, switching the
/// mode, accounts and roles and whose they are, signing, one's own ways to sign in.
/// </summary>
internal static class FreshSignIn
{
    /// <summary>Asked when the page is opened, before anything is typed, and again when its form is sent.</summary>
    private static readonly HashSet<string> Pages =
    [
        "/Apps/Join",
        "/Apps/Remove",
        "/Findings/Revert",
        "/Partners/End",
        "/People/Account",
        "/Portfolios/AddApp",
        "/Portfolios/Connect",
        "/Portfolios/ConnectMany",
        "/Portfolios/Disconnect",
        "/Portfolios/Labels",
        "/Portfolios/ControlToken",
        "/Portfolios/Mode",
        "/Settings/People/Add",
        "/Settings/People/End",
        "/Settings/People/EndDate",
        "/Settings/People/Password",
        "/Settings/People/Reopen",
        "/Settings/People/Roles",
        "/Settings/People/SecondFactor",
        "/SystemUsers/Access",
        "/SystemUsers/Create",
        "/SystemUsers/Issue",
        "/SystemUsers/RevokeAll",
        "/Tokens/Revoke",
    ];

    /// <summary>Pages that are read as well: asked only when a form of theirs is sent.</summary>
    private static readonly HashSet<string> Forms =
    [
        "/Account/Passkeys",
        "/Account/TwoFactor",
        "/Findings/Answer",
        "/Operations/Details",
        "/Reviews/New",
        "/Settings/People/Details",
    ];

    public static bool IsNeeded(string page, string method) =>
        Pages.Contains(page) || (Forms.Contains(page) && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method));
}
