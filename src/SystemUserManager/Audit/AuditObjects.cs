using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;

namespace SystemUserManager.Audit;

/// <summary>
/// Which rows are about an object. What an operation does is written down as the operation's; on whom it was done stands
/// in the operation itself.
/// </summary>
public sealed class AuditObjects(AppDb db)
{
    public const string App = "App";
    public const string SystemUser = "SystemUser";
    public const string Token = "Token";
    public const string Portfolio = "Portfolio";
    public const string Account = "Account";
    public const string Finding = "Finding";
    public const string Review = "Review";
    public const string Partner = "Partner";

    /// <summary>Everything that stands in the log as the kind of an object, for a list of choices.</summary>
    public static readonly IReadOnlyList<string> Types =
    [
        Account,
        App,
        "Database",
        "Export",
        Finding,
        "Operation",
        "Page",
        Partner,
        "Person",
        Portfolio,
        Review,
        "Secret",
        SystemUser,
        Token,
    ];

    internal async Task<IQueryable<AuditEvent>> FilterAsync(
        IQueryable<AuditEvent> query,
        string? type,
        string? id,
        CancellationToken cancellationToken
    )
    {
        if (type is null)
            return id is null ? query : query.Where(e => e.ObjectId == id);
        if (id is null)
            return query.Where(e => e.ObjectType == type);
        var findings = await FindingsOnAsync(type, id, cancellationToken);
        var operations = OperationsOn(type, id);
        if (operations is null && findings.Count == 0)
            return query.Where(e => e.ObjectType == type && e.ObjectId == id);
        // Each by an index of its own: joined by "or", PostgreSQL would read the whole log.
        var about = db.AuditEvents.Where(e => e.ObjectType == type && e.ObjectId == id).Select(e => e.Sequence);
        if (findings.Count > 0)
            about = about.Union(
                db.AuditEvents.Where(e => e.ObjectType == Finding && findings.Contains(e.ObjectId))
                    .Select(e => e.Sequence)
            );
        if (operations is not null)
            about = about.Union(
                from o in operations
                join e in db.AuditEvents on (long?)o.Id equals e.OperationId
                select e.Sequence
            );
        return query.Where(e => about.Contains(e.Sequence));
    }

    /// <summary>What was answered to a finding about a system user was done to that one, too.</summary>
    private async Task<List<string>> FindingsOnAsync(string type, string id, CancellationToken cancellationToken)
    {
        if (type != SystemUser || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return [];
        var ids = await db
            .Findings.Where(f => f.SystemUserId == number)
            .Select(f => f.Id)
            .ToListAsync(cancellationToken);
        return ids.ConvertAll(f => f.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>null: no operation is about such an object.</summary>
    private IQueryable<Operation>? OperationsOn(string type, string id)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return type switch
        {
            SystemUser => db.Operations.Where(o => o.SystemUserId == number),
            Token => db.Operations.Where(o => o.TokenId == number),
            // Those that put back what it shows.
            Finding => from e in db.AuditEvents
            where e.ObjectType == Finding && e.ObjectId == id
            join o in db.Operations on e.OperationId equals (long?)o.Id
            select o,
            Partner => db.Operations.Where(o => o.PartnerId == number),
            // Those on one of its system users are that one's.
            Portfolio => db.Operations.Where(o => o.PortfolioId == number && o.SystemUserId == null),
            _ => null,
        };
    }
}
