using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

public sealed class HandOverModel(
    SystemUserQueries systemUsers,
    HandOverQueries handOvers,
    OwnerQueries owners,
    OfferHandOver offer,
    AnswerHandOver answer
) : SystemUserPage(systemUsers)
{
    private const int PeopleSuggested = 500;

    [BindProperty]
    public HandOverInput Input { get; set; } = new();

    /// <summary>null: none is open, and one can be offered.</summary>
    public OpenHandOver? Open { get; private set; }

    public IReadOnlyList<OwnerOption> People { get; private set; } = [];

    /// <summary>null: this user may offer it.</summary>
    public string? WhyNot { get; private set; }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await offer.RunAsync(
            new(
                Input.ToAct(),
                id,
                TypedPersonText.Read(Input.Owner, Input.OwnerIsTeam) ?? new TypedPerson("", null, false)
            ),
            cancellationToken
        );
        return result.Succeeded
            ? Told(id, "Offered. It is theirs when they accept.")
            : await RefusedAsync(id, result.Problems, cancellationToken);
    }

    public Task<IActionResult> OnPostAcceptAsync(long id, CancellationToken cancellationToken) =>
        AnswerAsync(id, true, "Accepted: the new owner answers for it now.", cancellationToken);

    public Task<IActionResult> OnPostDeclineAsync(long id, CancellationToken cancellationToken) =>
        AnswerAsync(id, false, "The offer is gone. Nothing changed.", cancellationToken);

    protected override async Task ReadAsync(CancellationToken cancellationToken)
    {
        Open = await handOvers.FindOpenAsync(SystemUser.Id, cancellationToken);
        People = await owners.OptionsAsync(PeopleSuggested, cancellationToken);
        WhyNot = await handOvers.MayAnswerForAsync(SystemUser, cancellationToken)
            ? null
            : "Its owner or an administrator of the portfolio hands it over.";
    }

    private async Task<IActionResult> AnswerAsync(
        long id,
        bool accept,
        string told,
        CancellationToken cancellationToken
    )
    {
        ModelState.Clear();
        var result = await answer.RunAsync(new(id, accept), cancellationToken);
        return result.Succeeded ? Told(id, told) : await RefusedAsync(id, result.Problems, cancellationToken);
    }

    private RedirectToPageResult Told(long id, string message)
    {
        TempData["Message"] = message;
        return RedirectToPage("/SystemUsers/Details", new { id });
    }

    private Task<IActionResult> RefusedAsync(
        long id,
        IReadOnlyList<Problem> problems,
        CancellationToken cancellationToken
    )
    {
        this.Show(problems);
        return ShowAsync(id, cancellationToken);
    }

    public sealed class HandOverInput : ActInput
    {
        public string? Owner { get; set; }

        public bool OwnerIsTeam { get; set; }
    }
}
