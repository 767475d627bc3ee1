using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SystemUserManager.Web.Tests.Host;

/// <summary>The certificate that an app in Production needs for the keys in its database.</summary>
internal static class KeyCertificate
{
    private const string Password = "the file's password";

    /// <summary>The certificate and its password, as files in this folder.</summary>
    public static async Task WriteAsync(string folder)
    {
        await File.WriteAllBytesAsync(PathIn(folder), Make());
        await File.WriteAllTextAsync(PasswordPathIn(folder), $"{Password}\n");
    }

    /// <summary>Before its start.</summary>
    public static void Use(string folder, WebApp app)
    {
        app["DataProtection:CertificatePath"] = PathIn(folder);
        app["DataProtection:CertificatePasswordFile"] = PasswordPathIn(folder);
    }

    private static string PathIn(string folder) => Path.Combine(folder, "keys.pfx");

    private static string PasswordPathIn(string folder) => Path.Combine(folder, "keys.password");

    private static byte[] Make()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(from, from.AddYears(50));
        return certificate.Export(X509ContentType.Pkcs12, Password);
    }
}
