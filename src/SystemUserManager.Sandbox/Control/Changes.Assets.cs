using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Control;

/// <content>Businesses, partners and assets.</content>
internal sealed partial class Changes
{
    private object? AddAsset(ChangeBody change)
    {
        if (!Enum.TryParse<AssetKind>(change.Need("kind"), out var kind))
            throw new FormatException($"kind is one of {string.Join(", ", Enum.GetNames<AssetKind>())}.");
        var id = change.Text("id") ?? (kind is AssetKind.AdAccount ? "act_" : "") + _state.Ids.Asset();
        var asset = new Asset
        {
            Id = id,
            Kind = kind,
            Name = change.Need("name"),
            OwnerId = change.Business().Id,
            Order = _state.Ids.Order(),
        };
        _state.Assets.Put(asset);
        return new { id };
    }

    private object? RenameAsset(ChangeBody change)
    {
        var asset = change.Asset();
        asset.Name = change.Need("name");
        _state.Assets.Put(asset);
        return null;
    }

    private object? RemoveAsset(ChangeBody change)
    {
        var asset = change.Asset();
        foreach (var member in _state.Grants.MembersOn(asset.Id).ToList())
            _state.Grants.Remove(member, asset.Id);
        _state.Assets.Remove(asset);
        return null;
    }

    private object? ShareAsset(ChangeBody change)
    {
        var asset = change.Asset();
        asset.Clients = new(asset.Clients ?? []) { [change.Business().Id] = change.List("tasks")?.ToArray() };
        _state.Assets.Put(asset);
        return null;
    }

    private object? UnshareAsset(ChangeBody change)
    {
        Graph.Partners.Unshare(_state, change.Asset(), change.Business().Id);
        return null;
    }

    private object? AddPartner(ChangeBody change)
    {
        var business = change.Business();
        var relation = change.Text("relation") ?? "agency";
        if (relation is not ("agency" or "client"))
            throw new FormatException("relation is agency or client.");
        var id = change.Text("partner") ?? _state.Ids.Asset();
        if (_state.FindBusiness(id) is null)
            _state.Put(
                new Business
                {
                    Id = id,
                    Name = change.Need("name"),
                    CreatedTime = _state.Clock.GetUtcNow(),
                }
            );
        _state.Put(new Partner(business.Id, id, relation));
        return new { id };
    }

    private object? RemovePartner(ChangeBody change)
    {
        var (business, partner) = (change.Business(), change.Business("partner"));
        foreach (
            var known in _state
                .Partners.Where(one => one.BusinessId == business.Id && one.PartnerId == partner.Id)
                .ToList()
        )
            _state.Remove(known);
        return null;
    }

    private object? SetTier(ChangeBody change)
    {
        var business = change.Business();
        business.Tier = change.Need("tier") is "full" or "limited"
            ? change.Need("tier")
            : throw new FormatException("tier is full or limited.");
        _state.Put(business);
        return null;
    }

    private object? SetForceExpiring(ChangeBody change)
    {
        var business = change.Business();
        business.ForceExpiring = change.Flag("value");
        _state.Put(business);
        return null;
    }

    private object? SetTwoFactor(ChangeBody change)
    {
        var business = change.Business();
        business.TwoFactorType = change.Need("value") is "none" or "admin_required" or "all_required"
            ? change.Need("value")
            : throw new FormatException("value is none, admin_required or all_required.");
        _state.Put(business);
        return null;
    }
}
