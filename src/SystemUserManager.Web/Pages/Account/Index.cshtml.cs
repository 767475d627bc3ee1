using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.Account;

public sealed class IndexModel(PeopleQueries people, CurrentUser user) : PageModel
{
    public AccountRow? Row { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Row = await people.FindAsync(user.AccountId, cancellationToken);
}
