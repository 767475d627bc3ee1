using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>Somebody who answers for a system user: a person or a team, with or without an account here.</summary>
public sealed class Person
{
    public long Id { get; private set; }

    public required string Name { get; set; }

    public string NameKey { get; private set; } = "";

    public string? Email { get; set; }

    public string? EmailKey { get; private set; }

    public bool IsTeam { get; set; }

    public long? AccountId { get; set; }

    /// <summary>When somebody said that they left the company; null: they are here.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    public static Person Called(string name, string? email = null, bool isTeam = false) =>
        new()
        {
            Name = name.Trim(),
            NameKey = SortKey.Of(name),
            Email = email?.Trim(),
            EmailKey = email is null ? null : SortKey.Of(email),
            IsTeam = isTeam,
        };

    internal sealed class Configuration : IEntityTypeConfiguration<Person>
    {
        public void Configure(EntityTypeBuilder<Person> builder)
        {
            builder.ToTable("People");
            builder.Property(p => p.Name).HasMaxLength(200);
            builder.Property(p => p.NameKey).HasMaxLength(400);
            builder.HasIndex(p => p.NameKey);
            builder.HasIndex(p => p.EmailKey).IsUnique();
            builder.HasIndex(p => p.AccountId).IsUnique();
            builder.HasOne<Account>().WithMany().HasForeignKey(p => p.AccountId).OnDelete(DeleteBehavior.SetNull);
        }
    }
}
