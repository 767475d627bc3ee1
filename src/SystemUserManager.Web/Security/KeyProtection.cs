using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using SystemUserManager.Configuration;
using SystemUserManager.Data;
using SystemUserManager.Web.Hosting;

namespace SystemUserManager.Web.Security;

/// <summary>
/// The keys of cookies and forms stand in the database, so that any replica reads what another wrote; encrypted with a
/// certificate outside Development. If they are lost everybody signs in again, and nothing else is lost.
/// </summary>
internal static class KeyProtection
{
    public static void AddKeyProtection(this IServiceCollection services, AppSettings settings)
    {
        var keys = services.AddDataProtection().SetApplicationName("SystemUserManager").PersistKeysToDbContext<AppDb>();
        if (Certificate(settings.KeyProtection) is { } certificate)
            keys.ProtectKeysWithCertificate(certificate);
    }

    private static X509Certificate2? Certificate(KeyProtectionOptions options)
    {
        if (options.CertificatePath is not { } path)
            return null;
        try
        {
            var password = options.CertificatePasswordFile is { } file
                ? File.ReadAllText(file).TrimEnd('\r', '\n')
                : null;
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            return certificate.HasPrivateKey
                ? certificate
                : throw new WrongSettingException(
                    $"DataProtection:CertificatePath is \"{path}\", which holds no private key."
                );
        }
        catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new WrongSettingException(
                $"DataProtection:CertificatePath is \"{path}\", which can't be opened: {problem.Message.TrimEnd('.')}.",
                problem
            );
        }
    }
}
