using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SystemUserManager.People;

/// <summary>Somebody who can sign in here. E-mail is the user name.</summary>
public sealed class Account : IdentityUser<long>
{
    public string Name { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>Set when the account was ended; it can't sign in and its sessions are over.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>From then on it can't sign in; null: no end is set.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>The one local account that may sign in where everybody else signs in through the identity provider.</summary>
    public bool IsBreakGlass { get; set; }

    /// <summary>The password was typed by somebody else (a new account, a password set anew): nothing else is open until it is changed.</summary>
    public bool MustChangePassword { get; set; }

    public ICollection<RoleAssignment> Roles { get; } = [];

    internal sealed class Configuration : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> builder)
        {
            builder.ToTable("Accounts");
            builder.Property(a => a.Name).HasMaxLength(200);
        }
    }
}
