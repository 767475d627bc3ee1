using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;

namespace SystemUserManager.People;

/// <summary>Who may answer in the place of a person or team: their own account, or an administrator of the portfolio.</summary>
internal static class Owners
{
    public static async Task<bool> MayAnswerAsync(
        AppDb db,
        CurrentUser user,
        long? personId,
        long portfolioId,
        CancellationToken cancellationToken
    ) =>
        user.May(Role.Administrator, portfolioId)
        || (
            personId is not null
            && await db.People.AnyAsync(p => p.Id == personId && p.AccountId == user.AccountId, cancellationToken)
        );
}
