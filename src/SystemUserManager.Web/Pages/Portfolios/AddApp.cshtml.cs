using Microsoft.AspNetCore.Mvc;
using SystemUserManager.Apps;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>Another app of a connected portfolio; of one that was added already, the names of its secrets.</summary>
public sealed class AddAppModel(PortfolioQueries portfolios, PortfolioAppQueries apps, AddApp add, CurrentUser user)
    : PortfolioPage(portfolios)
{
    [BindProperty]
    public AddAppInput Input { get; set; } = new();

    /// <summary>Our id of the app whose secrets are to be replaced; null: one is to be added.</summary>
    [BindProperty(SupportsGet = true, Name = "app")]
    public long? App { get; set; }

    /// <summary>null: one is to be added.</summary>
    public PortfolioApp? Known { get; private set; }

    /// <summary>null: this user may.</summary>
    public string? WhyNot =>
        user.May(Role.Administrator, Portfolio.Id)
            ? PortfolioRules.WhyItCannotBeRead(Portfolio)
            : "An administrator of this portfolio does that.";

    public override async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (!await FindKnownAsync(id, cancellationToken))
            return NotFound();
        if (Known is not null)
            (Input.AppId, Input.ControlTokenSecret, Input.AppSecretSecret) = (
                Known.AppId,
                Known.ControlTokenSecret,
                Known.AppSecretSecret
            );
        return await ShowAsync(id, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(long id, CancellationToken cancellationToken)
    {
        if (!await FindKnownAsync(id, cancellationToken))
            return NotFound();
        var result = await add.AskAsync(Input.ToRequest(id), cancellationToken);
        if (result.Succeeded)
            return LocalRedirect($"~/Operations/{result.Value}");
        this.ForgetSecrets("Input.ControlTokenSecret", "Input.AppSecretSecret");
        this.Show(result.Problems);
        return await ShowAsync(id, cancellationToken);
    }

    private async Task<bool> FindKnownAsync(long id, CancellationToken cancellationToken)
    {
        if (App is not { } app)
            return true;
        Known = (await apps.FindAsync(app, cancellationToken))?.App;
        return Known?.PortfolioId == id;
    }

    public sealed class AddAppInput : ActInput
    {
        public string? AppId { get; set; }

        public string? ControlTokenSecret { get; set; }

        public string? AppSecretSecret { get; set; }

        public AddAppRequest ToRequest(long portfolioId) =>
            new()
            {
                Act = ToAct(),
                PortfolioId = portfolioId,
                AppId = AppId ?? "",
                ControlTokenSecret = ControlTokenSecret ?? "",
                AppSecretSecret = AppSecretSecret ?? "",
            };
    }
}
