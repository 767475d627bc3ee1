using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>A change of access that isn't finished writes its own preset when it is.</summary>
public sealed record PresetUnderWay(string Title, string AskedBy)
    : Problem(
        $"\"{Title}\", asked for by {AskedBy}, isn't finished, and carries its own purpose preset. Nothing was changed. Choose another preset when it has ended."
    );

/// <summary>
/// The part of an edit that is about the purpose preset: which one, and at each grant and each live token that goes beyond
/// it the sentence on why. A sentence holds as long as nothing goes beyond that it wasn't given for.
/// </summary>
internal sealed class PresetEdit
{
    private readonly PurposePreset? _before;
    private readonly PurposePreset? _after;
    private readonly bool _isChange;
    private readonly EditSystemUserRequest _request;
    private readonly IReadOnlyList<RecordedGrant> _grants;
    private readonly IReadOnlyList<Token> _tokens;
    private readonly ChangeUnderWay? _underWay;

    private PresetEdit(
        SystemUser systemUser,
        EditSystemUserRequest request,
        IReadOnlyList<RecordedGrant> grants,
        IReadOnlyList<Token> tokens,
        ChangeUnderWay? underWay
    )
    {
        (_request, _grants, _tokens, _underWay) = (request, grants, tokens, underWay);
        Key = string.IsNullOrEmpty(request.Preset) ? null : request.Preset;
        _before = PurposePresets.Find(systemUser.Preset);
        _after = PurposePresets.Find(Key);
        _isChange = Key != systemUser.Preset;
    }

    /// <summary>null: none is chosen.</summary>
    public string? Key { get; }

    /// <param name="isOurs">It is already, or this edit adopts it: of others the record keeps no grants.</param>
    public static async Task<PresetEdit> OfAsync(
        AppDb db,
        SystemUser systemUser,
        bool isOurs,
        EditSystemUserRequest request,
        CancellationToken cancellationToken
    ) =>
        new(
            systemUser,
            request,
            isOurs ? await RecordedGrant.OfAsync(db, systemUser, cancellationToken) : [],
            await db
                .Tokens.Where(BeyondPresetQueries.IsLiveOf(systemUser.Id))
                .OrderBy(t => t.Id)
                .ToListAsync(cancellationToken),
            await ChangeRules.FindUnderWayAsync(
                db.Operations.Where(o => o.SystemUserId == systemUser.Id && o.Kind == OperationKind.ChangeAccess),
                cancellationToken
            )
        );

    public IEnumerable<Problem> Check()
    {
        if (_isChange && _underWay is not null)
            yield return new PresetUnderWay(_underWay.Title, _underWay.AskedBy)
            {
                Field = nameof(_request.Preset),
                Link = _underWay.Link,
            };
        // Where nothing of it is changed, what nobody said before isn't asked for now.
        var unsaid = _grants.Where(g =>
            g.Beyond(_after).Count > 0 && Why(g) is null && (_isChange || g.Why is not null)
        );
        foreach (
            var problem in BeyondPreset.CheckTasks(
                Key,
                unsaid.Select(g => (g.Kind, g.AssetName, g.Tasks)),
                _request.GrantsWhy
            )
        )
            yield return problem;
        var unsaidScopes = _tokens.Where(t => _isChange && Why(t) is null).SelectMany(BeyondPresetQueries.ScopesOf);
        foreach (var problem in BeyondPreset.CheckScopes(Key, unsaidScopes.Distinct(), _request.ScopesWhy))
            yield return problem;
        foreach (var (assetId, why) in _request.GrantWhys.Where(w => w.Value?.Length > BeyondPreset.LongestWhy))
            yield return InvalidValue.Of(
                string.Create(CultureInfo.InvariantCulture, $"{nameof(_request.GrantWhys)}[{assetId}]"),
                $"This text is longer than {BeyondPreset.LongestWhy} characters. Nothing was done yet: shorten it."
            );
    }

    /// <summary>The record's sentences before the edit, "Shop DE: …" each.</summary>
    public string WhysBefore => InWords(g => g.Why, t => t.ScopesWhy);

    public string WhysAfter => InWords(Why, Why);

    /// <summary>Writes each sentence at its grant and its token. After an adoption, which makes them; the caller saves.</summary>
    public async Task WriteWhysAsync(AppDb db, SystemUser systemUser, CancellationToken cancellationToken)
    {
        await db.Grants.Where(g => g.SystemUserId == systemUser.Id).LoadAsync(cancellationToken);
        var whys = _grants.ToDictionary(g => g.AssetId, Why);
        foreach (var grant in db.Grants.Local.Where(g => g.SystemUser == systemUser && whys.ContainsKey(g.AssetId)))
            grant.Why = whys[grant.AssetId];
        foreach (var token in _tokens)
            token.ScopesWhy = Why(token);
    }

    private string? Why(RecordedGrant grant)
    {
        var beyond = grant.Beyond(_after);
        if (beyond.Count == 0)
            return _isChange ? null : grant.Why;
        var kept = _isChange && beyond.Except(grant.Beyond(_before)).Any() ? null : grant.Why;
        var said = _request.GrantWhys.TryGetValue(grant.AssetId, out var text) ? Trimmed(text) : kept;
        return said ?? Trimmed(_request.GrantsWhy);
    }

    private string? Why(Token token)
    {
        var scopes = BeyondPresetQueries.ScopesOf(token);
        var beyond = BeyondPreset.Scopes(_after, scopes);
        if (beyond.Count == 0)
            return _isChange ? null : token.ScopesWhy;
        var isMore = _isChange && beyond.Except(BeyondPreset.Scopes(_before, scopes)).Any();
        return (isMore ? null : token.ScopesWhy) ?? Trimmed(_request.ScopesWhy);
    }

    private string InWords(Func<RecordedGrant, string?> ofGrant, Func<Token, string?> ofToken) =>
        string.Join(
            "; ",
            _grants
                .Select(g => (What: g.AssetName, Why: ofGrant(g)))
                .Concat(_tokens.Select(t => (What: $"token {t.Id}", Why: ofToken(t))))
                .Where(w => w.Why is not null)
                .Select(w => $"{w.What}: {w.Why}")
        );

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
