using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class RegisterModel(RegisterToken register, SystemUserActQueries queries, OwnerQueries owners)
    : SystemUserActPage(queries, owners)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <param name="secret">As a look into the vault found it; null: it is typed.</param>
    public Task<IActionResult> OnGetAsync(long id, string? secret, CancellationToken cancellationToken)
    {
        Input.Secret = secret;
        return ShowAsync(id, [], cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(id, [], cancellationToken);
        var request = new RegisterTokenRequest(Input.ToAct(), id, Input.Secret ?? "", Input.Version, Input.ToAdoption())
        {
            PortfolioAppId = Input.App,
        };
        var asked = await register.AskAsync(request, cancellationToken);
        return asked.Succeeded
            ? LocalRedirect($"~/Operations/{asked.Value}")
            : await ShowAsync(id, [.. asked.Problems.Select(AtField)], cancellationToken);
    }

    private static Problem AtField(Problem problem) =>
        problem.Field == nameof(RegisterTokenRequest.SecretName)
            ? problem with
            {
                Field = nameof(InputModel.Secret),
            }
            : problem;

    public sealed class InputModel : AdoptionInput
    {
        /// <summary>Our id of the portfolio's other app that it is a token of; null: the portfolio's own.</summary>
        public long? App { get; set; }

        public string? Secret { get; set; }

        public string? Version { get; set; }
    }
}
