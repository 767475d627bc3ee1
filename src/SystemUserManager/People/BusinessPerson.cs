using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;

namespace SystemUserManager.People;

/// <summary>Somebody whom Meta lists as a person of a portfolio. Whether it is one of ours, a person says.</summary>
public sealed class BusinessPerson : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required string GraphId { get; init; }

    public required string Name { get; set; }

    public string NameKey { get; set; } = "";

    public string? Email { get; private set; }

    public string? EmailKey { get; private set; }

    /// <summary>Meta's role text: ADMIN, EMPLOYEE, or what Meta may add.</summary>
    public string? Role { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When a complete read first missed them; null: they are there.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    /// <summary>Who they are here; null: nobody said.</summary>
    public long? PersonId { get; set; }

    public DateTimeOffset? MatchedAt { get; set; }

    public string? MatchedByName { get; set; }

    public void Rename(string name)
    {
        Name = name;
        NameKey = SortKey.Of(name);
    }

    /// <param name="email">null: Meta doesn't tell it.</param>
    public void Write(string? email)
    {
        Email = email;
        EmailKey = email is null ? null : SortKey.Of(email);
    }

    internal sealed class Configuration : IEntityTypeConfiguration<BusinessPerson>
    {
        public void Configure(EntityTypeBuilder<BusinessPerson> builder)
        {
            builder.ToTable("BusinessPeople");
            builder.HasIndex(p => new { p.PortfolioId, p.GraphId }).IsUnique();
            builder.HasIndex(p => new { p.PortfolioId, p.NameKey });
            builder.HasIndex(p => p.NameKey);
            builder.HasIndex(p => p.EmailKey);
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(p => p.PortfolioId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Person>().WithMany().HasForeignKey(p => p.PersonId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
