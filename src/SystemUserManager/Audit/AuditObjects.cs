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

    /// <summary>An object older than this many operations is found through its latest ones.</summary>
    private const int MostOperations = 500;

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
        var operations = await OperationsOnAsync(type, id, cancellationToken);
        var findings = await FindingsOnAsync(type, id, cancellationToken);
        return operations.Count == 0 && findings.Count == 0
            ? query.Where(e => e.ObjectType == type && e.ObjectId == id)
            : query.Where(e =>
                (e.ObjectType == type && e.ObjectId == id)
                || (e.ObjectType == Finding && findings.Contains(e.ObjectId))
                || (e.OperationId != null && operations.Contains(e.OperationId.Value))
            );
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

    private async Task<List<long>> OperationsOnAsync(string type, string id, CancellationToken cancellationToken)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return [];
        IQueryable<Operation> all = db.Operations.AsNoTracking();
        var about = type switch
        {
            SystemUser => all.Where(o => o.SystemUserId == number),
            Token => all.Where(o => o.TokenId == number),
            // Those that put back what it shows.
            Finding => all.Where(o =>
                db.AuditEvents.Any(e => e.ObjectType == Finding && e.ObjectId == id && e.OperationId == o.Id)
            ),
            Partner => all.Where(o => o.PartnerId == number),
            // Those on one of its system users are that one's.
            Portfolio => all.Where(o => o.PortfolioId == number && o.SystemUserId == null),
            _ => all.Where(_ => false),
        };
        return await about
            .OrderByDescending(o => o.Id)
            .Select(o => o.Id)
            .Take(MostOperations)
            .ToListAsync(cancellationToken);
    }
}
