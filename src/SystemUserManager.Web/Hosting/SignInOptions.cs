using SystemUserManager.Configuration;
using SystemUserManager.People;

namespace SystemUserManager.Web.Hosting;

/// <summary>The section <c>SignIn</c>.</summary>
public sealed record SignInOptions
{
    /// <summary>
    /// Whoever has no second factor sets one up before anything else is open. Default: true, in Development false. It
    /// can't be turned off anywhere else.
    /// </summary>
    public bool RequireSecondFactor { get; init; }

    /// <summary>How long after a proof nothing more is asked for. Default: 5 minutes; longer in Development alone.</summary>
    public TimeSpan FreshFor { get; init; }

    public static SignInOptions Read(Settings settings, IHostEnvironment environment)
    {
        const string Key = "SignIn:RequireSecondFactor";
        var required = settings.Flag(Key, !environment.IsDevelopment());
        if (!required && !environment.IsDevelopment())
            throw new WrongSettingException(
                $"{Key} is false, but the environment is {environment.EnvironmentName}: it is required everywhere but in Development."
            );
        var longest = environment.IsDevelopment() ? SessionQueries.Longest : ProveAgain.FreshFor;
        return new SignInOptions
        {
            RequireSecondFactor = required,
            FreshFor = settings.Duration("SignIn:FreshFor", ProveAgain.FreshFor, TimeSpan.FromSeconds(30), longest),
        };
    }
}
