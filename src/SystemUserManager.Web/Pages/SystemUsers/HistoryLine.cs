using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>One thing that happened.</summary>
/// <param name="Link">A local path to more; null: nothing more.</param>
/// <param name="State">null: it has none.</param>
public sealed record HistoryLine(
    DateTimeOffset At,
    string Text,
    string? By = null,
    string? Link = null,
    Enum? State = null
)
{
    /// <summary>What Meta showed, what was asked for here and what became of the tokens, in one list, newest first.</summary>
    public static IReadOnlyList<HistoryLine> Of(SystemUserDetail detail) =>
        [
            .. Versions(detail)
                .Concat(Operations(detail))
                .Concat(Tokens(detail))
                .Concat(End(detail))
                .OrderByDescending(l => l.At),
        ];

    /// <summary>The states of one token and what was asked for on it, newest first.</summary>
    public static IReadOnlyList<HistoryLine> Of(TokenDetail detail) =>
        [
            .. detail
                .States.Select(s => new HistoryLine(s.ValidFrom, StateWords.Of(s.State).Text))
                .Concat(detail.Operations.Select(Asked))
                .OrderByDescending(l => l.At),
        ];

    private static IEnumerable<HistoryLine> Versions(SystemUserDetail detail)
    {
        SystemUserVersion? before = null;
        foreach (var version in detail.Versions.Reverse())
        {
            if (before is null)
                yield return new(
                    version.ValidFrom,
                    $"First seen at Meta as “{version.Name}”, {MetaRole.Word(version.Role)}"
                );
            else
            {
                if (before.Name != version.Name)
                    yield return new(version.ValidFrom, $"Name changed from “{before.Name}” to “{version.Name}”");
                if (before.Role != version.Role)
                    yield return new(
                        version.ValidFrom,
                        $"Role changed from {MetaRole.Word(before.Role)} to {MetaRole.Word(version.Role)}"
                    );
                if (before.OwnerId != version.OwnerId)
                    yield return new(
                        version.ValidFrom,
                        $"Owner changed from {Owner(detail, before)} to {Owner(detail, version)}"
                    );
            }
            before = version;
        }
    }

    private static IEnumerable<HistoryLine> Operations(SystemUserDetail detail) => detail.Operations.Select(Asked);

    private static HistoryLine Asked(OperationRow o) =>
        new(o.AskedAt, o.Title, o.AskedByName, $"/Operations/{o.Id}", o.State);

    private static IEnumerable<HistoryLine> Tokens(SystemUserDetail detail) =>
        detail.TokenStates.Select(s => new HistoryLine(
            s.ValidFrom,
            $"Token {s.TokenId}: {StateWords.Of(s.State).Text.ToLowerInvariant()}",
            Link: $"/Tokens/{s.TokenId}"
        ));

    private static IEnumerable<HistoryLine> End(SystemUserDetail detail) =>
        detail.SystemUser.VanishedAt is { } at
            ? [new(at, "Vanished: a complete read of Meta's list didn't show it any more")]
            : [];

    private static string Owner(SystemUserDetail detail, SystemUserVersion version) =>
        version.OwnerId is { } id ? detail.OwnerNames.GetValueOrDefault(id, "somebody") : "nobody";
}
