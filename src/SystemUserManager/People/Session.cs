using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SystemUserManager.People;

/// <summary>One browser in which somebody is signed in. The cookie holds its number alone; what stands here decides.</summary>
public sealed class Session
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public required long AccountId { get; init; }

    /// <summary>How it began: password, password and code, passkey, identity provider.</summary>
    public required string Method { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>To within a minute.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When they last proved who they are; long ago where the identity provider doesn't say when.</summary>
    public DateTimeOffset ProvedAt { get; set; }

    public string? Address { get; init; }

    /// <summary>What the browser says of itself, cut.</summary>
    public string? Browser { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> builder)
        {
            builder.ToTable("Sessions");
            builder.HasIndex(s => new { s.AccountId, s.EndedAt });
            builder.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
