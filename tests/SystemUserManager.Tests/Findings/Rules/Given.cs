using MetaGraph.Assets;
using SystemUserManager.Findings;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings.Rules;

/// <summary>A portfolio in which everything is in order: each test changes what it is about.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    public static readonly PicturedPerson Ines = new(10, "Ines Roth", IsTeam: false, LeftAt: null, HasLeftMeta: false);
    public static readonly PicturedPerson Ole = new(11, "Ole Dahl", IsTeam: false, LeftAt: null, HasLeftMeta: false);

    public static readonly PicturedSystemUser Reporting = Ours(1, "northwind ads reporting");

    public static readonly PicturedAsset Brand = Asset(21, AssetKind.AdAccount, "Northwind Brand");

    public static readonly PicturedToken Live = new(31, Reporting.Id, "app", TokenState.Active)
    {
        IsIssuedHere = true,
        Scopes = "ads_read",
        IssuedAt = Now.AddDays(-10),
        ExpiresAt = Now.AddDays(50),
        SecretName = "meta-1-reporting-abc",
        SecretVersion = "v1",
        ValueSha256 = "aa",
        HealthCheckedAt = Now.AddHours(-3),
        SeenScopes = "ads_read",
        SeenExpiresAt = Now.AddDays(50),
    };

    public static readonly PicturedSecret Secret = new(
        Live.SecretName,
        IsEnabled: true,
        IsGone: false,
        Live.ExpiresAt,
        "managed-by=system-user-manager\nportfolio=1200\nsystem-user=g1\ntoken=31"
    );

    public static readonly IReadOnlySet<string> AllParts = AssetKinds
        .All.SelectMany(k => new[] { k.OwnedEdge, k.ClientEdge })
        .OfType<string>()
        .Concat([
            PortfolioPicture.Edges.SystemUsers,
            PortfolioPicture.Edges.People,
            PortfolioPicture.Edges.Agencies,
            PortfolioPicture.Edges.Clients,
            PortfolioPicture.Edges.Vault,
        ])
        .ToHashSet();

    public static PicturedSystemUser Ours(long id, string name) =>
        new(id, $"g{id}", name, "EMPLOYEE")
        {
            IsOurs = true,
            ConfirmedName = name,
            ConfirmedRole = "EMPLOYEE",
            Preset = "reporting",
            Environment = SystemUserManager.SystemUsers.IntegrationEnvironment.Production,
            OwnerId = Ines.Id,
            SuccessorId = Ole.Id,
            MadeAt = Now.AddDays(-100),
            FirstSeenAt = Now.AddDays(-100),
            LastConfirmedAt = Now.AddDays(-100),
        };

    public static PicturedSystemUser Found(long id, string name) => new(id, $"g{id}", name, "EMPLOYEE");

    public static PicturedAsset Asset(long id, AssetKind kind, string name) =>
        new(id, kind, $"m{id}", name) { FirstSeenAt = Now.AddDays(-100) };

    public static PicturedGrant Seen(PicturedSystemUser who, PicturedAsset what, string tasks = "ANALYZE,DRAFT") =>
        new(who.Id, what.Id, tasks, Now.AddHours(-1), Now.AddHours(-7));

    public static PicturedRecord Meant(PicturedSystemUser who, PicturedAsset what, string tasks = "ANALYZE,DRAFT") =>
        new(who.Id, what.Id, tasks, tasks, Why: null);

    /// <summary>What isn't given is in order.</summary>
    public static PortfolioPicture Picture(
        IReadOnlyList<PicturedSystemUser>? systemUsers = null,
        IReadOnlyList<PicturedAsset>? assets = null,
        IReadOnlyList<PicturedGrant>? seen = null,
        IReadOnlyList<PicturedRecord>? recorded = null,
        IReadOnlyList<PicturedPlace>? grouped = null,
        IReadOnlyList<PicturedToken>? tokens = null,
        IReadOnlyList<PicturedSecret>? secrets = null,
        IReadOnlyList<PicturedPartner>? partners = null,
        IReadOnlyList<PicturedConsumer>? consumers = null,
        IReadOnlyList<PicturedControlToken>? control = null,
        IReadOnlyList<PicturedPerson>? people = null,
        IReadOnlySet<string>? parts = null,
        PolicyOptions? policy = null,
        PortfolioMode mode = PortfolioMode.ObserveAndAct,
        int? slots = 10,
        DateTimeOffset? at = null,
        DateTimeOffset? vaultReadAt = null,
        IReadOnlyList<PicturedToken>? ended = null,
        IReadOnlySet<string>? unread = null
    ) =>
        new()
        {
            At = at ?? Now,
            Portfolio = new PicturedPortfolio(5, "1200", "Northwind", mode, slots),
            Policy = policy ?? new PolicyOptions(),
            SystemUsers = systemUsers ?? [Reporting],
            Assets = assets ?? [Brand],
            Seen = seen ?? [Seen(Reporting, Brand)],
            Recorded = recorded ?? [Meant(Reporting, Brand)],
            Grouped = grouped ?? [],
            Tokens = tokens ?? [Live],
            Ended = ended ?? [],
            Secrets = secrets ?? [Secret],
            Partners = partners ?? [],
            Consumers = consumers ?? [new PicturedConsumer(Reporting.Id, "Looker", Live.Id)],
            ControlTokens = control ?? [],
            People = (people ?? [Ines, Ole]).ToDictionary(p => p.Id),
            CompleteParts = parts ?? AllParts,
            VaultReadAt = vaultReadAt,
            UnreadParts = unread ?? new HashSet<string>(),
        };

    public static IReadOnlySet<string> Without(params string[] parts) => AllParts.Except(parts).ToHashSet();

    public static FindingSubject About(SeenFinding f) => new(f.ObjectKey, f.SystemUserId, f.TokenId, f.AssetId);

    public static IReadOnlyList<SeenFinding> Look<T>(PortfolioPicture picture)
        where T : ComparingRule, new() => [.. new T().Look(picture)];

    public static SeenFinding One<T>(PortfolioPicture picture)
        where T : ComparingRule, new() => Assert.Single(Look<T>(picture));

    public static bool CanTell<T>(PortfolioPicture picture, SeenFinding about)
        where T : ComparingRule, new() => new T().CanTell(picture, About(about));
}
