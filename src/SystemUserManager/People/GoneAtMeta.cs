using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>Whom a portfolio lists no more at Meta, of those that were matched with somebody here.</summary>
internal static class GoneAtMeta
{
    /// <summary>As part of another query: by person and portfolio, where none of the people that they were there is listed.</summary>
    public static IQueryable<BusinessPerson> Of(AppDb db) =>
        db.BusinessPeople.Where(b =>
            b.PersonId != null
            && b.GoneAt != null
            && !db.BusinessPeople.Any(o =>
                o.PortfolioId == b.PortfolioId && o.PersonId == b.PersonId && o.GoneAt == null
            )
        );
}
