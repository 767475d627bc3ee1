namespace SystemUserManager.People;

/// <summary>
/// Who is asking, for the length of one request or one run of the worker. Until somebody is set it is nobody, and
/// nobody sees or may do anything.
/// </summary>
public sealed class CurrentUser
{
    private IReadOnlyCollection<RoleAssignment> _roles = [];

    /// <summary>0: nobody, or the worker.</summary>
    public long AccountId { get; private set; }

    /// <summary>Written into the audit log as text; "nobody" until somebody is set.</summary>
    public string Name { get; private set; } = "nobody";

    /// <summary>null: nobody, or the worker.</summary>
    public string? Email { get; private set; }

    /// <summary>The worker: it sees every portfolio and carries out what people asked for.</summary>
    public bool IsSystem { get; private set; }

    /// <summary>Ties the rows of one request together in log and audit; null outside a request.</summary>
    public string? RequestId { get; set; }

    public bool IsSignedIn => AccountId != 0;

    /// <summary>null: no browser's session (the worker, a test).</summary>
    public Session? Session { get; private set; }

    /// <summary>Empty where there is no session.</summary>
    public Guid SessionId => Session?.Id ?? Guid.Empty;

    /// <summary>The account has a code generator or a passkey.</summary>
    public bool HasSecondFactor { get; private set; }

    /// <summary>True where no tenancy filter is needed.</summary>
    public bool SeesAllPortfolios => IsSystem || _roles.Any(r => r.PortfolioId is null);

    public void Become(Account account, IReadOnlyCollection<RoleAssignment> roles)
    {
        AccountId = account.Id;
        Name = $"{account.Name} <{account.Email}>";
        Email = account.Email;
        _roles = roles;
    }

    public void Become(CurrentSession current)
    {
        Become(current.Account, current.Roles);
        Session = current.Session;
        HasSecondFactor = current.HasSecondFactor;
    }

    public void BecomeSystem(string name = "System User Manager")
    {
        IsSystem = true;
        Name = name;
    }

    /// <summary>True if the user holds the role on at least one portfolio: enough to be shown a page, not to act.</summary>
    public bool Holds(Role role) => IsSystem || _roles.Any(r => r.Role >= role);

    /// <summary>True if the user holds this role, or a higher one, on this portfolio.</summary>
    public bool May(Role role, long portfolioId) =>
        IsSystem || _roles.Any(r => r.Role >= role && (r.PortfolioId is null || r.PortfolioId == portfolioId));

    /// <summary>As the other; null is the product itself, for which the role must be held on all portfolios.</summary>
    public bool May(Role role, long? portfolioId) => portfolioId is { } one ? May(role, one) : MayEverywhere(role);

    /// <summary>True if the user holds this role, or a higher one, on all portfolios (needed to connect one, and for accounts).</summary>
    public bool MayEverywhere(Role role) => IsSystem || _roles.Any(r => r.Role >= role && r.PortfolioId is null);
}
