using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SystemUserManager.Sandbox.State;

/// <summary>
/// The certificate of the vault's https: self-signed, made at first start, kept beside the state. Whoever wants to talk to
/// this vault trusts exactly this one, by its <c>vault.cer</c>; no machine's trust store is touched.
/// </summary>
public static class CertificateFile
{
    private const string PrivateFile = "vault.pfx";
    private const string PublicFile = "vault.cer";

    public static X509Certificate2 LoadOrMake(string? dataFolder, TimeProvider clock)
    {
        if (dataFolder is null)
            return Make(clock);
        var path = Path.Combine(dataFolder, PrivateFile);
        if (!File.Exists(path))
        {
            using var made = Make(clock);
            Directory.CreateDirectory(dataFolder);
            // Renamed into place, so that a killed first start leaves no half file behind.
            WriteForOwner(path + ".new", made.Export(X509ContentType.Pfx));
            File.Move(path + ".new", path, overwrite: true);
        }
        var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, null, X509KeyStorageFlags.Exportable);
        File.WriteAllBytes(Path.Combine(dataFolder, PublicFile), certificate.Export(X509ContentType.Cert));
        return certificate;
    }

    private static X509Certificate2 Make(TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Sandbox vault", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var now = clock.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        // Through PKCS#12 once: some platforms can't serve TLS with a key that was never stored.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    private static void WriteForOwner(string path, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(bytes);
    }
}
