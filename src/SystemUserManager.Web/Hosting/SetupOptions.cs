using SystemUserManager.Configuration;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// The section <c>Setup</c>: the first account, made at the start while there is none. Both or neither; without them a
/// one-time code is printed.
/// </summary>
public sealed record SetupOptions(string? AdministratorEmail, string? AdministratorPassword)
{
    public static SetupOptions Read(Settings settings)
    {
        var email = settings.Text("Setup:AdministratorEmail");
        var password = settings.Text("Setup:AdministratorPassword");
        if (email is null != password is null)
            throw new WrongSettingException(
                $"Setup:{(email is null ? "AdministratorEmail" : "AdministratorPassword")} is missing, while the other of the two is set."
            );
        return new SetupOptions(email, password);
    }

    public override string ToString() => $"SetupOptions {{ AdministratorEmail = {AdministratorEmail} }}";
}
