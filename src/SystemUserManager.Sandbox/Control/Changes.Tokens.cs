using SystemUserManager.Sandbox.Graph;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Control;

/// <content>Apps and tokens.</content>
internal sealed partial class Changes
{
    private object? InstallApp(ChangeBody change)
    {
        var user = change.SystemUser();
        AccessTokens.Install(_state, user, change.App(_state.FindBusiness(user.BusinessId)!));
        return null;
    }

    private object? UninstallApp(ChangeBody change)
    {
        var user = change.SystemUser();
        user.InstalledApps.Remove(change.App(_state.FindBusiness(user.BusinessId)!).Id);
        _state.Members.Put(user);
        return null;
    }

    /// <summary>Somebody else's token: of a system user, of a person, or a person's for a Page.</summary>
    private object? MakeToken(ChangeBody change)
    {
        var member = change.Member();
        var business = _state.FindBusiness(member.BusinessId)!;
        var app = change.App(business);
        var scopes = change.List("scopes") ?? [.. Scopes.Control];
        var expires = change.Flag("expires", otherwise: false);
        if (member is SystemUser user)
        {
            AccessTokens.Install(_state, user, app);
            return Made(AccessTokens.Make(_state, user, app, scopes, expires));
        }
        var page = change.Text("page") is null ? null : change.Asset("page");
        var now = _state.Clock.GetUtcNow();
        var token = new Token
        {
            Value = Ids.TokenValue(),
            Type = page is null ? "USER" : "PAGE",
            AppId = app.Id,
            UserId = ((Human)member).UserId,
            BusinessId = business.Id,
            ProfileId = page?.Id,
            Scopes = scopes,
            IssuedAt = now,
            ExpiresAt = expires ? now.AddDays(60) : null,
        };
        _state.Tokens.Put(token);
        return Made(token);
    }

    private object? InvalidateToken(ChangeBody change)
    {
        foreach (var token in change.Tokens())
            _state.Tokens.Revoke(token, TimeSpan.Zero, (int?)change.Number("subcode") ?? 460);
        return null;
    }

    private object? ExpireToken(ChangeBody change)
    {
        foreach (var token in change.Tokens())
        {
            // Now, or so long from now.
            token.ExpiresAt = _state.Clock.GetUtcNow() + change.Duration();
            _state.Tokens.Put(token);
        }
        return null;
    }

    private object? RemoveScope(ChangeBody change)
    {
        var scope = change.Need("scope");
        foreach (var token in change.Tokens())
        {
            token.Scopes.Remove(scope);
            _state.Tokens.Put(token);
        }
        return null;
    }

    /// <summary>Claimed by the business: its system users get an id for it. With <c>secret</c>, somebody put its secret into the vault under this name.</summary>
    private object? AddApp(ChangeBody change)
    {
        var business = change.Business();
        var app = new App
        {
            Id = change.Text("id") ?? _state.Ids.Asset(),
            Name = change.Need("name"),
            Secret = Ids.AppSecret(),
            BusinessId = business.Id,
        };
        _state.Put(app);
        business.ClaimedApps.Add(app.Id);
        _state.Put(business);
        foreach (var user in _state.Members.SystemUsersOf(business.Id))
        {
            user.AppScopedIds[app.Id] = _state.Ids.AppScoped();
            _state.Members.Put(user);
        }

        if (change.Text("secret") is { } name)
            _sandbox.Vault.Plant(name, app.Secret, contentType: "text/plain");
        return new { id = app.Id };
    }

    /// <summary>Tokens live on; proofs and app tokens made with the old secret don't.</summary>
    private object? ResetAppSecret(ChangeBody change)
    {
        var app = change.App(change.Business());
        app.Secret = Ids.AppSecret();
        _state.Put(app);
        return null;
    }

    private object? RequireProof(ChangeBody change)
    {
        var app = change.App(change.Business());
        app.RequireProof = change.Flag("value");
        _state.Put(app);
        return null;
    }

    private static object Made(Token token) =>
        new
        {
            value = token.Value,
            sha256 = ChangeBody.Sha256(token.Value),
            type = token.Type,
        };
}
