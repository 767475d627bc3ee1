using System.Globalization;
using Microsoft.AspNetCore.Identity;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>There is an account with this e-mail, perhaps an ended one.</summary>
public sealed record EmailTaken(string Email)
    : Problem($"There is an account with the e-mail {Email} already. No account was made.");

/// <summary>The change would leave nobody who can manage accounts and portfolios.</summary>
public sealed record LastAdministrator()
    : Problem(
        "This is the last administrator of all portfolios. Nothing was changed. Make somebody else one first, then try again."
    );

/// <summary>Somebody else saved the same account between reading and saving it.</summary>
public sealed record AccountChangedMeanwhile()
    : Problem("Somebody else changed this account at the same time. Nothing was changed. Look at it again.");

/// <summary>Identity's own complaints, in our words.</summary>
internal sealed class AccountErrors : IdentityErrorDescriber
{
    public override IdentityError PasswordTooShort(int length) =>
        new()
        {
            Code = nameof(PasswordTooShort),
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"The password is too short: it needs at least {length} characters. A few words in a row are fine."
            ),
        };

    public override IdentityError InvalidEmail(string? email) =>
        new() { Code = nameof(InvalidEmail), Description = "This is not an e-mail address." };

    /// <summary>Problems of a form with the fields Password and Email; empty where Identity was content.</summary>
    public static List<Problem> Problems(IEnumerable<IdentityError> errors, string email) =>
        [.. errors.Select(e => ToProblem(e, email)).DistinctBy(p => p.Sentence)];

    private static Problem ToProblem(IdentityError error, string email) =>
        error.Code switch
        {
            nameof(DuplicateEmail) or nameof(DuplicateUserName) => new EmailTaken(email) { Field = "Email" },
            nameof(ConcurrencyFailure) => new AccountChangedMeanwhile(),
            _ when error.Code.StartsWith("Password", StringComparison.Ordinal) => InvalidValue.Of(
                "Password",
                error.Description
            ),
            _ => InvalidValue.Of("Email", error.Description),
        };
}
