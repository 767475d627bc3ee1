using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Primitives;

namespace SystemUserManager.Web.Security;

/// <summary>
/// What was typed into a form that has to wait for a proof: encrypted in a hidden field of the page that asks for the
/// proof, for this session and this address alone. It is sent on from there, so nothing is stored and nothing lost.
/// </summary>
public sealed class KeptForms(IDataProtectionProvider protection)
{
    /// <summary>The name of the hidden field.</summary>
    public const string Field = "Kept";

    private readonly IDataProtector _protector = protection.CreateProtector("Kept form");

    public string Keep(Guid sessionId, string address, IFormCollection form)
    {
        var fields = form.ToDictionary(f => f.Key, f => f.Value.ToArray());
        return _protector.Protect(JsonSerializer.Serialize(new Kept(sessionId, address, fields)));
    }

    /// <summary>null: it was kept for another session or address, or isn't ours.</summary>
    public IFormCollection? Take(Guid sessionId, string address, string kept)
    {
        try
        {
            var form = JsonSerializer.Deserialize<Kept>(_protector.Unprotect(kept))!;
            return form.SessionId == sessionId && form.Address == address
                ? new FormCollection(form.Fields.ToDictionary(f => f.Key, f => new StringValues(f.Value)))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Kept(Guid SessionId, string Address, Dictionary<string, string?[]> Fields);
}
