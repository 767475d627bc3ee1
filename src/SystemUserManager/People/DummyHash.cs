using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace SystemUserManager.People;

/// <summary>
/// A hash of nothing that anybody knows, at the same cost as a real one. Made once, before the first try is looked at.
/// </summary>
public sealed class DummyHash(IOptions<PasswordHasherOptions> options)
{
    public static readonly Account Nobody = new();

    public string Value { get; } = new PasswordHasher<Account>(options).HashPassword(Nobody, Guid.NewGuid().ToString());
}
