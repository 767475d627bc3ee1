using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>
/// Accounts and the acts on them. In every host, because the model of the database depends on Identity's schema version.
/// </summary>
internal static class PeopleSetup
{
    public static IServiceCollection AddPeople(this IServiceCollection services)
    {
        services
            .AddIdentityCore<Account>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                // The user name is the e-mail, which may have any character that an address may have.
                options.User.AllowedUserNameCharacters = "";
                options.Password.RequiredLength = PasswordRule.Least;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<AppDb>()
            .AddUserStore<AccountStore>()
            .AddPasswordValidator<PasswordRule>()
            .AddErrorDescriber<AccountErrors>();
        // OWASP's figure for PBKDF2 with SHA-512 (Password Storage Cheat Sheet, read 2026-11).
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);

        services.AddSingleton<DummyHash>();
        services.AddScoped<PasswordTries>();
        services.AddScoped<NewAccount>();
        services.AddScoped<VerifyPassword>();
        services.AddScoped<SetUpFirstAdministrator>();
        services.AddScoped<MakeSetupCode>();
        services.AddScoped<CreateAccount>();
        services.AddScoped<ChangeRoles>();
        services.AddScoped<EndAccount>();
        services.AddScoped<ReopenAccount>();
        services.AddScoped<UnlockAccount>();
        services.AddScoped<ChangePassword>();
        services.AddScoped<SetPassword>();
        services.AddScoped<SignOutAccount>();
        services.AddScoped<StartSession>();
        services.AddScoped<EndSessions>();
        services.AddScoped<SessionQueries>();
        services.AddScoped<TotpCodes>();
        services.AddScoped<CodeTries>();
        services.AddScoped<VerifyCode>();
        services.AddScoped<SetUpTwoFactor>();
        services.AddScoped<MakeRecoveryCodes>();
        services.AddScoped<TurnOffTwoFactor>();
        services.AddScoped<ResetSecondFactor>();
        services.AddScoped<ProveAgain>();
        services.AddScoped<SecondFactorQueries>();
        services.AddScoped<AddPasskey>();
        services.AddScoped<RenamePasskey>();
        services.AddScoped<RemovePasskey>();
        services.AddScoped<VerifyPasskey>();
        services.AddScoped<SetEndDate>();
        services.AddScoped<SignInThroughProvider>();
        services.AddScoped<ChooseBreakGlass>();
        services.TryAddSingleton(IdentityProvider.None);
        services.AddScoped<PeopleQueries>();
        services.AddScoped<BusinessPeopleQueries>();
        services.AddScoped<MatchAccount>();
        services.AddScoped<MatchBusinessPerson>();
        return services;
    }
}
