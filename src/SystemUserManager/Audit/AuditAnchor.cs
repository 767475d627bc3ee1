using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SystemUserManager.Audit;

/// <summary>
/// A copy of the chain's head that was put into the vault, where a change of the database doesn't reach it. This row
/// only says that and when; what counts is what stands in the vault.
/// </summary>
public sealed class AuditAnchor
{
    public long Id { get; private set; }

    public required DateTimeOffset At { get; init; }

    public required long Sequence { get; init; }

    public required string Hash { get; init; }

    public required string SecretVersion { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<AuditAnchor>
    {
        public void Configure(EntityTypeBuilder<AuditAnchor> builder)
        {
            builder.ToTable("AuditAnchors");
            builder.HasIndex(a => a.At);
        }
    }
}
