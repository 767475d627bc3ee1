using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.People;

namespace SystemUserManager.SystemUsers;

/// <summary>A system user offered to another owner, who takes it or doesn't. Until then the old one answers for it.</summary>
public sealed class HandOver : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required long SystemUserId { get; init; }

    /// <summary>null: nobody owned it.</summary>
    public required long? FromId { get; init; }

    public required long ToId { get; init; }

    public required string Reason { get; init; }

    public required string AskedByName { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public string? AnsweredByName { get; set; }

    /// <summary>null until it was answered.</summary>
    public bool? Accepted { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<HandOver>
    {
        public void Configure(EntityTypeBuilder<HandOver> builder)
        {
            builder.ToTable("HandOvers");
            builder
                .HasIndex(h => h.SystemUserId)
                .IsUnique()
                .HasFilter("\"AnsweredAt\" IS NULL")
                .HasDatabaseName("IX_HandOvers_Open");
            builder
                .HasOne<SystemUser>()
                .WithMany()
                .HasForeignKey(h => h.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Person>().WithMany().HasForeignKey(h => h.FromId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Person>().WithMany().HasForeignKey(h => h.ToId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
