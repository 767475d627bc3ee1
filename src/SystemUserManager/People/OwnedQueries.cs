using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.People;

/// <param name="IsGoneAtMeta">They were matched with people at Meta, and no portfolio lists any of them now.</param>
/// <param name="Owns">System users that this asker may see.</param>
public sealed record PersonRow(
    long Id,
    string Name,
    string NameKey,
    string? Email,
    bool IsTeam,
    bool HasAccount,
    DateTimeOffset? LeftAt,
    bool IsGoneAtMeta,
    int Owns,
    int Succeeds
);

public sealed record OwnedSystemUser(
    long Id,
    string Name,
    string PortfolioName,
    bool IsOwner,
    DateTimeOffset? LastConfirmedAt,
    DateOnly? NextReviewOn
);

/// <summary>An account here, as "Ada Lovelace &lt;ada@example.com&gt;".</summary>
public sealed record OwnerAccount(long Id, string Text);

/// <param name="Account">null: they have none.</param>
public sealed record PersonDetail(PersonRow Person, OwnerAccount? Account, IReadOnlyList<OwnedSystemUser> SystemUsers);

/// <summary>
/// Who answers for what. People have no portfolio: somebody who sees only some portfolios sees those who answer for
/// something there.
/// </summary>
public sealed class OwnedQueries(AppDb db, CurrentUser user)
{
    private const int PageSize = 50;

    public async Task<Page<PersonRow>> ListAsync(
        string? search,
        bool onlyLeft,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var query = Seen();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var key = SortKey.Of(search);
            query = query.Where(p => p.NameKey.Contains(key) || (p.EmailKey != null && p.EmailKey.Contains(key)));
        }

        if (onlyLeft)
        {
            var left = db.SystemUsers.WhoseOwnerLeft(db);
            query = query.Where(p => left.Any(s => s.OwnerId == p.Id));
        }

        if (Cursor.Parse(after) is { Keys: [var name], Id: var id })
            query = query.Where(p => string.Compare(p.NameKey, name) > 0 || (p.NameKey == name && p.Id > id));
        var rows = await Rows(query.OrderBy(p => p.NameKey).ThenBy(p => p.Id).Take(PageSize + 1))
            .ToListAsync(cancellationToken);
        return Page<PersonRow>.Of(rows, PageSize, r => new Cursor([r.NameKey], r.Id));
    }

    /// <summary>null: not there, or not to be seen by this user.</summary>
    public async Task<PersonDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        var person = await Rows(Seen().Where(p => p.Id == id)).FirstOrDefaultAsync(cancellationToken);
        if (person is null)
            return null;
        var owned = await db
            .SystemUsers.AsNoTracking()
            .Where(s => s.VanishedAt == null && (s.OwnerId == id || s.SuccessorId == id))
            .OrderBy(s => s.NameKey)
            .ThenBy(s => s.Id)
            .Select(s => new OwnedSystemUser(
                s.Id,
                s.Name,
                db.Portfolios.Where(p => p.Id == s.PortfolioId).Select(p => p.Name).First(),
                s.OwnerId == id,
                s.LastConfirmedAt,
                s.NextReviewOn
            ))
            .ToListAsync(cancellationToken);
        var account = await db
            .Users.Where(a => db.People.Any(p => p.Id == id && p.AccountId == a.Id))
            .Select(a => new OwnerAccount(a.Id, a.Name + " <" + a.Email + ">"))
            .FirstOrDefaultAsync(cancellationToken);
        return new PersonDetail(person, account, owned);
    }

    private IQueryable<Person> Seen()
    {
        var people = db.People.AsNoTracking();
        return user.SeesAllPortfolios
            ? people
            : people.Where(p =>
                p.AccountId == user.AccountId || db.SystemUsers.Any(s => s.OwnerId == p.Id || s.SuccessorId == p.Id)
            );
    }

    private IQueryable<PersonRow> Rows(IQueryable<Person> people) =>
        people.Select(p => new PersonRow(
            p.Id,
            p.Name,
            p.NameKey,
            p.Email,
            p.IsTeam,
            p.AccountId != null,
            p.LeftAt,
            db.BusinessPeople.Any(b => b.PersonId == p.Id)
                && !db.BusinessPeople.Any(b => b.PersonId == p.Id && b.GoneAt == null),
            db.SystemUsers.Count(s => s.OwnerId == p.Id && s.VanishedAt == null),
            db.SystemUsers.Count(s => s.SuccessorId == p.Id && s.VanishedAt == null)
        ));
}
