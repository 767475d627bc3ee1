using MetaGraph.Assets;
using SystemUserManager.Grants;
using SystemUserManager.Partners;

namespace SystemUserManager.Findings;

/// <summary>
/// Everything that the record knows of one portfolio at one moment: what is meant, what the last reads of Meta and of the
/// vault saw, and how far those came. No token's value is in it.
/// </summary>
public sealed class PortfolioPicture
{
    private readonly Lazy<Dictionary<long, PicturedSystemUser>> _systemUsers;
    private readonly Lazy<Dictionary<long, PicturedAsset>> _assets;
    private readonly Lazy<ILookup<long, PicturedGrant>> _seen;
    private readonly Lazy<ILookup<long, PicturedRecord>> _recorded;
    private readonly Lazy<ILookup<long, PicturedToken>> _tokens;
    private readonly Lazy<ILookup<long, long>> _groups;
    private readonly Lazy<Dictionary<string, PicturedSecret>> _secrets;

    public PortfolioPicture()
    {
        _systemUsers = new(() => SystemUsers.ToDictionary(s => s.Id));
        _assets = new(() => Assets.ToDictionary(a => a.Id));
        _seen = new(() => Seen.ToLookup(g => g.SystemUserId));
        _recorded = new(() => Recorded.ToLookup(g => g.SystemUserId));
        _tokens = new(() => Tokens.ToLookup(t => t.SystemUserId));
        _groups = new(() => Grouped.ToLookup(g => g.AssetId, g => g.GroupId));
        _secrets = new(() => Secrets.ToDictionary(s => s.Name, StringComparer.OrdinalIgnoreCase));
    }

    public required DateTimeOffset At { get; init; }

    public required PicturedPortfolio Portfolio { get; init; }

    /// <summary>
    /// The oldest of the last complete reads of its parts, those whose latest read failed included; null: nothing was read
    /// yet. Of what any part tells nothing newer can be said to have been looked at.
    /// </summary>
    public DateTimeOffset? OldestReadAt { get; init; }

    /// <summary>When the last complete read of the vault's list began; null: never.</summary>
    public DateTimeOffset? VaultReadAt { get; init; }

    /// <summary>When the portfolio was compared last; null: never.</summary>
    public DateTimeOffset? LastLookAt { get; init; }

    /// <summary>As <see cref="OldestReadAt"/>, of that comparison.</summary>
    public DateTimeOffset? LastLookReadAt { get; init; }

    public PolicyOptions Policy { get; init; } = new();

    public IReadOnlyList<PicturedSystemUser> SystemUsers { get; init; } = [];

    public IReadOnlyList<PicturedAsset> Assets { get; init; } = [];

    /// <summary>What Meta shows now, what comes through asset groups included.</summary>
    public IReadOnlyList<PicturedGrant> Seen { get; init; } = [];

    /// <summary>What was asked for and confirmed.</summary>
    public IReadOnlyList<PicturedRecord> Recorded { get; init; } = [];

    /// <summary>Which assets are in which asset group now.</summary>
    public IReadOnlyList<PicturedPlace> Grouped { get; init; } = [];

    /// <summary>Every token that may be alive.</summary>
    public IReadOnlyList<PicturedToken> Tokens { get; init; } = [];

    /// <summary>Of each system user and app, the last token that ended by itself and was held by somebody.</summary>
    public IReadOnlyList<PicturedToken> Ended { get; init; } = [];

    public IReadOnlyList<PicturedSecret> Secrets { get; init; } = [];

    public IReadOnlyList<PicturedPartner> Partners { get; init; } = [];

    public IReadOnlyList<PicturedConsumer> Consumers { get; init; } = [];

    public IReadOnlyList<PicturedControlToken> ControlTokens { get; init; } = [];

    public IReadOnlyDictionary<long, PicturedPerson> People { get; init; } = new Dictionary<long, PicturedPerson>();

    /// <summary>The edges whose latest read reached its end.</summary>
    public IReadOnlySet<string> CompleteParts { get; init; } = new HashSet<string>();

    /// <summary>The edges whose latest read didn't reach its end.</summary>
    public IReadOnlySet<string> UnreadParts { get; init; } = new HashSet<string>();

    /// <summary>When the first complete read of each edge ended; one that never was isn't there.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> FirstReads { get; init; } =
        new Dictionary<string, DateTimeOffset>();

    /// <summary>System users that an operation works on now, or is about to, or of which a change waits for a person.</summary>
    public IReadOnlySet<long> Busy { get; init; } = new HashSet<long>();

    /// <summary>Those that somebody here answers for and that Meta shows, without the ones that this product acts through.</summary>
    public IEnumerable<PicturedSystemUser> Ours =>
        SystemUsers.Where(s => s is { IsOurs: true, IsThere: true, IsControl: false });

    /// <summary>All that Meta shows, without the ones that this product acts through.</summary>
    public IEnumerable<PicturedSystemUser> Others => SystemUsers.Where(s => s is { IsThere: true, IsControl: false });

    /// <summary>The live tokens of <see cref="Ours"/>.</summary>
    public IEnumerable<(PicturedToken Token, PicturedSystemUser Of)> LiveTokens =>
        from systemUser in Ours
        from token in TokensOf(systemUser)
        where token.IsLive
        select (token, systemUser);

    public PicturedSystemUser? SystemUser(long id) => _systemUsers.Value.GetValueOrDefault(id);

    public PicturedAsset Asset(long id) => _assets.Value[id];

    public IEnumerable<PicturedGrant> SeenOf(PicturedSystemUser systemUser) => _seen.Value[systemUser.Id];

    public IEnumerable<PicturedRecord> RecordedOf(PicturedSystemUser systemUser) => _recorded.Value[systemUser.Id];

    public IEnumerable<PicturedToken> TokensOf(PicturedSystemUser systemUser) => _tokens.Value[systemUser.Id];

    /// <summary>A newer one is there, and everything that uses it was said to work with that.</summary>
    public bool IsReplaced(PicturedToken token, PicturedSystemUser of)
    {
        var newer = NewerOf(token, of);
        var consumers = UsersOf(token, of);
        return newer.Count > 0
            && consumers.Count > 0
            && consumers.TrueForAll(c => c.ConfirmedTokenId is { } confirmed && newer.Contains(confirmed));
    }

    /// <summary>Of one that ended: as <see cref="IsReplaced"/>; where nothing is known that used it, a newer one is enough.</summary>
    public bool IsFollowed(PicturedToken ended, PicturedSystemUser of) =>
        IsReplaced(ended, of) || (NewerOf(ended, of).Count > 0 && UsersOf(ended, of).Count == 0);

    /// <summary>A token is for one app: what works with another app's doesn't use it.</summary>
    private List<PicturedConsumer> UsersOf(PicturedToken token, PicturedSystemUser of) =>
        [.. Consumers.Where(c => c.SystemUserId == of.Id && (c.AppId is null || c.AppId == token.AppId))];

    private HashSet<long> NewerOf(PicturedToken token, PicturedSystemUser of) =>
        TokensOf(of).Where(t => t.IsLive && t.AppId == token.AppId && t.Id > token.Id).Select(t => t.Id).ToHashSet();

    /// <summary>The asset groups in which an asset is.</summary>
    public IEnumerable<long> GroupsOf(long assetId) => _groups.Value[assetId];

    /// <summary>What it reaches besides asset groups: assets that are still there, with the tasks on them.</summary>
    public IEnumerable<(PicturedAsset Asset, IReadOnlyList<string> Tasks)> ReachOf(PicturedSystemUser systemUser) =>
        from grant in SeenOf(systemUser)
        let asset = Asset(grant.AssetId)
        where !asset.IsGone && asset.Kind != AssetKind.AssetGroup
        select (asset, TaskSet.Parse(grant.Tasks));

    /// <summary>null: the vault's list didn't have it.</summary>
    public PicturedSecret? Secret(string name) =>
        _secrets.Value.GetValueOrDefault(name) is { IsGone: false } secret ? secret : null;

    public bool Knows(string edge) => CompleteParts.Contains(edge);

    /// <summary>The vault's list is newer than all that the record says of the live tokens in this secret.</summary>
    public bool KnowsSecret(string name) =>
        Knows(Edges.Vault)
        && !Tokens.Any(t =>
            t.IsLive
            && t.ChangedAt >= VaultReadAt
            && string.Equals(t.SecretName, name, StringComparison.OrdinalIgnoreCase)
        );

    public bool KnowsPartners(PartnerRelation relation) =>
        Knows(relation == PartnerRelation.Agency ? Edges.Agencies : Edges.Clients);

    /// <summary>Both lists of the kind were read to their end.</summary>
    public bool KnowsAssets(AssetKind kind)
    {
        var info = AssetKinds.Of(kind);
        return Knows(info.OwnedEdge) && (info.ClientEdge is null || Knows(info.ClientEdge));
    }

    /// <summary>
    /// Of a kind that only the asset's side tells, its lists are needed, too; any other may need a scope that the control
    /// token lacks.
    /// </summary>
    public bool KnowsGrants(AssetKind kind) =>
        Knows(Edges.SystemUsers)
        && (AssetKinds.Of(kind).ReverseEdge is { } own ? !UnreadParts.Contains(own) : KnowsAssets(kind));

    /// <summary>The same, of the kind of one asset; false for one that came after the picture.</summary>
    public bool KnowsGrantsOn(long? assetId) =>
        assetId is { } id && _assets.Value.TryGetValue(id, out var asset) && KnowsGrants(asset.Kind);

    /// <summary>Of every kind: what isn't seen isn't reached.</summary>
    public bool KnowsAllGrants => AssetKinds.All.All(k => KnowsGrants(k.Kind));

    /// <summary>The parts of a read, as they stand in the record.</summary>
    public static class Edges
    {
        public const string SystemUsers = "system_users";
        public const string People = "business_users";
        public const string Agencies = "agencies";
        public const string Clients = "clients";
        public const string Vault = "vault";
    }
}
