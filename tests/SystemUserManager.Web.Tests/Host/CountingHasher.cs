using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SystemUserManager.People;

namespace SystemUserManager.Web.Tests.Host;

/// <summary>The app's own hasher; it counts how often a password was looked at.</summary>
internal sealed class CountingHasher(IOptions<PasswordHasherOptions> options, CountingHasher.Counter counter)
    : PasswordHasher<Account>(options)
{
    public override PasswordVerificationResult VerifyHashedPassword(
        Account user,
        string hashedPassword,
        string providedPassword
    )
    {
        Interlocked.Increment(ref counter.Verified);
        return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }

    internal sealed class Counter
    {
        public int Verified;
    }
}
