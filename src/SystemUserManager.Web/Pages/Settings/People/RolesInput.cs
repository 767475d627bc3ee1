using System.ComponentModel.DataAnnotations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Settings.People;

/// <summary>The part of a form that says which role an account has, and on what (see _RoleFields).</summary>
public sealed class RolesInput
{
    [Required(ErrorMessage = "The role is missing.")]
    public Role? Role { get; set; }

    [Required(ErrorMessage = "Say whether the role holds on all portfolios or on chosen ones.")]
    public bool? AllPortfolios { get; set; } = true;

    public List<long> PortfolioIds { get; set; } = [];

    /// <summary>As the portfolios spell them.</summary>
    public List<string> Labels { get; set; } = [];

    /// <summary>Others, that no portfolio carries yet: commas between them.</summary>
    public string? OtherLabels { get; set; }

    public RoleChoice Choice() =>
        new(Role!.Value, AllPortfolios!.Value, PortfolioIds)
        {
            Labels = [.. Labels, .. PortfolioLabels.Split(OtherLabels)],
        };

    /// <summary>What the account has now.</summary>
    public static RolesInput Of(AccountRow row) =>
        new()
        {
            Role = row.Roles.Select(r => (Role?)r.Role).Concat(row.LabelRoles.Select(r => (Role?)r.Role)).Max(),
            AllPortfolios = row.Roles.Count + row.LabelRoles.Count == 0 || row.Roles.Any(r => r.PortfolioId is null),
            PortfolioIds = [.. row.Roles.Select(r => r.PortfolioId).OfType<long>()],
            Labels = [.. row.LabelRoles.Select(r => r.Label)],
        };
}
