using SystemUserManager.Sandbox.Graph;
using SystemUserManager.Sandbox.KeyVault;

namespace SystemUserManager.Sandbox.State.Worlds;

/// <summary>The words in which a world is told.</summary>
internal sealed class WorldBuilder(GraphState state, KeyVaultStore vault)
{
    private long _order;

    public App App(string id, string name, string businessId)
    {
        var app = new App
        {
            Id = id,
            Name = name,
            Secret = Ids.AppSecret(),
            BusinessId = businessId,
        };
        state.Put(app);
        return app;
    }

    public Business Business(string id, string name, string vertical, DateTimeOffset created, params string[] apps)
    {
        var business = new Business
        {
            Id = id,
            Name = name,
            Vertical = vertical,
            CreatedTime = created,
            ClaimedApps = [.. apps],
        };
        state.Put(business);
        return business;
    }

    public Human Person(Business business, string name, string email, string title, string role = "EMPLOYEE")
    {
        var human = new Human
        {
            Id = state.Ids.BusinessScopedPerson(),
            UserId = state.Ids.Person(),
            BusinessId = business.Id,
            Name = name,
            Email = email,
            Title = title,
            Role = role,
            TwoFactorPassed = true,
            Order = state.Ids.Order(),
        };
        state.Members.Put(human);
        return human;
    }

    public SystemUser SystemUser(
        Business business,
        string name,
        DateTimeOffset created,
        Human creator,
        string role = "EMPLOYEE",
        bool installed = true
    )
    {
        var user = new SystemUser
        {
            Id = state.Ids.Canonical(),
            BusinessId = business.Id,
            Name = name,
            Role = role,
            CreatedById = creator.UserId,
            CreatedByName = creator.Name,
            CreatedTime = created,
            Order = state.Ids.Order(),
            AppScopedIds = business.ClaimedApps.ToDictionary(app => app, _ => state.Ids.AppScoped()),
            InstalledApps = installed ? [.. business.ClaimedApps] : [],
        };
        state.Members.Put(user);
        return user;
    }

    /// <param name="expires">Null: never.</param>
    public Token Token(
        SystemUser user,
        string appId,
        DateTimeOffset issued,
        DateTimeOffset? expires,
        params string[] scopes
    )
    {
        var token = new Token
        {
            Value = Ids.TokenValue(),
            Type = "SYSTEM_USER",
            AppId = appId,
            UserId = user.Id,
            BusinessId = user.BusinessId,
            Scopes = [.. scopes],
            IssuedAt = issued,
            ExpiresAt = expires,
        };
        state.Tokens.Put(token);
        return token;
    }

    public Asset Asset(
        Business owner,
        AssetKind kind,
        string id,
        string name,
        Dictionary<string, string>? facts = null,
        Dictionary<string, string[]?>? sharedTo = null
    )
    {
        var asset = new Asset
        {
            Id = kind is AssetKind.AdAccount ? "act_" + id : id,
            Kind = kind,
            Name = name,
            OwnerId = owner.Id,
            Facts = facts,
            Clients = sharedTo,
            Order = ++_order,
        };
        state.Assets.Put(asset);
        return asset;
    }

    public void Grant(BusinessMember member, Asset asset, params string[] tasks) =>
        state.Grants.Set(member.Id, asset.Id, Graph.Tasks.Unpack(asset.Kind, tasks, state.Switches));

    /// <summary>The admin system user that the product acts through, its token and its app's secret in the vault.</summary>
    public SystemUser Control(
        Business business,
        App app,
        string prefix,
        string name,
        DateTimeOffset created,
        Human creator,
        DateTimeOffset? expires
    )
    {
        var user = SystemUser(business, name, created, creator, "ADMIN");
        var token = Token(user, app.Id, created, expires, Scopes.Control);
        vault.Plant($"{prefix}-control-token", token.Value, contentType: "text/plain");
        vault.Plant($"{prefix}-app-secret", app.Secret, contentType: "text/plain");
        return user;
    }

    public void Plant(string name, Token token) => vault.Plant(name, token.Value, contentType: "text/plain");
}
