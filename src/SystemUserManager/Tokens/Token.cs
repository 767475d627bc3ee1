using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>Where a token stands. The value itself is only ever in the vault.</summary>
public enum TokenState
{
    /// <summary>Being issued; not proved yet.</summary>
    Issuing,

    /// <summary>In the vault under its live name, and proved with the copy read back from there.</summary>
    Active,
    Rotating,
    Revoking,

    /// <summary>Meta said that it is dead.</summary>
    Revoked,
    Expired,

    /// <summary>It may live at Meta, and nobody holds its value.</summary>
    Orphan,
}

/// <summary>Where the record of a token came from.</summary>
public enum TokenOrigin
{
    IssuedHere,

    /// <summary>It stood in the vault already, made by others.</summary>
    Registered,
}

/// <summary>What is known of a token: everything but its value.</summary>
public sealed class Token : IPortfolioOwned
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(60);

    public long Id { get; private set; }

    public required long PortfolioId { get; init; }

    public required long SystemUserId { get; init; }

    public required string AppId { get; init; }

    public TokenState State { get; private set; }

    public TokenOrigin Origin { get; init; }

    /// <summary>Comma-separated, sorted.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>Why its scopes are more than the purpose preset needs; null: they aren't, or there is no preset.</summary>
    public string? ScopesWhy { get; set; }

    /// <summary>How long it was asked to live; null for a token that wasn't made here.</summary>
    public TokenLifetime? AskedLifetime { get; set; }

    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>null with <see cref="NeverExpires"/>: never; null without: not known yet.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public bool NeverExpires { get; set; }

    public required string SecretName { get; set; }

    /// <summary>The version under the live name that holds it; null until published.</summary>
    public string? SecretVersion { get; set; }

    /// <summary>SHA-256 of the value, lower-case hex: tells two copies apart without holding either. null until generated.</summary>
    public string? ValueSha256 { get; set; }

    /// <summary>When the copy read back from the vault was last proved to work.</summary>
    public DateTimeOffset? ProvedAt { get; set; }

    public string? Proof { get; set; }

    /// <summary>When Meta was last asked about it by the daily look; null: never.</summary>
    public DateTimeOffset? HealthCheckedAt { get; set; }

    /// <summary>Why it can't do what the record says, in words; null: nothing is wrong, or it wasn't asked.</summary>
    public string? HealthProblem { get; set; }

    /// <summary>What Meta said of its scopes, comma-separated, sorted; null: never asked.</summary>
    public string? SeenScopes { get; set; }

    /// <summary>What Meta said of its end; null: it never ends, or was never asked (<see cref="HealthCheckedAt"/>).</summary>
    public DateTimeOffset? SeenExpiresAt { get; set; }

    /// <summary>For one that nobody holds: by then it is dead by itself. null: never, or not an orphan.</summary>
    public DateTimeOffset? DiesBy { get; set; }

    /// <summary>For a revoked one: when the vault was last seen to hold it disabled.</summary>
    public DateTimeOffset? VaultCheckedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public string? RevocationProof { get; set; }

    public required long IssueOperationId { get; init; }

    /// <summary>When Meta last said something of it: asked by the daily look, or when it was proved. null: never.</summary>
    public DateTimeOffset? LastCheckedAt =>
        ProvedAt > HealthCheckedAt || HealthCheckedAt is null ? ProvedAt : HealthCheckedAt;

    public bool IsLive => State is TokenState.Active or TokenState.Rotating or TokenState.Revoking;

    /// <summary>For ever: nothing ends it once more.</summary>
    public bool IsDead => State is TokenState.Revoked or TokenState.Expired;

    /// <summary>Changes the state and writes its history; returns the new version row for the caller to add.</summary>
    public TokenStateVersion Enter(TokenState state, DateTimeOffset at)
    {
        State = state;
        DiesBy = state == TokenState.Orphan ? WhenItDiesByItself(at) : null;
        return new TokenStateVersion
        {
            PortfolioId = PortfolioId,
            Token = this,
            State = state,
            ValidFrom = at,
        };
    }

    /// <summary>The record says of it what Meta said last.</summary>
    public void TakeOverSeen() =>
        (Scopes, ExpiresAt, NeverExpires) = (SeenScopes ?? Scopes, SeenExpiresAt, SeenExpiresAt is null);

    /// <summary>Nobody knows when it was made, only that it was not after now. null: perhaps never.</summary>
    private DateTimeOffset? WhenItDiesByItself(DateTimeOffset now) =>
        NeverExpires ? null : ExpiresAt ?? (AskedLifetime == TokenLifetime.SixtyDays ? now + LongestLife : null);

    internal sealed class Configuration : IEntityTypeConfiguration<Token>
    {
        public void Configure(EntityTypeBuilder<Token> builder)
        {
            builder.ToTable("Tokens");
            builder.Ignore(t => t.LastCheckedAt);
            builder.Ignore(t => t.IsLive);
            builder.Ignore(t => t.IsDead);
            builder
                .HasOne<SystemUser>()
                .WithMany()
                .HasForeignKey(t => t.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(t => t.SystemUserId);
            builder.HasIndex(t => t.ValueSha256);
            // A read may find several that others put into the vault.
            builder.HasIndex(t => t.IssueOperationId).IsUnique().HasFilter("\"Origin\" = 'IssuedHere'");
        }
    }
}
