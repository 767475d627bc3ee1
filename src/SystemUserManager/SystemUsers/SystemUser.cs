using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.SystemUsers;

/// <summary>Where the record of a system user came from.</summary>
public enum SystemUserOrigin
{
    Found,
    MadeHere,
}

/// <summary>Where an integration runs.</summary>
public enum IntegrationEnvironment
{
    Production,
    Staging,
    Test,
    Development,
}

/// <summary>How the tool that uses a token gets hold of it.</summary>
public enum TokenDelivery
{
    ReadsVault,
    PersonCopies,
    PipelineCopies,
}

/// <summary>A non-human member of a portfolio. A row exists only for what Meta's list showed at least once.</summary>
public sealed class SystemUser : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    /// <summary>The app through which <see cref="GraphId"/> means this system user: Meta's ids are app-scoped.</summary>
    public required string AppId { get; init; }

    public required string GraphId { get; init; }

    public required string Name { get; set; }

    public string NameKey { get; set; } = "";

    /// <summary>Meta's role text: ADMIN, EMPLOYEE, or what Meta may add.</summary>
    public required string Role { get; set; }

    /// <summary>The name that somebody here wanted for it, or took over; null: nobody did.</summary>
    public string? ConfirmedName { get; private set; }

    /// <summary>As <see cref="ConfirmedName"/>, of its role.</summary>
    public string? ConfirmedRole { get; private set; }

    public SystemUserOrigin Origin { get; set; }

    public DateTimeOffset? MetaCreatedAt { get; set; }

    public string? MetaCreatedBy { get; set; }

    public string? Purpose { get; set; }

    /// <summary>The key of the purpose preset that was chosen (<c>reporting</c>, <c>custom</c>, …); null: none was.</summary>
    public string? Preset { get; set; }

    public IntegrationEnvironment? Environment { get; set; }

    public long? OwnerId { get; set; }

    public long? SuccessorId { get; set; }

    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When a complete read first missed it; null: it is there.</summary>
    public DateTimeOffset? VanishedAt { get; set; }

    /// <summary>When somebody said of a found one that it is ours, and who answers for it; null: nobody did, or it was made here.</summary>
    public DateTimeOffset? AdoptedAt { get; set; }

    public string? AdoptedByName { get; set; }

    /// <summary>When somebody last said that it is still needed.</summary>
    public DateTimeOffset? LastConfirmedAt { get; set; }

    public string? LastConfirmedByName { get; set; }

    public DateOnly? NextReviewOn { get; set; }

    /// <summary>The vault secret that holds this system user's token, made once and never changed or reused; null: none yet.</summary>
    public string? SecretName { get; set; }

    public long? MadeByOperationId { get; set; }

    public bool IsAdmin => Role == "ADMIN";

    /// <summary>Differences are told only of those that somebody here answers for.</summary>
    public bool IsOurs => Origin == SystemUserOrigin.MadeHere || AdoptedAt is not null;

    public void Rename(string name)
    {
        Name = name;
        NameKey = SortKey.Of(name);
    }

    /// <summary>As Meta shows it now it is meant: name and role.</summary>
    public void ConfirmAsShown() => (ConfirmedName, ConfirmedRole) = (Name, Role);

    /// <summary>The name was wanted here, whatever Meta shows by now.</summary>
    public void ConfirmName(string name) => ConfirmedName = name;

    /// <summary>As <see cref="ConfirmName"/>, of its role.</summary>
    public void ConfirmRole(string role) => ConfirmedRole = role;

    internal sealed class Configuration : IEntityTypeConfiguration<SystemUser>
    {
        public void Configure(EntityTypeBuilder<SystemUser> builder)
        {
            builder.ToTable("SystemUsers");
            builder.Ignore(s => s.IsAdmin);
            builder.Ignore(s => s.IsOurs);
            builder.HasIndex(s => s.NextReviewOn);
            builder
                .HasIndex(s => new
                {
                    s.PortfolioId,
                    s.AppId,
                    s.GraphId,
                })
                .IsUnique();
            builder.HasIndex(s => new { s.NameKey, s.Id });
            builder.HasIndex(s => s.SecretName).IsUnique();
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(s => s.PortfolioId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Person>().WithMany().HasForeignKey(s => s.OwnerId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Person>().WithMany().HasForeignKey(s => s.SuccessorId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
