using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Assets;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Partners;

namespace SystemUserManager.SystemUsers;

/// <summary>What the API can't do and a person does in Meta's own pages, with who did it and when.</summary>
public sealed class ChecklistLine : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    /// <summary>null: it is about a partner alone.</summary>
    public required long? SystemUserId { get; init; }

    /// <summary>The partner that was ended; null: it has nothing to do with one.</summary>
    public long? PartnerId { get; init; }

    public long? AssetId { get; init; }

    /// <summary>What is to be done, and where in Meta's pages.</summary>
    public required string Text { get; init; }

    /// <summary>The operation that couldn't do it.</summary>
    public required long OperationId { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public DateTimeOffset? DoneAt { get; set; }

    public string? DoneByName { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<ChecklistLine>
    {
        public void Configure(EntityTypeBuilder<ChecklistLine> builder)
        {
            builder.ToTable("ChecklistLines");
            builder.HasIndex(l => new { l.SystemUserId, l.DoneAt });
            builder
                .HasOne<SystemUser>()
                .WithMany()
                .HasForeignKey(l => l.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(l => new { l.PartnerId, l.DoneAt });
            builder.HasOne<Partner>().WithMany().HasForeignKey(l => l.PartnerId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Asset>().WithMany().HasForeignKey(l => l.AssetId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Operation>().WithMany().HasForeignKey(l => l.OperationId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
