using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Reviews;

/// <summary>What a review said of one system user, as it stood then.</summary>
public sealed class ReviewLine : IPortfolioOwned
{
    private const string NotAsked = "Not asked for: ";

    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public long ReviewId { get; private set; }

    public required long SystemUserId { get; init; }

    public required string SystemUserName { get; init; }

    /// <summary>As text: who owned it when it was signed.</summary>
    public string? OwnerName { get; init; }

    public required ReviewDecision Decision { get; init; }

    /// <summary>What the signer said of it, and why what was decided could not be asked for.</summary>
    public string? Note { get; private set; }

    /// <summary>What was reached then, in words: "12 grants, 2 live tokens".</summary>
    public required string Reached { get; init; }

    /// <summary>What the decision set off; null: nothing.</summary>
    public long? OperationId { get; set; }

    /// <summary>What was decided could not be asked for; <see cref="Note"/> says why.</summary>
    public bool IsRefused => Note?.Contains(NotAsked, StringComparison.Ordinal) == true;

    public void Say(string? note) => Note = string.IsNullOrWhiteSpace(note) ? null : note.Trim();

    /// <param name="why">The sentence with which what was decided was refused.</param>
    public void Refuse(string why) => Note = Note is null ? $"{NotAsked}{why}" : $"{Note}\n{NotAsked}{why}";

    internal sealed class Configuration : IEntityTypeConfiguration<ReviewLine>
    {
        public void Configure(EntityTypeBuilder<ReviewLine> builder)
        {
            builder.ToTable("ReviewLines");
            builder.Ignore(l => l.IsRefused);
            builder.HasIndex(l => l.SystemUserId);
            builder
                .HasOne<SystemUser>()
                .WithMany()
                .HasForeignKey(l => l.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Operation>().WithMany().HasForeignKey(l => l.OperationId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
