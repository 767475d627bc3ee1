using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>Who proves here who people are.</summary>
/// <param name="Name">Of the organisation's OpenID Connect provider, as people know it; null: this app itself, by password and passkey.</param>
public sealed record IdentityProvider(string? Name)
{
    public static readonly IdentityProvider None = new((string?)null);

    public bool IsOn => Name is not null;

    /// <summary>Where this session began, and is proved anew; null: here.</summary>
    public string? NameOf(Session? session) => session?.Method == SessionMethods.IdentityProvider ? Name : null;
}

/// <summary>The proof was right, but it isn't taken where an identity provider is set up.</summary>
public sealed record SignInElsewhere(string Provider)
    : Problem(
        $"Here people sign in through {Provider}, and only the break-glass account by itself. Nobody was signed in. Use the button for {Provider}."
    );

/// <summary>
/// Which accounts may still sign in by password or passkey where an identity provider is set up: the break-glass account.
/// Until one is chosen, every administrator of all portfolios, so that setting up the provider locks nobody out.
/// </summary>
internal static class LocalSignIn
{
    public static async Task<bool> MaySignInByItselfAsync(
        this AppDb db,
        IdentityProvider provider,
        long accountId,
        CancellationToken cancellationToken
    )
    {
        if (!provider.IsOn)
            return true;
        var administrators = db.RoleAssignments.Where(r => r.Role == Role.Administrator && r.PortfolioId == null);
        var mayBreakGlass = await db
            .Users.Where(a => a.IsBreakGlass && a.EndedAt == null && administrators.Any(r => r.AccountId == a.Id))
            .Select(a => a.Id)
            .ToListAsync(cancellationToken);
        return mayBreakGlass.Count > 0
            ? mayBreakGlass.Contains(accountId)
            : await administrators.AnyAsync(r => r.AccountId == accountId, cancellationToken);
    }
}
