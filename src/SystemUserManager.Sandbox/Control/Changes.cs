using System.Text.Json;
using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.Graph;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Control;

/// <summary>
/// What people do behind the product's back, in Meta's own pages or with other tools: <c>{"do":"addGrant", …}</c>. Besides
/// <c>{"switch":"name","value":…}</c>, and <c>{"vault":{…}}</c> for the vault's own changes. No limit and no right is asked.
/// </summary>
internal sealed partial class Changes
{
    private static readonly string[] GroupTaskLists = ["adaccount_tasks", "page_tasks", "pixel_tasks"];

    private readonly SandboxHost _sandbox;
    private readonly GraphState _state;
    private readonly Dictionary<string, Func<ChangeBody, object?>> _all;

    public Changes(SandboxHost sandbox)
    {
        _sandbox = sandbox;
        _state = sandbox.State;
        _all = new(StringComparer.Ordinal)
        {
            ["addGrant"] = AddGrant,
            ["raiseGrant"] = RaiseGrant,
            ["removeGrant"] = RemoveGrant,
            ["addToGroup"] = AddToGroup,
            ["removeFromGroup"] = RemoveFromGroup,
            ["addSystemUser"] = AddSystemUser,
            ["renameSystemUser"] = RenameSystemUser,
            ["removeSystemUser"] = RemoveSystemUser,
            ["setRole"] = SetRole,
            ["installApp"] = InstallApp,
            ["uninstallApp"] = UninstallApp,
            ["makeToken"] = MakeToken,
            ["invalidateToken"] = InvalidateToken,
            ["removeScope"] = RemoveScope,
            ["expireToken"] = ExpireToken,
            ["addAsset"] = AddAsset,
            ["renameAsset"] = RenameAsset,
            ["removeAsset"] = RemoveAsset,
            ["shareAsset"] = ShareAsset,
            ["unshareAsset"] = UnshareAsset,
            ["addPerson"] = AddPerson,
            ["removePerson"] = RemovePerson,
            ["addPartner"] = AddPartner,
            ["removePartner"] = RemovePartner,
            ["addApp"] = AddApp,
            ["resetAppSecret"] = ResetAppSecret,
            ["requireProof"] = RequireProof,
            ["setTier"] = SetTier,
            ["setForceExpiring"] = SetForceExpiring,
            ["setTwoFactor"] = SetTwoFactor,
            ["advance"] = Advance,
        };
    }

    /// <exception cref="FormatException">The change makes no sense; the message is a sentence.</exception>
    public object Do(JsonObject body)
    {
        if (body["switch"] is { } name)
        {
            _state.Put(_state.Switches.With(name.ToString(), body["value"]));
            return new { done = true };
        }
        if (body["vault"] is { } vault)
        {
            var changed = _sandbox.Vault.Change(JsonSerializer.SerializeToElement(vault));
            return changed.Refusal is null
                ? new { done = true, version = changed.Version }
                : throw new FormatException(changed.Refusal);
        }
        var change = new ChangeBody(_state, body);
        if (!_all.TryGetValue(change.Need("do"), out var act))
            throw new FormatException(
                $"There is no change '{change.Text("do")}'. There are: {string.Join(", ", _all.Keys)}."
            );
        return act(change) ?? new { done = true };
    }

    private object? AddGrant(ChangeBody change)
    {
        var asset = change.Asset();
        SetGrant(change.Member(), asset, change.List("tasks") ?? ["ANALYZE"]);
        return null;
    }

    private object? RaiseGrant(ChangeBody change)
    {
        var (asset, member) = (change.Asset(), change.Member());
        var before =
            _state.Grants.Find(member.Id, asset.Id)?.Tasks ?? throw new FormatException("There is no grant to raise.");
        SetGrant(
            member,
            asset,
            [.. before, .. change.List("tasks") ?? throw new FormatException("This change needs tasks.")]
        );
        return null;
    }

    private object? RemoveGrant(ChangeBody change)
    {
        AssignedUsers.Change(_state, change.Member(), change.Asset(), null, actor: null);
        return null;
    }

    private object? AddToGroup(ChangeBody change)
    {
        var (group, member) = (change.Group(), change.Member());
        group.Members[member.Id] = GroupTaskLists
            .Where(name => change.List(name) is not null)
            .ToDictionary(name => name, name => change.List(name)!.ToArray());
        _state.Assets.Put(group);
        return null;
    }

    private object? RemoveFromGroup(ChangeBody change)
    {
        var group = change.Group();
        group.Members.Remove(change.Member().Id);
        _state.Assets.Put(group);
        return null;
    }

    private object? AddSystemUser(ChangeBody change)
    {
        var business = change.Business();
        var creator = change.Text("createdBy") is { } name
            ? _state.Members.SystemUsersOf(business.Id).Find(user => user.Name == name)
            : (BusinessMember?)_state.Members.HumansOf(business.Id).Find(human => human.IsAdmin);
        var user = SystemUsers.Make(_state, business, change.Need("name"), change.Text("role") ?? "EMPLOYEE", creator);
        if (change.Flag("install") && business.ClaimedApps.Count > 0)
            AccessTokens.Install(_state, user, change.App(business));
        return new { id = user.AppScopedIds.Values.FirstOrDefault(), canonicalId = user.Id };
    }

    private object? RenameSystemUser(ChangeBody change)
    {
        var user = change.SystemUser();
        user.Name = change.Need("name");
        _state.Members.Put(user);
        return null;
    }

    private object? RemoveSystemUser(ChangeBody change)
    {
        Forget(change.SystemUser());
        return null;
    }

    private object? SetRole(ChangeBody change)
    {
        var member = change.Member();
        member.Role = change.Need("role");
        if (member is SystemUser user)
            _state.Members.Put(user);
        else
            _state.Members.Put((Human)member);
        return null;
    }

    private object? AddPerson(ChangeBody change)
    {
        var human = new Human
        {
            Id = _state.Ids.BusinessScopedPerson(),
            UserId = _state.Ids.Person(),
            BusinessId = change.Business().Id,
            Name = change.Need("name"),
            Email = change.Need("email"),
            Role = change.Text("role") ?? "EMPLOYEE",
            Order = _state.Ids.Order(),
        };
        _state.Members.Put(human);
        return new { id = human.Id, userId = human.UserId };
    }

    private object? RemovePerson(ChangeBody change)
    {
        var human = change.Person();
        foreach (var token in _state.Tokens.Of(human.UserId).ToList())
            _state.Tokens.Revoke(token, TimeSpan.Zero);
        Forget(human);
        return null;
    }

    private object? Advance(ChangeBody change)
    {
        _state.AdvanceClock(change.Duration());
        return new { now = _state.Clock.GetUtcNow() };
    }

    private void SetGrant(BusinessMember member, Asset asset, IEnumerable<string> tasks)
    {
        var kind = Kinds.Of(asset);
        var asked = tasks.ToList();
        if (asked.Find(task => !kind.Tasks.Contains(task)) is { } unknown)
            throw new FormatException($"There is no task '{unknown}' on {kind.NodeName}.");
        var unpacked = Graph.Tasks.Unpack(asset.Kind, asked, _state.Switches);
        AssignedUsers.Change(_state, member, asset, unpacked, actor: null);
    }

    private void Forget(BusinessMember member)
    {
        _state.Grants.RemoveMember(member.Id);
        foreach (var group in _state.Assets.GroupsWith(member).ToList())
        {
            group.Members.Remove(member.Id);
            _state.Assets.Put(group);
        }
        _state.Members.Remove(member);
    }
}
