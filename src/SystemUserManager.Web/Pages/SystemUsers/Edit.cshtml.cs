using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>One form with a row of empty fields for one more tool; to add two, it is saved twice.</summary>
public sealed class EditModel(
    EditSystemUser edit,
    SystemUserActQueries queries,
    BeyondPresetQueries beyond,
    OwnerQueries owners
) : SystemUserActPage(queries, owners)
{
    [BindProperty]
    public EditInput Input { get; set; } = new();

    /// <summary>What goes beyond the chosen preset, the record's or another.</summary>
    public IReadOnlyList<GrantBeyondPreset> Beyond { get; private set; } = [];

    /// <summary>Likewise, the live tokens whose scopes do.</summary>
    public IReadOnlyList<TokenBeyondPreset> TokensBeyond { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        if (!await ReadAsync(id, cancellationToken))
            return NotFound();
        Input = EditInput.Of(Acts);
        return await ShowFormAsync(id, [], cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(long id, string? go, CancellationToken cancellationToken)
    {
        if (go == "preset")
            ModelState.Clear();
        if (go == "preset" || !ModelState.IsValid)
            return await ShowFormAsync(id, [], cancellationToken);
        var (request, places) = Input.ToRequest(id);
        var result = await edit.RunAsync(request, cancellationToken);
        if (!result.Succeeded)
            return await ShowFormAsync(id, EditInput.AtPlaces(result.Problems, places), cancellationToken);
        TempData["Message"] = "The record is saved.";
        return LocalRedirect($"~/SystemUsers/{id}");
    }

    private async Task<IActionResult> ShowFormAsync(
        long id,
        IReadOnlyList<Problem> problems,
        CancellationToken cancellationToken
    )
    {
        Beyond = await beyond.GrantsAsync(id, Input.Preset, cancellationToken);
        TokensBeyond = await beyond.TokensAsync(id, Input.Preset, cancellationToken);
        foreach (var grant in Beyond)
            Input.GrantWhys.TryAdd(grant.AssetId, grant.Why);
        return await ShowAsync(id, problems, cancellationToken);
    }
}
