using System.Data.Common;
using System.Reflection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using SystemUserManager.Apps;
using SystemUserManager.Assets;
using SystemUserManager.Audit;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Reviews;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Data;

/// <summary>
/// The record. Each entity of a portfolio is seen only by those who may see that portfolio, and no change is saved
/// without an audit record in the same transaction.
/// </summary>
public sealed class AppDb(DbContextOptions<AppDb> options, CurrentUser user, TimeProvider time)
    : IdentityUserContext<Account, long>(options),
        IDataProtectionKeyContext
{
    /// <summary>The name of the query filter that keeps portfolios apart.</summary>
    public const string Tenancy = "Tenancy";

    private readonly List<AuditRecord> _audit = [];
    private int _unaudited;

    public DbSet<Portfolio> Portfolios => Set<Portfolio>();
    public DbSet<PortfolioLabel> PortfolioLabels => Set<PortfolioLabel>();
    public DbSet<BusinessApp> BusinessApps => Set<BusinessApp>();
    public DbSet<PortfolioApp> PortfolioApps => Set<PortfolioApp>();
    public DbSet<SystemUser> SystemUsers => Set<SystemUser>();
    public DbSet<SystemUserVersion> SystemUserVersions => Set<SystemUserVersion>();
    public DbSet<AppScopedSystemUser> AppScopedSystemUsers => Set<AppScopedSystemUser>();
    public DbSet<Consumer> Consumers => Set<Consumer>();
    public DbSet<HandOver> HandOvers => Set<HandOver>();
    public DbSet<ChecklistLine> ChecklistLines => Set<ChecklistLine>();
    public DbSet<Asset> Assets => Set<Asset>();
    public DbSet<GroupedAsset> GroupedAssets => Set<GroupedAsset>();
    public DbSet<Grant> Grants => Set<Grant>();
    public DbSet<SeenGrant> SeenGrants => Set<SeenGrant>();
    public DbSet<Token> Tokens => Set<Token>();
    public DbSet<VaultSecret> VaultSecrets => Set<VaultSecret>();
    public DbSet<TokenStateVersion> TokenStateVersions => Set<TokenStateVersion>();
    public DbSet<Operation> Operations => Set<Operation>();
    public DbSet<OperationStep> OperationSteps => Set<OperationStep>();
    public DbSet<Worker> Workers => Set<Worker>();
    public DbSet<GraphLimit> GraphLimits => Set<GraphLimit>();
    public DbSet<VaultBreaker> VaultBreakers => Set<VaultBreaker>();
    public DbSet<Finding> Findings => Set<Finding>();
    public DbSet<SyncPart> SyncParts => Set<SyncPart>();

    public DbSet<SyncGap> SyncGaps => Set<SyncGap>();
    public DbSet<Partner> Partners => Set<Partner>();
    public DbSet<PartnerShare> PartnerShares => Set<PartnerShare>();
    public DbSet<Review> Reviews => Set<Review>();
    public DbSet<ReviewLine> ReviewLines => Set<ReviewLine>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<BusinessPerson> BusinessPeople => Set<BusinessPerson>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<LabelRole> LabelRoles => Set<LabelRole>();
    public DbSet<RoleAssignment> RoleAssignments => Set<RoleAssignment>();
    public DbSet<SetupCode> SetupCodes => Set<SetupCode>();
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();
    public DbSet<AuditAnchor> AuditAnchors => Set<AuditAnchor>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    // These two are read anew by each query, as its parameters: the filter is one model's, the user is the request's.
    private bool SeesAllPortfolios => user.SeesAllPortfolios;

    private long AccountId => user.AccountId;

    /// <summary>Notes what the next save does. Without one, a save of anything but sign-in bookkeeping is refused.</summary>
    public void Audit(AuditRecord record) => _audit.Add(record);

    /// <summary>
    /// Waits, inside a transaction, until nobody else holds this name, and holds it to the transaction's end. On SQLite
    /// the transaction holds the only write lock already.
    /// </summary>
    internal async Task LockAsync(string name, CancellationToken cancellationToken)
    {
        if (Database.IsNpgsql())
            await Database.ExecuteSqlAsync(
                $"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))",
                cancellationToken
            );
    }

    /// <summary>Forgets what was noted and not saved: the change that it spoke of isn't made.</summary>
    internal void DropAuditRecords() => _audit.Clear();

    /// <summary>
    /// Lets saves through without an audit record until disposed. For rows that are one audited act together (a read of
    /// a whole inventory), and for bookkeeping that is no act.
    /// </summary>
    public IDisposable Unaudited(string because)
    {
        ArgumentException.ThrowIfNullOrEmpty(because);
        _unaudited++;
        return new EndOfUnaudited(this);
    }

    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default
    )
    {
        if (_audit.Count == 0)
        {
            if (_unaudited == 0)
                RefuseUnauditedChange();
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        // They speak of this save alone: where it fails they are gone with it.
        List<AuditRecord> records = [.. _audit];
        _audit.Clear();
        if (Database.CurrentTransaction is not null)
            return await SaveWithAsync(records, acceptAllChangesOnSuccess, cancellationToken);
        await using var own = await Database.BeginTransactionAsync(cancellationToken);
        // Whatever fails in it, all of it is undone: nobody goes back to a point within.
        Database.AutoSavepointsEnabled = false;
        try
        {
            var saved = await SaveWithAsync(records, acceptAllChangesOnSuccess, cancellationToken);
            await own.CommitAsync(cancellationToken);
            return saved;
        }
        finally
        {
            Database.AutoSavepointsEnabled = true;
        }
    }

    private async Task<int> SaveWithAsync(
        IReadOnlyList<AuditRecord> records,
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken
    )
    {
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await AppendAsync(records, acceptAllChangesOnSuccess, cancellationToken);
        return saved;
    }

    private async Task AppendAsync(
        IReadOnlyList<AuditRecord> records,
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await AuditChain.AppendAsync(this, records, user, time.GetUtcNow(), cancellationToken);
            await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        // A right or the table is missing, the head is gone, the disk is full. A database that is busy or away is
        // another matter: that isn't about the log.
        catch (Exception failure)
            when (failure is DbUpdateException or DbException or InvalidOperationException
                && DatabaseTroubles.Of(failure) is null or DatabaseTrouble.NotWritable
            )
        {
            throw new AuditNotWrittenException(failure);
        }
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        // The framework's key ring knows only this one.
        ChangeTracker.Entries().All(e => e.Entity is DataProtectionKey)
            ? base.SaveChanges(acceptAllChangesOnSuccess)
            : throw new NotSupportedException("Save with SaveChangesAsync: the audit log is written there.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        if (Database.IsSqlite())
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        else
            configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcMicrosecondsConverter>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(AppDb).Assembly);
        if (Database.IsNpgsql())
        {
            foreach (var key in builder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(IsSortKey))
                key.SetCollation("C");
        }

        // In each filter the set itself, so that it becomes a part of the query: a property that holds a query would be a
        // parameter, for whose value another query is sent each time, on a second connection.
        builder
            .Entity<Portfolio>()
            .HasQueryFilter(
                Tenancy,
                p =>
                    SeesAllPortfolios
                    || RoleAssignments
                        .Where(r => r.AccountId == AccountId && r.PortfolioId != null)
                        .Select(r => r.PortfolioId!.Value)
                        .Contains(p.Id)
            );
        FilterAll<IPortfolioOwned>(builder, nameof(FilterOwned));
        FilterAll<IPortfolioScoped>(builder, nameof(FilterScoped));
    }

    private void FilterAll<T>(ModelBuilder builder, string filter)
    {
        var method = GetType().GetMethod(filter, BindingFlags.Instance | BindingFlags.NonPublic)!;
        foreach (
            var type in builder
                .Model.GetEntityTypes()
                .Select(e => e.ClrType)
                .Where(t => t.IsAssignableTo(typeof(T)))
                .ToList()
        )
            method.MakeGenericMethod(type).Invoke(this, [builder]);
    }

    private void FilterOwned<T>(ModelBuilder builder)
        where T : class, IPortfolioOwned =>
        builder
            .Entity<T>()
            .HasQueryFilter(
                Tenancy,
                e =>
                    SeesAllPortfolios
                    || RoleAssignments
                        .Where(r => r.AccountId == AccountId && r.PortfolioId != null)
                        .Select(r => r.PortfolioId!.Value)
                        .Contains(e.PortfolioId)
            );

    private void FilterScoped<T>(ModelBuilder builder)
        where T : class, IPortfolioScoped =>
        builder
            .Entity<T>()
            .HasQueryFilter(
                Tenancy,
                e =>
                    SeesAllPortfolios
                    || (
                        e.PortfolioId != null
                        && RoleAssignments
                            .Where(r => r.AccountId == AccountId && r.PortfolioId != null)
                            .Select(r => r.PortfolioId!.Value)
                            .Contains(e.PortfolioId.Value)
                    )
            );

    private static bool IsSortKey(IMutableProperty property) =>
        property.ClrType == typeof(string) && property.Name.EndsWith("Key", StringComparison.Ordinal);

    /// <summary>Everything but sign-in bookkeeping (Identity's own rows, data protection keys) is an act and must be audited.</summary>
    private void RefuseUnauditedChange()
    {
        var changed = ChangeTracker
            .Entries()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .Select(e => e.Metadata.ClrType)
            .FirstOrDefault(t =>
                t.Namespace?.StartsWith("SystemUserManager", StringComparison.Ordinal) == true && t != typeof(Account)
            );
        if (changed is not null)
            throw new InvalidOperationException(
                $"A change of {changed.Name} was about to be saved without an audit record."
            );
    }

    private sealed class EndOfUnaudited(AppDb db) : IDisposable
    {
        public void Dispose() => db._unaudited--;
    }

    /// <summary>
    /// A number that is no time is read as the first or the last: whoever wrote one into a row with the database's own
    /// tools must not close the pages that show it.
    /// </summary>
    private sealed class UtcTicksConverter()
        : ValueConverter<DateTimeOffset, long>(
            time => Microseconds.Cut(time).Ticks,
            ticks => new DateTimeOffset(
                Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks),
                TimeSpan.Zero
            )
        );

    private sealed class UtcMicrosecondsConverter()
        : ValueConverter<DateTimeOffset, DateTimeOffset>(time => Microseconds.Cut(time), time => time);
}
