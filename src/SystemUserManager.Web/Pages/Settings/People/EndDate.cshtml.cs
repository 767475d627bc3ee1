using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Settings.People;

public sealed class EndDateModel(PeopleQueries people, SetEndDate setEndDate) : AccountPage(people)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    public override async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        var page = await ShowAsync(id, cancellationToken);
        Input.EndDate = Row?.LastDay;
        return page;
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return await ShowAsync(id, cancellationToken);
        var result = await setEndDate.RunAsync(id, Input.EndDate, cancellationToken);
        if (result.Succeeded)
            return Told(id, $"The end date of the account of {result.Value.Name} was changed.");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }

    public sealed class InputModel
    {
        /// <summary>null: no end.</summary>
        public DateOnly? EndDate { get; set; }
    }
}
