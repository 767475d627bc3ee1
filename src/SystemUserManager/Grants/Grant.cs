using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Grants;

/// <summary>
/// What was asked for and what was read back after our own act, one row per system user and asset. What the latest
/// reads saw stands in <see cref="SeenGrant"/>. Tasks are sorted and comma-separated (<see cref="TaskSet"/>).
/// </summary>
public sealed class Grant : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public long SystemUserId { get; private set; }

    public required SystemUser SystemUser { get; init; }

    public required long AssetId { get; init; }

    /// <summary>Empty: nothing is asked for any more.</summary>
    public required string AskedTasks { get; set; }

    /// <summary>null: not read back yet.</summary>
    public string? ConfirmedTasks { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Why it is more than the purpose preset needs; null: it isn't, or there is no preset.</summary>
    public string? Why { get; set; }

    public required long OperationId { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Grant>
    {
        public void Configure(EntityTypeBuilder<Grant> builder)
        {
            builder.ToTable("Grants");
            builder
                .HasOne(g => g.SystemUser)
                .WithMany()
                .HasForeignKey(g => g.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Asset>().WithMany().HasForeignKey(g => g.AssetId).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(g => new { g.SystemUserId, g.AssetId }).IsUnique();
        }
    }
}
