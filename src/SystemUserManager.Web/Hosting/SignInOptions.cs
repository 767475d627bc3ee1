using SystemUserManager.Configuration;

namespace SystemUserManager.Web.Hosting;

/// <summary>The section <c>SignIn</c>.</summary>
public sealed record SignInOptions
{
    /// <summary>
    /// Whoever has no second factor sets one up before anything else is open. Default: true, in Development false. In
    /// Production it can't be turned off.
    /// </summary>
    public bool RequireSecondFactor { get; init; }

    public static SignInOptions Read(Settings settings, IHostEnvironment environment)
    {
        const string Key = "SignIn:RequireSecondFactor";
        var required = settings.Flag(Key, !environment.IsDevelopment());
        if (!required && environment.IsProduction())
            throw new WrongSettingException($"{Key} is false, but the environment is Production: it is required there.");
        return new SignInOptions { RequireSecondFactor = required };
    }
}
