using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>None of the groups that the provider named gives a role here.</summary>
public sealed record NoRoleFromGroups(string Provider)
    : Problem(
        $"{Provider} knows you, but none of your groups there has a role here. Nobody was signed in. Ask an administrator which group to join."
    );

/// <summary>The account was ended here, or is past its last day.</summary>
public sealed record ProviderAccountEnded()
    : Problem("Your account here was ended. Nobody was signed in. An administrator can reopen it.");

/// <summary>An account would be found by an e-mail that nobody vouches for.</summary>
public sealed record EmailNotVerified(string Provider)
    : Problem(
        $"An account with your e-mail is here already, and {Provider} does not say that the e-mail was verified, so it may not be yours. "
            + "Nobody was signed in, and nothing was changed. An administrator can let the provider say it: see Operations, Signing in through an identity provider."
    );

/// <summary>The provider said too little of a person.</summary>
public sealed record ProviderSaidTooLittle(string Provider, string What)
    : Problem($"{Provider} did not say {What}. Nobody was signed in. Its settings for this app must let it.");

/// <summary>
/// Takes what an OpenID Connect provider says of a person whose proof was checked already. The account is found by issuer
/// and subject; a new person gets one, and somebody who had one before is joined to it by a verified e-mail. The roles
/// are those of the groups, each time.
/// </summary>
public sealed class SignInThroughProvider(
    AppDb db,
    NewAccount newAccount,
    ILookupNormalizer normalizer,
    IdentityProvider provider,
    TimeProvider time
)
{
    /// <param name="Issuer">The claim iss.</param>
    /// <param name="Subject">The claim sub: never given to another person by this issuer.</param>
    /// <param name="Email">null: it said none.</param>
    /// <param name="Name">null: it said none.</param>
    /// <param name="Roles">On all portfolios, from the groups.</param>
    public sealed record Input(
        string Issuer,
        string Subject,
        string? Email,
        bool EmailIsVerified,
        string? Name,
        IReadOnlySet<Role> Roles
    );

    public async Task<Result<Account>> RunAsync(Input input, CancellationToken cancellationToken)
    {
        try
        {
            return await TakeAsync(input, cancellationToken);
        }
        catch (DbUpdateException refused) when (DatabaseTroubles.Of(refused) is null)
        {
            // Somebody signed in for the first time in two tabs at once: the other one has made the account.
            db.ChangeTracker.Clear();
            return await TakeAsync(input, cancellationToken);
        }
    }

    private async Task<Result<Account>> TakeAsync(Input input, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var found = await FindAsync(input, cancellationToken);
        if (!found.Succeeded)
            return await RefuseAsync(null, found.Problems[0]);
        var account = found.Value.Account;
        if (account is not null && (account.EndedAt is not null || account.EndsAt <= time.GetUtcNow()))
            return await RefuseAsync(account, new ProviderAccountEnded());
        if (input.Roles.Count == 0)
        {
            if (account is not null)
                await ChangeRolesAsync(account, input.Roles, cancellationToken);
            return await RefuseAsync(account, new NoRoleFromGroups(provider.Name!));
        }
        if (account is null)
        {
            var made = await MakeAsync(input, cancellationToken);
            if (!made.Succeeded)
                return made;
            account = made.Value;
        }
        else
            await ChangeRolesAsync(account, input.Roles, cancellationToken);
        if (!found.Value.IsLinked)
        {
            db.UserLogins.Add(
                new IdentityUserLogin<long>
                {
                    LoginProvider = input.Issuer,
                    ProviderKey = input.Subject,
                    ProviderDisplayName = provider.Name,
                    UserId = account.Id,
                }
            );
            db.Audit(AccountAudit.JoinedToProvider(account, provider.Name!));
        }
        await db.SaveChangesAsync(cancellationToken);
        if (!await db.HasAdministratorAsync(cancellationToken))
            return await RefuseAsync(account, new LastAdministrator());
        await transaction.CommitAsync(cancellationToken);
        return account;

        async Task<Result<Account>> RefuseAsync(Account? whose, Problem problem)
        {
            await db.SaveChangesAsync(cancellationToken);
            if (await db.HasAdministratorAsync(cancellationToken))
            {
                db.Audit(AccountAudit.SignInFailed(whose));
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return problem;
            }

            // The roles stay as they were; that somebody was refused is kept.
            await transaction.RollbackAsync(cancellationToken);
            db.ChangeTracker.Clear();
            db.Audit(AccountAudit.SignInFailed(whose));
            await db.SaveChangesAsync(cancellationToken);
            return problem;
        }
    }

    private async Task<Result<(Account? Account, bool IsLinked)>> FindAsync(
        Input input,
        CancellationToken cancellationToken
    )
    {
        var accounts = db.Users.Include(a => a.Roles);
        var logins = db.UserLogins.Where(l => l.LoginProvider == input.Issuer && l.ProviderKey == input.Subject);
        var linked = await accounts.SingleOrDefaultAsync(a => logins.Any(l => l.UserId == a.Id), cancellationToken);
        if (linked is not null)
            return (linked, true);
        if (string.IsNullOrWhiteSpace(input.Email))
            return new ProviderSaidTooLittle(provider.Name!, "your e-mail");
        var normalized = normalizer.NormalizeEmail(input.Email.Trim());
        var same = await accounts.SingleOrDefaultAsync(a => a.NormalizedEmail == normalized, cancellationToken);
        if (same is null)
            return ((Account?)null, false);
        // The break-glass account is for the day on which the provider can't be trusted or reached.
        if (same.IsBreakGlass)
            return new SignInElsewhere("the break-glass account's password");
        return input.EmailIsVerified ? (same, false) : new EmailNotVerified(provider.Name!);
    }

    private async Task<Result<Account>> MakeAsync(Input input, CancellationToken cancellationToken)
    {
        var email = input.Email!.Trim();
        var made = await newAccount.SaveAsync(
            string.IsNullOrWhiteSpace(input.Name) ? email : input.Name,
            email,
            password: null,
            mustChangePassword: false,
            cancellationToken,
            input.EmailIsVerified
        );
        if (!made.Succeeded)
            return made;
        db.RoleAssignments.AddRange(Rows(made.Value.Id, input.Roles));
        db.Audit(AccountAudit.CreatedByProvider(made.Value, InWords(input.Roles), provider.Name!));
        return made;
    }

    /// <summary>Nothing where they are the same already.</summary>
    private async Task ChangeRolesAsync(Account account, IReadOnlySet<Role> roles, CancellationToken cancellationToken)
    {
        var labels = await db.LabelRoles.Where(r => r.AccountId == account.Id).ToListAsync(cancellationToken);
        if (
            labels.Count == 0
            && account.Roles.All(r => r.PortfolioId is null)
            && roles.SetEquals(account.Roles.Select(r => r.Role))
        )
            return;
        var chosen = account.Roles.Select(r => r.PortfolioId).ToList();
        // Nobody is signed in yet, so nothing is seen of the portfolios; their names are for the log.
        var names = await db
            .Portfolios.IgnoreQueryFilters([AppDb.Tenancy])
            .Where(p => chosen.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
        var before = RolesText.Of(
            account
                .Roles.Where(r => r.LabelRoleId is null)
                .Select(r => (r.Role, r.PortfolioId is { } id ? names[id] : (string?)null)),
            labels.Select(l => (l.Role, l.Label))
        );
        await LabelRows.ReplaceAsync(db, account, [.. roles.Select(RoleChoice.Everywhere)], cancellationToken);
        db.Audit(AccountAudit.RolesChangedByProvider(account, before, InWords(roles)));
    }

    private static IEnumerable<RoleAssignment> Rows(long accountId, IEnumerable<Role> roles) =>
        roles.SelectMany(role => RoleChoice.Everywhere(role).For(accountId));

    private static string InWords(IEnumerable<Role> roles) =>
        RolesText.Of(roles.Order().Select(r => (r, (string?)null)));
}
