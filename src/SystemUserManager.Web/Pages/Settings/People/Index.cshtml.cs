using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.Settings.People;

public sealed class IndexModel(PeopleQueries people, IdentityProvider provider) : PageModel
{
    public IdentityProvider Provider => provider;

    public IReadOnlyList<AccountRow> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Rows = await people.AllAsync(cancellationToken);
}
