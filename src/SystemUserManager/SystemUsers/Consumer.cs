using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.SystemUsers;

/// <summary>The tool that uses a system user's token.</summary>
public sealed class Consumer : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public long SystemUserId { get; private set; }

    public required SystemUser SystemUser { get; init; }

    public required string Tool { get; set; }

    public string? RunsAt { get; set; }

    public string? Contact { get; set; }

    public required TokenDelivery Delivery { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Consumer>
    {
        public void Configure(EntityTypeBuilder<Consumer> builder)
        {
            builder.ToTable("Consumers");
            builder
                .HasOne(c => c.SystemUser)
                .WithMany()
                .HasForeignKey(c => c.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
        }
    }
}
