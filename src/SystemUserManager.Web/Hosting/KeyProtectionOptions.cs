using SystemUserManager.Configuration;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// The section <c>DataProtection</c>: the certificate that encrypts the keys of cookies and forms, which stand in the
/// database. A PKCS#12 file with its key; required outside Development.
/// </summary>
public sealed record KeyProtectionOptions(string? CertificatePath, string? CertificatePasswordFile)
{
    public static KeyProtectionOptions Read(Settings settings, HostRole role, IHostEnvironment environment)
    {
        var path = File("DataProtection:CertificatePath");
        if (path is null && role.HasPages() && !environment.IsDevelopment())
            throw new WrongSettingException(
                $"DataProtection:CertificatePath is missing: in {environment.EnvironmentName} the keys in the database must be encrypted."
            );
        return new KeyProtectionOptions(path, File("DataProtection:CertificatePasswordFile"));

        string? File(string key) =>
            settings.Text(key) is not { } text ? null
            : System.IO.File.Exists(text) ? text
            : throw new WrongSettingException($"{key} is \"{text}\", but there is no such file.");
    }
}
