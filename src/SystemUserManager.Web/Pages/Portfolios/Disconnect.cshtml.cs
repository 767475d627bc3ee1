using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Portfolios;

public sealed class DisconnectModel(
    PortfolioQueries portfolios,
    DisconnectQueries queries,
    DisconnectPortfolio disconnect,
    CurrentUser user
) : PortfolioPage(portfolios)
{
    [BindProperty]
    public DisconnectInput Input { get; set; } = new();

    /// <summary>There whenever the page is shown.</summary>
    public HeldOfPortfolio Held { get; private set; } = null!;

    /// <summary>null: this user may, and it can be disconnected.</summary>
    public string? WhyNot =>
        user.May(Role.Administrator, Portfolio.Id)
            ? DisconnectPortfolio.WhyNot(Portfolio)?.Sentence
            : "An administrator of this portfolio does that.";

    public override async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        var page = await ShowAsync(id, cancellationToken);
        if (Detail is not null)
            Held = await queries.HeldAsync(Portfolio, cancellationToken);
        return page;
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        var result = await disconnect.AskAsync(Input.ToRequest(id), cancellationToken);
        if (result.Succeeded)
            return RedirectToPage("/Operations/Details", new { id = result.Value });
        foreach (var answer in Input.Answers.Values.Where(a => ConnectPortfolio.LooksLikeASecret(a.Words)))
            answer.Words = null;
        this.Show(result.Problems);
        return await OnGetAsync(id, cancellationToken);
    }

    /// <summary>As it was sent; nothing is chosen before.</summary>
    public AnswerInput AnswerOf(long systemUserId) => Input.Answers.GetValueOrDefault(systemUserId) ?? new();

    /// <summary>null: nothing.</summary>
    public string? WrongOf(long systemUserId) =>
        ModelState.TryGetValue($"Input.Answers.{systemUserId}", out var entry) && entry.Errors is [var first, ..]
            ? first.ErrorMessage
            : null;

    /// <summary>null: they can be revoked.</summary>
    public string? WhyNotRevoke(LiveTokens live) =>
        live.IsControl
            ? "This tool acts through it. Revoke its token in Meta Business Suite after disconnecting."
            : PortfolioRules.WhyItCannotAct(Portfolio);

    public static string Meaning(LiveTokenChoice choice) =>
        choice switch
        {
            LiveTokenChoice.HandOver =>
                "Somebody else looks after them from now on. Who is written down; they stay valid.",
            LiveTokenChoice.Revoke =>
                "All tokens of this system user are ended first, those made outside this tool too. Disconnecting waits for the proof.",
            _ => "They stay valid. Why is written down.",
        };

    public sealed class AnswerInput
    {
        /// <summary>null: nothing is chosen yet.</summary>
        public LiveTokenChoice? Choice { get; set; }

        public string? Words { get; set; }
    }

    public sealed class DisconnectInput : ActInput
    {
        /// <summary>By our id of the system user.</summary>
        public Dictionary<long, AnswerInput> Answers { get; set; } = [];

        public DisconnectPortfolioRequest ToRequest(long portfolioId) =>
            new(
                ToAct(),
                portfolioId,
                [
                    .. Answers
                        .Where(a => a.Value.Choice is not null)
                        .Select(a => new LiveTokenAnswer(a.Key, a.Value.Choice!.Value, a.Value.Words)),
                ]
            );
    }
}
