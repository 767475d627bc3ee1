using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>
/// Makes a one-time code for the first run, valid for 60 minutes. Only its SHA-256 is kept. null: there is an account
/// already, and no code is needed any more.
/// </summary>
public sealed class MakeSetupCode(AppDb db, TimeProvider time)
{
    public static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(60);

    // Without what looks alike: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
    private const string Alphabet = "34679ACDEFGHJKMNPQRTWXY";

    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        if (await db.Users.AnyAsync(cancellationToken))
            return null;
        var letters = RandomNumberGenerator.GetString(Alphabet, 8);
        var code = $"{letters[..4]}-{letters[4..]}";
        var until = time.GetUtcNow() + ValidFor;
        db.SetupCodes.Add(new SetupCode { CodeSha256 = Hash(code), ValidUntil = until });
        using (db.Unaudited("A code is no act; what is done with it is audited."))
            await db.SaveChangesAsync(cancellationToken);
        return code;
    }

    /// <summary>Case, dashes and spaces don't matter.</summary>
    internal static string Hash(string code) =>
        AuditChain.Sha256(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant());
}
