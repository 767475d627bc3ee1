using SystemUserManager.People;

namespace SystemUserManager.SystemUsers;

/// <summary>What a row of the file would do, or what is wrong with it.</summary>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="SystemUserId">null: no one system user is meant.</param>
/// <param name="IsOwnerNew">Nobody of this name or address is known: the person is added.</param>
/// <param name="Grants">How many it has now: they count as asked and confirmed from then on.</param>
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
    int Grants,
    string? Problem
);

/// <param name="Problem">What is wrong with the whole text; null: each row says for itself.</param>
public sealed record AdoptionPreview(string? Problem, IReadOnlyList<AdoptionRow> Rows)
{
    public int Good => Rows.Count(r => r.Problem is null);
}
