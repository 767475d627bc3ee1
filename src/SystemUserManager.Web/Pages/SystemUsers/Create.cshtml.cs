using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Assets;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>
/// One form. Its buttons: "Create" asks for it; "Check" says what it would reach; "Show its assets" and "Search" list
/// other assets. Whatever was pressed, everything typed and ticked is kept.
/// </summary>
// A few hundred assets with their tasks are more values than a form may have by default.
[RequestFormLimits(ValueCountLimit = 20_000)]
public sealed class CreateModel(
    CreateSystemUser create,
    ReachQueries reach,
    PortfolioQueries portfolios,
    AssetQueries assets,
    OwnerQueries owners,
    CurrentUser user
) : PageModel, IAssetPicker
{
    private const int AssetsListed = 200;
    private const int PeopleSuggested = 500;

    [BindProperty]
    public CreateInput Input { get; set; } = new();

    /// <summary>Where something can be created by this user.</summary>
    public IReadOnlyList<PortfolioOption> Portfolios { get; private set; } = [];

    /// <summary>Where this user could, if the portfolio were on Observe and act.</summary>
    public IReadOnlyList<PortfolioOption> OnlyObserved { get; private set; } = [];

    public bool MayConnect => user.MayEverywhere(Role.Administrator);

    public AssetOptions Assets { get; private set; } = new([], 0);

    public IReadOnlyList<OwnerOption> People { get; private set; } = [];

    /// <summary>null: not asked for.</summary>
    public CreatePreview? Preview { get; private set; }

    public bool IsChecked { get; private set; }

    public bool HasPortfolio => Input.PortfolioId is not null;

    public string Section => "reach";

    GrantsInput IAssetPicker.Input => Input;

    public async Task OnGetAsync(long? portfolioId, CancellationToken cancellationToken)
    {
        Input.Owner = (await owners.FindMineAsync(cancellationToken))?.Text;
        Input.PortfolioId = portfolioId;
        await ReadAsync(cancellationToken);
        if (Portfolios.Count == 1 && portfolioId is null)
        {
            Input.PortfolioId = Portfolios[0].Id;
            await ReadAsync(cancellationToken);
        }
    }

    public async Task<IActionResult> OnPostAsync(string? go, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid || go is "assets" or "search")
            return await ShowAsync([], cancellationToken);
        if (go == "preset")
            return await ShowPresetAsync(cancellationToken);
        if (Input.PortfolioId is null)
            return await ShowAsync([InvalidValue.Required("PortfolioId", "The portfolio")], cancellationToken);
        var request = Input.ToRequest();
        if (go == "check")
        {
            IsChecked = true;
            Preview = await reach.PreviewAsync(request, cancellationToken);
            // Why it is wanted is asked below the check.
            var problems = await create.FindProblemsAsync(request, cancellationToken);
            return await ShowAsync([.. problems.Where(p => p.Field != nameof(Input.Reason))], cancellationToken);
        }

        if (await WarnOfAlikeNamesAsync(request, cancellationToken))
            return await ShowAsync([], cancellationToken);
        var result = await create.AskAsync(request, cancellationToken);
        return result.Succeeded
            ? LocalRedirect($"~/Operations/{result.Value}")
            : await ShowAsync(result.Problems, cancellationToken);
    }

    private async Task<IActionResult> ShowPresetAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        if (PurposePresets.Find(Input.Preset) is { IsOpen: false } preset)
        {
            Input.Use(preset, Assets.Assets);
            Input.Scopes = [.. preset.Scopes];
        }

        return Page();
    }

    /// <summary>True once for a name that is much like another in the portfolio: "Create" pressed again goes on.</summary>
    private async Task<bool> WarnOfAlikeNamesAsync(CreateSystemUserRequest request, CancellationToken cancellationToken)
    {
        if (Input.AlikeName == Input.Name || (await create.FindProblemsAsync(request, cancellationToken)).Count > 0)
            return false;
        var preview = await reach.PreviewAsync(request, cancellationToken);
        if (preview is not { Alike.Count: > 0 })
            return false;
        (IsChecked, Preview) = (true, preview);
        Input.AlikeName = Input.Name;
        ModelState.Remove("Input.AlikeName");
        this.Show([new NameIsAlike(preview.Alike[0]) { Field = nameof(Input.Name) }]);
        return true;
    }

    private async Task<IActionResult> ShowAsync(IReadOnlyList<Problem> problems, CancellationToken cancellationToken)
    {
        if (problems.Count > 0)
            this.Show(CreateInput.AtFields(problems));
        await ReadAsync(cancellationToken);
        return Page();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var all = await portfolios.OptionsAsync(cancellationToken);
        var mine = all.Where(p => user.May(Role.Administrator, p.Id)).ToLookup(p => p.CanAct);
        Portfolios = [.. mine[true]];
        OnlyObserved = [.. mine[false]];
        People = await owners.OptionsAsync(PeopleSuggested, cancellationToken);
        if (Input.PortfolioId is { } id && Portfolios.Any(p => p.Id == id))
            Assets = await assets.AssignableAsync(
                id,
                Input.AssetSearch,
                Input.AssetIds,
                AssetsListed,
                cancellationToken
            );
    }
}

/// <summary>Told once, before anything is started: the next press of "Create" goes on.</summary>
public sealed record NameIsAlike(string Other)
    : Problem(
        $"The name is much like \"{Other}\", which is there already. Nothing was created yet. Is it the same integration? If not, press Create again."
    );
