using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <param name="Adoption">Needed where the system user was found and nobody here answers for it yet.</param>
public sealed record RenameSystemUserRequest(ActRequest Act, long SystemUserId, string Name, AdoptionRequest Adoption);

/// <summary>What the operation carries.</summary>
public sealed record RenameSystemUserInput(string From, string To);

/// <summary>
/// Asks that a system user be called otherwise at Meta. Its tokens, grants and the name of its vault secret stay. Role
/// needed: Administrator of the portfolio. The worker's half is <see cref="RenameSystemUserWork"/>.
/// </summary>
public sealed class RenameSystemUser(
    AppDb db,
    CurrentUser user,
    AskOperation ask,
    ChangeRules rules,
    AdoptSystemUser adoption
)
{
    public const string CheckRights = CreateSystemUser.CheckRights;
    public const string SeeNameIsFree = CreateSystemUser.SeeNameIsFree;
    public const string RenameAtMeta = "Rename at Meta";
    public const string SeeNewName = "See the new name in Meta's list";

    public static readonly IReadOnlyList<string> Plan = [CheckRights, SeeNameIsFree, RenameAtMeta, SeeNewName];

    public async Task<Result<long>> AskAsync(RenameSystemUserRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        if (!user.May(Role.Administrator, systemUser.PortfolioId))
            return new NotAllowed("rename system users");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await rules.LockAsync(systemUser, cancellationToken);
        var problems = new List<Problem>();
        if (await rules.WhyNotAsync(systemUser, cancellationToken) is { } why)
            problems.Add(why);
        if (await FindNameProblemAsync(systemUser, request.Name, cancellationToken) is { } wrong)
            problems.Add(wrong);
        problems.AddRange(await adoption.CheckAsync(systemUser, request.Adoption, cancellationToken));
        problems.AddRange(request.Act.Check());
        if (problems.Count > 0)
            return problems;

        var name = request.Name.Trim();
        var operation = ask.New(
            OperationKind.RenameSystemUser,
            systemUser.PortfolioId,
            $"Rename {systemUser.Name} to {name}",
            request.Act,
            isChange: true
        );
        operation.SystemUserId = systemUser.Id;
        // As a creation does: until it is final, nobody else is given this name.
        operation.NameKey = SortKey.Of(name);
        operation.WriteInput(new RenameSystemUserInput(systemUser.Name, name));
        var saved = await ask.SaveAsync(operation, Plan, $"{systemUser.Name} → {name}", cancellationToken);
        if (!saved.Succeeded)
            return saved;
        await adoption.AdoptAsync(systemUser, request.Adoption, operation, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    private async Task<Problem?> FindNameProblemAsync(
        SystemUser systemUser,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (SystemUserName.FindProblem(name) is { } wrong)
            return InvalidValue.Of(nameof(RenameSystemUserRequest.Name), wrong);
        if (name.Trim() == systemUser.Name)
            return InvalidValue.Of(
                nameof(RenameSystemUserRequest.Name),
                "It is called so already. Nothing was started: type another name."
            );
        var key = SortKey.Of(name);
        var taken = await db
            .SystemUsers.Where(s => s.PortfolioId == systemUser.PortfolioId && s.Id != systemUser.Id)
            .Where(s => s.NameKey == key && s.VanishedAt == null)
            .Select(s => new { s.Id, s.Name })
            .FirstOrDefaultAsync(cancellationToken);
        return taken is null
            ? null
            : new SystemUserNameTaken(taken.Name, taken.Id)
            {
                Field = nameof(RenameSystemUserRequest.Name),
                Link = $"/SystemUsers/{taken.Id}",
            };
    }
}
