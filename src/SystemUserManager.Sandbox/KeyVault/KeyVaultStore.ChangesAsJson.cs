using System.Text.Json;
using System.Text.Json.Nodes;

namespace SystemUserManager.Sandbox.KeyVault;

/// <content>Changes in the form of JSON.</content>
public sealed partial class KeyVaultStore
{
    public VaultChanged Change(JsonElement change)
    {
        try
        {
            return change.ValueKind is JsonValueKind.Object
                ? Do(change.Deserialize<VaultChange>(VaultJson.Options)!, change)
                : new VaultChanged("A change of the vault is an object.");
        }
        catch (JsonException)
        {
            // The reader's own words could quote a piece of the value.
            return new VaultChanged("A property of this change has the wrong type.");
        }
        catch (VaultRefusal refusal)
        {
            return new VaultChanged(refusal.Message);
        }
    }

    private VaultChanged Do(VaultChange change, JsonElement json)
    {
        if (change is { Secret: null, Change: not ("deny" or "allow" or "settings" or "revokeBearers") })
            return new VaultChanged("This change needs a secret.");
        var secret = change.Secret!;
        switch (change.Change)
        {
            case "plant" when change.Value is null:
                return new VaultChanged("plant needs a value.");
            case "plant":
                var tags = change.Tags?.ToDictionary(StringComparer.Ordinal);
                return new VaultChanged(null, Plant(secret, change.Value, tags, change.ContentType));
            case "disable" or "enable":
                SetEnabled(secret, change.Version, change.Change is "enable");
                break;
            case "tags" when change.Tags is null:
                return new VaultChanged("tags needs tags.");
            case "tags":
                SetTags(secret, change.Version, change.Tags);
                break;
            case "delete":
                Delete(secret);
                break;
            case "recover":
                Recover(secret);
                break;
            case "purge":
                Purge(secret);
                break;
            case "deny" when change.Permission is null || !VaultPermission.IsKnown(change.Permission):
                return new VaultChanged(
                    "deny needs a permission: get, list, set, delete, recover, purge, backup or restore."
                );
            case "deny":
                Deny(change.Permission, change.Secret);
                break;
            case "allow":
                Allow(change.Permission, change.Secret);
                break;
            case "settings":
                return ChangeSettings(json);
            case "revokeBearers":
                RevokeBearers();
                break;
            default:
                return new VaultChanged($"There is no change '{change.Change}' of the vault.");
        }
        return new VaultChanged(null);
    }

    private VaultChanged ChangeSettings(JsonElement json)
    {
        lock (journal.Lock)
        {
            // Without the option that drops nulls: a setting that is null now has a name too.
            var merged = JsonSerializer.SerializeToNode(Settings, JsonSerializerOptions.Web)!.AsObject();
            foreach (var property in json.EnumerateObject().Where(property => property.Name is not "change"))
            {
                if (!merged.ContainsKey(property.Name))
                    return new VaultChanged($"There is no setting '{property.Name}' of the vault.");
                merged[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            }
            var settings = merged.Deserialize<VaultSettings>(JsonSerializerOptions.Web)!;
            if (settings.Refusal() is { } refusal)
                return new VaultChanged(refusal);
            Configure(_ => settings);
            return new VaultChanged(null);
        }
    }
}
