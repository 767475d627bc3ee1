using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using SystemUserManager.People;

namespace SystemUserManager.Web.Security;

/// <summary>Who may open which page, in one place. What isn't named here needs a signed-in person.</summary>
internal static class PageAuthorization
{
    private static readonly string[] Anonymous =
    [
        "/Account/SignIn",
        "/Account/SignInCode",
        "/Account/SignInProvider",
        "/Account/AccessDenied",
        "/Setup/Index",
        "/SystemUsers/Confirm",
        "/Error",
        "/NotFound",
        "/Theme",
    ];

    private static readonly (string Folder, string Policy)[] Folders =
    [
        ("/Settings", Policies.AdministratorOfAll),
        ("/Apps", Policies.Auditor),
        ("/Audit", Policies.Auditor),
        ("/Findings", Policies.Auditor),
        ("/Grants", Policies.Auditor),
        ("/Assets", Policies.Auditor),
        ("/Operations", Policies.Auditor),
        ("/Partners", Policies.Auditor),
        ("/People", Policies.Auditor),
        ("/Portfolios", Policies.Auditor),
        ("/Reviews", Policies.Auditor),
        ("/Search", Policies.Auditor),
        ("/SystemUsers", Policies.Auditor),
        ("/Tokens", Policies.Auditor),
    ];

    private static readonly (string Page, string Policy)[] Pages =
    [
        ("/Apps/Join", Policies.Administrator),
        ("/Apps/Remove", Policies.Administrator),
        ("/Findings/Accept", Policies.Administrator),
        ("/Findings/Adopt", Policies.Administrator),
        ("/Findings/Revert", Policies.Administrator),
        ("/Findings/Answer", Policies.Offboarder),
        ("/People/Account", Policies.AdministratorOfAll),
        ("/People/Left", Policies.AdministratorOfAll),
        ("/People/Match", Policies.Administrator),
        ("/Partners/Edit", Policies.Administrator),
        ("/Partners/End", Policies.Administrator),
        ("/Portfolios/AddApp", Policies.Administrator),
        ("/Portfolios/Connect", Policies.AdministratorOfAll),
        ("/Portfolios/ConnectMany", Policies.AdministratorOfAll),
        ("/Portfolios/Disconnect", Policies.Administrator),
        ("/Portfolios/Labels", Policies.AdministratorOfAll),
        ("/Portfolios/ControlToken", Policies.Administrator),
        ("/Portfolios/Mode", Policies.Administrator),
        ("/Portfolios/Read", Policies.Offboarder),
        ("/Portfolios/Secrets", Policies.Administrator),
        ("/SystemUsers/Create", Policies.Administrator),
        ("/SystemUsers/Access", Policies.Administrator),
        ("/SystemUsers/Adopt", Policies.Administrator),
        ("/SystemUsers/Issue", Policies.Administrator),
        ("/SystemUsers/Register", Policies.Administrator),
        ("/SystemUsers/Rename", Policies.Administrator),
        ("/SystemUsers/Edit", Policies.Administrator),
        ("/Tokens/Revoke", Policies.Offboarder),
        ("/SystemUsers/RevokeAll", Policies.Offboarder),
    ];

    public static void AddPageAuthorization(this IServiceCollection services)
    {
        services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.Auditor, p => Asks(p, new RoleRequirement(Role.Auditor)))
            .AddPolicy(Policies.Offboarder, p => Asks(p, new RoleRequirement(Role.Offboarder)))
            .AddPolicy(Policies.Administrator, p => Asks(p, new RoleRequirement(Role.Administrator)))
            .AddPolicy(
                Policies.AdministratorOfAll,
                p => Asks(p, new RoleRequirement(Role.Administrator, OnAllPortfolios: true))
            );
        services.AddScoped<IAuthorizationHandler, RoleRequirementHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalHandler>();
    }

    public static void Apply(PageConventionCollection conventions)
    {
        foreach (var page in Anonymous)
            conventions.AllowAnonymousToPage(page);
        foreach (var (folder, policy) in Folders)
            conventions.AuthorizeFolder(folder, policy);
        foreach (var (page, policy) in Pages)
            conventions.AuthorizePage(page, policy);
    }

    private static void Asks(AuthorizationPolicyBuilder policy, RoleRequirement requirement) =>
        policy.RequireAuthenticatedUser().AddRequirements(requirement);
}
