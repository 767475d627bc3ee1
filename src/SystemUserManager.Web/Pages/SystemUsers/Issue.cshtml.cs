using MetaGraph.Tokens;
using Microsoft.AspNetCore.Mvc;
using SystemUserManager.People;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>"Check" shows what the token could do, "Issue the token" asks for it.</summary>
public sealed class IssueModel(IssueToken issue, IssueQueries tokens, SystemUserActQueries queries, OwnerQueries owners)
    : SystemUserActPage(queries, owners)
{
    [BindProperty]
    public InputModel Input { get; set; } = new();

    /// <summary>What the chosen scopes have more or less than the purpose needs.</summary>
    public IReadOnlyList<string> Differences =>
        Input.Scopes.Count == 0
            ? []
            : [.. BeyondPreset.Differences(PurposePresets.Find(Input.Preset), [], Input.Scopes)];

    /// <summary>null: not asked for.</summary>
    public IssuePreview? Preview { get; private set; }

    public async Task<IActionResult> OnGetAsync(long id, CancellationToken cancellationToken)
    {
        var page = await ShowAsync(id, [], cancellationToken);
        // Of the purpose that it was made for.
        if (PurposePresets.Find(Acts?.SystemUser.Preset) is { } preset)
            Input.Use(preset);
        return page;
    }

    public async Task<IActionResult> OnPostAsync(long id, string? go, CancellationToken cancellationToken)
    {
        if (go == "preset")
        {
            ModelState.Clear();
            if (PurposePresets.Find(Input.Preset) is { IsOpen: false } preset)
                Input.Use(preset);
            return await ShowAsync(id, [], cancellationToken);
        }

        if (!ModelState.IsValid)
            return await ShowAsync(id, [], cancellationToken);
        var request = Input.ToRequest(id);
        var page =
            go == "check"
                ? await CheckAsync(id, request, cancellationToken)
                : await AnswerAsync(id, await issue.AskAsync(request, cancellationToken), cancellationToken);
        if (string.IsNullOrEmpty(Input.Preset) && Acts?.SystemUser.Preset is { } own)
        {
            // None sent is the record's own, and the page says so.
            ModelState.Remove("Input.Preset");
            Input.Preset = own;
        }

        return page;
    }

    private async Task<IActionResult> CheckAsync(
        long id,
        IssueTokenRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!await ReadAsync(id, cancellationToken))
            return NotFound();
        Preview = await tokens.PreviewAsync(Acts.SystemUser, request, cancellationToken);
        // Who answers for it and why it is wanted is not what is checked.
        var problems = await issue.FindProblemsAsync(Acts.SystemUser, request, cancellationToken);
        string[] later = [nameof(Input.Reason), nameof(Input.Owner), nameof(Input.Purpose)];
        return await ShowAsync(id, [.. problems.Where(p => !later.Contains(p.Field))], cancellationToken);
    }

    public sealed class InputModel : AdoptionInput, ITokenInput
    {
        /// <summary>Our id of the portfolio's other app that it is for; null: the portfolio's own.</summary>
        public long? App { get; set; }

        public string? Preset { get; set; }

        public List<string> Scopes { get; set; } = [];

        public string? ScopesWhy { get; set; }

        public TokenLifetime Lifetime { get; set; } = TokenLifetime.SixtyDays;

        public string? NeverReason { get; set; }

        public IssueTokenRequest ToRequest(long systemUserId) =>
            new(ToAct(), systemUserId, [.. Scopes.Distinct()], Lifetime, NeverReason, this.ToAdoption())
            {
                Preset = Preset,
                ScopesWhy = ScopesWhy,
                PortfolioAppId = App,
            };

        /// <summary>Ticks what the preset needs, and unticks the rest.</summary>
        public void Use(PurposePreset preset)
        {
            Preset = preset.Key;
            Scopes = [.. preset.Scopes];
        }
    }
}
