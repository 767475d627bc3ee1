using Microsoft.AspNetCore.Authorization;
using SystemUserManager.People;

namespace SystemUserManager.Web.Security;

/// <summary>
/// The names of what a page may ask of the current user. The first three open a page to those who hold the role, or a
/// higher one, on at least one portfolio; whether they hold it on the portfolio in question is for the act to ask.
/// </summary>
public static class Policies
{
    public const string Auditor = nameof(Auditor);
    public const string Offboarder = nameof(Offboarder);
    public const string Administrator = nameof(Administrator);

    /// <summary>Administrator of all portfolios: accounts, settings, connecting portfolios.</summary>
    public const string AdministratorOfAll = nameof(AdministratorOfAll);
}

internal sealed record RoleRequirement(Role Role, bool OnAllPortfolios = false) : IAuthorizationRequirement;

internal sealed class RoleRequirementHandler(CurrentUser user) : AuthorizationHandler<RoleRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (requirement.OnAllPortfolios ? user.MayEverywhere(requirement.Role) : user.Holds(requirement.Role))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
