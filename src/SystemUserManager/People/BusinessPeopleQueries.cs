using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>Somebody whom Meta lists in a portfolio that the asker may see. Times are UTC.</summary>
/// <param name="GoneAt">When a complete read first missed them; null: they are there.</param>
/// <param name="IsMatch">A person said that it is them; otherwise it is only proposed.</param>
/// <param name="HasSameEmail">As in the record; names alone are a weaker sign.</param>
public sealed record ListedPerson(
    long Id,
    long PortfolioId,
    string PortfolioName,
    string GraphId,
    string Name,
    string? Email,
    string? Role,
    DateTimeOffset? GoneAt,
    bool IsMatch,
    DateTimeOffset? MatchedAt,
    string? MatchedByName,
    bool HasSameEmail
);

/// <summary>People as Meta lists them, beside those of the record; tenancy applies.</summary>
public sealed class BusinessPeopleQueries(AppDb db)
{
    /// <summary>A form has no more to choose from; the search narrows it.</summary>
    public const int MostFound = 50;

    /// <summary>Who this person was said to be, portfolio by portfolio.</summary>
    public Task<List<ListedPerson>> MatchesAsync(long personId, CancellationToken cancellationToken) =>
        Rows(db.BusinessPeople.Where(p => p.PersonId == personId), emailKey: null).ToListAsync(cancellationToken);

    /// <summary>Whom nobody said to be anybody, and who has the same e-mail or the same name: the first before the second.</summary>
    public async Task<List<ListedPerson>> ProposedAsync(long personId, CancellationToken cancellationToken)
    {
        var person = await db
            .People.AsNoTracking()
            .Where(p => p.Id == personId && !p.IsTeam)
            .Select(p => new { p.NameKey, p.EmailKey })
            .FirstOrDefaultAsync(cancellationToken);
        if (person is null)
            return [];
        var rows = await Rows(
                Free().Where(p => p.NameKey == person.NameKey || (p.EmailKey != null && p.EmailKey == person.EmailKey)),
                person.EmailKey
            )
            .Take(MostFound)
            .ToListAsync(cancellationToken);
        return [.. rows.OrderByDescending(r => r.HasSameEmail)];
    }

    /// <summary>Of those whom nobody said to be anybody, the first whose name or e-mail has this in it.</summary>
    public Task<List<ListedPerson>> FindAsync(string search, CancellationToken cancellationToken)
    {
        var key = SortKey.Of(search);
        return Rows(
                Free().Where(p => p.NameKey.Contains(key) || (p.EmailKey != null && p.EmailKey.Contains(key))),
                emailKey: null
            )
            .Take(MostFound)
            .ToListAsync(cancellationToken);
    }

    private IQueryable<BusinessPerson> Free() => db.BusinessPeople.Where(p => p.PersonId == null && p.GoneAt == null);

    private IQueryable<ListedPerson> Rows(IQueryable<BusinessPerson> people, string? emailKey) =>
        people
            .AsNoTracking()
            .OrderBy(p => p.NameKey)
            .ThenBy(p => p.Id)
            .Select(p => new ListedPerson(
                p.Id,
                p.PortfolioId,
                db.Portfolios.Where(o => o.Id == p.PortfolioId).Select(o => o.Name).First(),
                p.GraphId,
                p.Name,
                p.Email,
                p.Role,
                p.GoneAt,
                p.PersonId != null,
                p.MatchedAt,
                p.MatchedByName,
                emailKey != null && p.EmailKey == emailKey
            ));
}
