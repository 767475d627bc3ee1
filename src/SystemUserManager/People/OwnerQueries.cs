using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>Somebody who can be named as the one who answers for a system user.</summary>
public sealed record OwnerOption(long Id, string Name, string? Email, bool IsTeam)
{
    /// <summary>As it is typed into a form: "Ada Lovelace &lt;ada@example.com&gt;", or the name alone.</summary>
    public string Text => Email is null ? Name : $"{Name} <{Email}>";
}

/// <summary>The people and teams that a form can name, for those who may ask for something on some portfolio.</summary>
public sealed class OwnerQueries(AppDb db, CurrentUser user)
{
    /// <summary>By name; people and teams that are known here already. Nobody who left.</summary>
    public async Task<IReadOnlyList<OwnerOption>> OptionsAsync(int take, CancellationToken cancellationToken) =>
        user.Holds(Role.Administrator)
            ? await Options(db.People.Where(p => p.LeftAt == null).OrderBy(p => p.NameKey).ThenBy(p => p.Id).Take(take))
                .ToListAsync(cancellationToken)
            : [];

    /// <summary>The signed-in account's own person; null: there is none.</summary>
    public async Task<OwnerOption?> FindMineAsync(CancellationToken cancellationToken) =>
        await Options(db.People.Where(p => p.AccountId == user.AccountId)).FirstOrDefaultAsync(cancellationToken);

    private static IQueryable<OwnerOption> Options(IQueryable<Person> people) =>
        people.AsNoTracking().Select(p => new OwnerOption(p.Id, p.Name, p.Email, p.IsTeam));
}
