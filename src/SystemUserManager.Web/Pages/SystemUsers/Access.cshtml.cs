using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.Assets;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>What a system user reaches, as a form: "Check" shows the difference, "Change access" asks for it.</summary>
// A few hundred assets with their tasks are more values than a form may have by default.
[RequestFormLimits(ValueCountLimit = 20_000)]
public sealed class AccessModel(
    ChangeAccess change,
    AccessQueries access,
    AssetQueries assets,
    OwnerQueries owners,
    ReadStandingQueries standings
) : PageModel, IAssetPicker
{
    private const int AssetsListed = 200;
    private const int PeopleSuggested = 500;

    [BindProperty]
    public AccessInput Input { get; set; } = new();

    /// <summary>One that is picked when the page is opened; null: none is.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Asset { get; set; }

    /// <summary>The one that was picked so; null: none was, or it is reached already.</summary>
    public long? Proposed { get; private set; }

    public AccessNow Now { get; private set; } = null!;

    /// <summary>Suggested as owners; empty where nobody is asked for.</summary>
    public IReadOnlyList<OwnerOption> People { get; private set; } = [];

    public AssetOptions Assets { get; private set; } = new([], 0);

    /// <summary>Of what is ticked, and of what can be.</summary>
    public ReadStanding Standing { get; private set; } = ReadStanding.None;

    /// <summary>null: not asked for.</summary>
    public AccessPreview? Preview { get; private set; }

    public bool HasPortfolio => true;

    public string Section => "reach";

    GrantsInput IAssetPicker.Input => Input;

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (await access.FindAsync(id, cancellationToken) is not { } now)
            return NotFound();
        Input.Open(now);
        if (Asset is { } asset && await access.ProposeAsync(now, asset, cancellationToken) is { } proposed)
        {
            Input.Pick(proposed);
            Proposed = asset;
        }

        return await ShowAsync(now, [], cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(long id, string? go, CancellationToken cancellationToken)
    {
        if (await access.FindAsync(id, cancellationToken) is not { } now)
            return NotFound();
        if (string.IsNullOrEmpty(Input.Preset) && now.SystemUser.Preset is { } own)
        {
            // None sent is the record's own, and the page says so.
            ModelState.Remove("Input.Preset");
            Input.Preset = own;
        }
        if (!ModelState.IsValid || go is "search" or "preset")
            return await ShowAsync(now, [], cancellationToken, usePreset: go == "preset");
        var request = Input.ToRequest(id);
        if (go == "check")
        {
            Preview = await access.PreviewAsync(now.SystemUser, request, cancellationToken);
            // Who answers for it and why it is wanted is asked below what is checked.
            var problems = await change.FindProblemsAsync(request, cancellationToken);
            string[] later = [nameof(Input.Reason), nameof(Input.Owner), nameof(Input.Purpose)];
            return await ShowAsync(now, [.. problems.Where(p => !later.Contains(p.Field))], cancellationToken);
        }

        var result = await change.AskAsync(request, cancellationToken);
        return result.Succeeded
            ? LocalRedirect($"~/Operations/{result.Value}")
            : await ShowAsync(now, result.Problems, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(
        AccessNow now,
        IReadOnlyList<Problem> problems,
        CancellationToken cancellationToken,
        bool usePreset = false
    )
    {
        Now = now;
        if (problems.Count > 0)
            this.Show(AdoptionInput.AtFields(problems));
        if (now.NeedsAdoption)
            People = await owners.OptionsAsync(PeopleSuggested, cancellationToken);
        Standing = await standings.FindAsync(
            ReadStandingQueries.OfAssets(kind: null),
            now.SystemUser.PortfolioId,
            label: null,
            cancellationToken
        );
        Assets = await assets.AssignableAsync(
            now.SystemUser.PortfolioId,
            Input.AssetSearch,
            [.. Input.AssetIds, .. Input.Saw.Keys],
            AssetsListed,
            cancellationToken
        );
        if (usePreset && PurposePresets.Find(Input.Preset) is { IsOpen: false } preset)
            Input.Use(preset, Assets.Assets);
        return Page();
    }
}
