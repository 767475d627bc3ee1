using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.People;

public sealed class IndexModel(OwnedQueries people) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary>"left": only who left and still owns something.</summary>
    [BindProperty(SupportsGet = true, Name = "show")]
    public string? Show { get; set; }

    [BindProperty(SupportsGet = true, Name = Shared.Pager.Parameter)]
    public string? After { get; set; }

    public bool OnlyLeft => Show == "left";

    public bool IsFiltered => OnlyLeft || !string.IsNullOrWhiteSpace(Search) || After is not null;

    public Page<PersonRow> Rows { get; private set; } = new([], null);

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        Rows = await people.ListAsync(Search, OnlyLeft, After, cancellationToken);
}
