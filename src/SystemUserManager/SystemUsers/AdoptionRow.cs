using SystemUserManager.People;

namespace SystemUserManager.SystemUsers;

/// <summary>What a row of the file would do, or what is wrong with it.</summary>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="SystemUserId">null: no one system user is meant.</param>
/// <param name="IsOwnerNew">Nobody of this name or address is known: the person is added.</param>
/// <param name="AtMeta">What would be adopted; null: no one system user is meant.</param>
/// <param name="Problem">A sentence; null: it can be adopted.</param>
public sealed record AdoptionRow(
    int Line,
    string GraphId,
    long? SystemUserId,
    string? Name,
    string? PortfolioName,
    TypedPerson? Owner,
    bool IsOwnerNew,
    TypedPerson? Successor,
    bool IsSuccessorNew,
    string? Purpose,
    AdoptionAtMeta? AtMeta,
    string? Problem
);

/// <summary>What the last read showed of a found system user, and what is known here of its tokens.</summary>
/// <param name="Shown">Name, role and grants: these count as meant from then on.</param>
/// <param name="Tokens">Live ones that the record knows; Meta lists none.</param>
/// <param name="ReadAt">Its portfolio's last complete read of system users; null: not known.</param>
public sealed record AdoptionAtMeta(ShownAtMeta Shown, string Role, int Grants, int Tokens, DateTimeOffset? ReadAt);

/// <param name="Problem">What is wrong with the whole text; null: each row says for itself.</param>
public sealed record AdoptionPreview(string? Problem, IReadOnlyList<AdoptionRow> Rows)
{
    public int Good => Rows.Count(r => r.Problem is null);
}
