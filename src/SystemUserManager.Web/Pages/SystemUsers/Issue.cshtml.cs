using MetaGraph.Tokens;
using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class IssueModel(IssueToken issue, SystemUserActQueries queries, OwnerQueries owners)
    : SystemUserActPage(queries, owners)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken) =>
        ShowAsync(id, [], cancellationToken);

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(id, [], cancellationToken);
        var request = new IssueTokenRequest(
            Input.ToAct(),
            id,
            [.. Input.Scopes.Distinct()],
            Input.Lifetime,
            Input.NeverReason,
            Input.ToAdoption()
        );
        return await AnswerAsync(id, await issue.AskAsync(request, cancellationToken), cancellationToken);
    }

    public sealed class InputModel : AdoptionInput
    {
        public List<string> Scopes { get; set; } = [];

        public TokenLifetime Lifetime { get; set; } = TokenLifetime.SixtyDays;

        public string? NeverReason { get; set; }
    }
}
