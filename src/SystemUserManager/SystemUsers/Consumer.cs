using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Tokens;

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

    /// <summary>The token that it was last said to work with; null: nobody said so of any.</summary>
    public long? ConfirmedTokenId { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    public string? ConfirmedByName { get; set; }

    /// <summary>SHA-256 of the code in the one-time link with which its contact confirms; lower-case hex. null: none was made, or it was used.</summary>
    public string? LinkSha256 { get; set; }

    public DateTimeOffset? LinkValidUntil { get; set; }

    /// <summary>The token that the link is about.</summary>
    public long? LinkTokenId { get; set; }

    /// <summary>True where <see cref="Contact"/> names this address, alone or as "Ada &lt;ada@example.com&gt;".</summary>
    public bool IsContact(string? email)
    {
        if (string.IsNullOrWhiteSpace(email) || Contact is null)
            return false;
        return Contact
            .Split([' ', '<', '>', ',', ';'], StringSplitOptions.RemoveEmptyEntries)
            .Contains(email.Trim(), StringComparer.OrdinalIgnoreCase);
    }

    public void EndLink()
    {
        LinkSha256 = null;
        LinkValidUntil = null;
        LinkTokenId = null;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<Consumer>
    {
        public void Configure(EntityTypeBuilder<Consumer> builder)
        {
            builder.ToTable("Consumers");
            builder.Property(c => c.LinkSha256).HasMaxLength(64);
            builder.HasIndex(c => c.LinkSha256).IsUnique();
            builder.HasOne<Token>().WithMany().HasForeignKey(c => c.ConfirmedTokenId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Token>().WithMany().HasForeignKey(c => c.LinkTokenId).OnDelete(DeleteBehavior.Restrict);
            builder
                .HasOne(c => c.SystemUser)
                .WithMany()
                .HasForeignKey(c => c.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
        }
    }
}
