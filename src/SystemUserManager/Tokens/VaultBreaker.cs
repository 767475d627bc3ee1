using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SystemUserManager.Tokens;

/// <summary>
/// Whether a vault takes writes, as all workers saw it: after a row of failures no new token is generated until a trial
/// write went well. Revokes go on.
/// </summary>
public sealed class VaultBreaker
{
    public required string VaultUri { get; init; }

    /// <summary>Writes that failed one after the other; 0: the last one went well.</summary>
    public int Failures { get; set; }

    public DateTimeOffset? FirstFailedAt { get; set; }

    /// <summary>Until then nobody tries; null: closed, writes go through.</summary>
    public DateTimeOffset? OpenUntil { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<VaultBreaker>
    {
        public void Configure(EntityTypeBuilder<VaultBreaker> builder)
        {
            builder.ToTable("VaultBreakers");
            builder.HasKey(b => b.VaultUri);
        }
    }
}
