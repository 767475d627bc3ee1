using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Partners;

/// <summary>On which side of a portfolio a partner stands.</summary>
public enum PartnerRelation
{
    /// <summary>It works on this portfolio's assets.</summary>
    Agency,

    /// <summary>This portfolio works on its assets.</summary>
    Client,
}

/// <summary>Another business with which a portfolio shares assets, as Meta lists it; what is agreed with it, a person says.</summary>
public sealed class Partner : IPortfolioOwned
{
    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    /// <summary>Meta's id of the other business.</summary>
    public required string BusinessId { get; init; }

    public required PartnerRelation Relation { get; init; }

    public required string Name { get; set; }

    public string NameKey { get; set; } = "";

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>The last read without it; null: it was there at the first.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When a complete read first missed it; null: it is there.</summary>
    public DateTimeOffset? GoneAt { get; set; }

    /// <summary>What it does for us, or we for it; null: nobody said, so it is unknown.</summary>
    public string? Purpose { get; set; }

    /// <summary>Who answers for working with it.</summary>
    public long? OwnerId { get; set; }

    /// <summary>The day after which it should reach nothing any more; null: no end is agreed.</summary>
    public DateOnly? EndsOn { get; set; }

    public DateTimeOffset? LastConfirmedAt { get; set; }

    public string? LastConfirmedByName { get; set; }

    /// <summary>Somebody here said what it is for.</summary>
    public bool IsKnown => Purpose is not null;

    public void Rename(string name)
    {
        Name = name;
        NameKey = SortKey.Of(name);
    }

    internal sealed class Configuration : IEntityTypeConfiguration<Partner>
    {
        public void Configure(EntityTypeBuilder<Partner> builder)
        {
            builder.ToTable("Partners");
            builder.Ignore(p => p.IsKnown);
            builder
                .HasIndex(p => new
                {
                    p.PortfolioId,
                    p.Relation,
                    p.BusinessId,
                })
                .IsUnique();
            builder.HasIndex(p => new { p.NameKey, p.Id });
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(p => p.PortfolioId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Person>().WithMany().HasForeignKey(p => p.OwnerId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
