using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>Rows are pasted, checked as often as somebody likes, and asked for at last.</summary>
public sealed class ConnectManyModel(ConnectPortfolios connect) : PageModel
{
    [BindProperty]
    public ConnectManyInput Input { get; set; } = new();

    /// <summary>Empty: none were checked yet.</summary>
    public IReadOnlyList<ConnectedRow> Rows { get; private set; } = [];

    /// <summary>The rows say what became of them.</summary>
    public bool IsAsked { get; private set; }

    public async Task OnPostAsync(string? go, CancellationToken cancellationToken)
    {
        var isAsk = go == "ask";
        var request = Input.ToRequest();
        // What was typed of the reason is looked at when it is asked for.
        var result = isAsk
            ? await connect.AskAsync(request, cancellationToken)
            : await connect.CheckAsync(request, cancellationToken);
        IsAsked = isAsk && result.Succeeded;
        if (result.Succeeded)
            Rows = result.Value;
        else
            await ShowAsync(result.Problems, request, cancellationToken);
        this.ForgetSecrets("Input.ControlTokenPattern", "Input.AppSecretPattern");
        var shown = ConnectCsv.WithoutSecrets(Input.Text);
        ModelState.SetModelValue("Input.Text", shown, shown);
    }

    /// <summary>With the rows, where those can be read: only the reason was missing.</summary>
    private async Task ShowAsync(
        IReadOnlyList<Problem> problems,
        ConnectPortfoliosRequest request,
        CancellationToken cancellationToken
    )
    {
        this.Show(problems);
        if (problems.All(p => p.Field is "Reason" or "Ticket"))
            Rows = (await connect.CheckAsync(request, cancellationToken)).Value ?? [];
    }

    public sealed class ConnectManyInput : ActInput
    {
        public string? Text { get; set; }

        public string? AppId { get; set; }

        public string? ControlTokenPattern { get; set; }

        public string? AppSecretPattern { get; set; }

        public PortfolioMode Mode { get; set; }

        public ConnectPortfoliosRequest ToRequest() =>
            new(ToAct(), Text, new ConnectPattern(AppId, ControlTokenPattern, AppSecretPattern), Mode);
    }
}
