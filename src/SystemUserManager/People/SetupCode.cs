using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SystemUserManager.People;

/// <summary>
/// The one-time code that makes the first administrator (only while there is no account). Only its SHA-256 is kept;
/// the code itself stands once in the log of the process that made it.
/// </summary>
public sealed class SetupCode
{
    public long Id { get; private set; }

    public required string CodeSha256 { get; init; }

    public required DateTimeOffset ValidUntil { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<SetupCode>
    {
        public void Configure(EntityTypeBuilder<SetupCode> builder) => builder.ToTable("SetupCodes");
    }
}
