using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SystemUserManager.Operations;

/// <summary>A process that works: its sign of life, and how far its clock is off.</summary>
public sealed class Worker
{
    public long Id { get; private set; }

    /// <summary>Machine and process.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>By the database's clock, where it has one.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>Seconds by which its clock runs ahead of the one named by <see cref="SkewAgainst"/>; negative: behind. null: not compared yet.</summary>
    public double? SkewSeconds { get; set; }

    /// <summary>Whose clock it was compared with: Meta's, the database's.</summary>
    public string? SkewAgainst { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Worker>
    {
        public void Configure(EntityTypeBuilder<Worker> builder)
        {
            builder.ToTable("Workers");
            builder.HasIndex(w => w.Name).IsUnique();
            builder.HasIndex(w => w.LastSeenAt);
        }
    }
}
