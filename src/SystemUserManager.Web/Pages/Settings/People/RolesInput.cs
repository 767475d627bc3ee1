using System.ComponentModel.DataAnnotations;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.Settings.People;

/// <summary>The part of a form that says which role an account has, and on what (see _RoleFields).</summary>
public sealed class RolesInput
{
    [Required(ErrorMessage = "The role is missing.")]
    public Role? Role { get; set; }

    [Required(ErrorMessage = "Say whether the role holds on all portfolios or on chosen ones.")]
    public bool? AllPortfolios { get; set; } = true;

    public List<long> PortfolioIds { get; set; } = [];

    public RoleChoice Choice() => new(Role!.Value, AllPortfolios!.Value, PortfolioIds);

    /// <summary>What the account has now.</summary>
    public static RolesInput Of(AccountRow row) =>
        new()
        {
            Role = row.Roles.Count == 0 ? null : row.Roles.Max(r => r.Role),
            AllPortfolios = row.Roles.Count == 0 || row.Roles.Any(r => r.PortfolioId is null),
            PortfolioIds = [.. row.Roles.Select(r => r.PortfolioId).OfType<long>()],
        };
}
