using MetaGraph.Assets;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.SystemUsers;

/// <summary>This portfolio has a system user of this name already; it is never taken over.</summary>
public sealed record SystemUserNameTaken(string Name, long SystemUserId)
    : Problem(
        $"This portfolio already has a system user called \"{Name}\". Nothing was started. Use that one, or choose another name."
    );

/// <summary>The portfolio can't act now.</summary>
public sealed record PortfolioCannotAct(string Because) : Problem($"{Because} Nothing was started.");

/// <summary>
/// Asks for a new system user with its assets and its first token. Role needed: Administrator of the portfolio. The
/// worker's half is <see cref="CreateSystemUserWork"/>; it goes on with the steps of <see cref="IssueTokenSteps"/>.
/// </summary>
public sealed class CreateSystemUser(AppDb db, CurrentUser user, AskOperation ask, FindOrAddPerson people)
{
    public const string CheckRights = "Check the control token's rights";
    public const string SeeNameIsFree = "See that the name is free";
    public const string CreateAtMeta = "Create at Meta";
    public const string SeeInList = "See it in Meta's list";
    public const string InstallApp = "Install the app";
    public const string AssignAssets = "Assign the assets";
    public const string ReadBack = "Read back what it reaches";

    /// <summary>The steps, in order, as they are written down when the operation is asked for.</summary>
    public static readonly IReadOnlyList<string> Plan =
    [
        CheckRights,
        SeeNameIsFree,
        CreateAtMeta,
        SeeInList,
        InstallApp,
        AssignAssets,
        ReadBack,
        .. IssueToken.TokenSteps,
    ];

    /// <returns>The operation's id; or the problems, in the order of the form, with nothing started.</returns>
    public async Task<Result<long>> AskAsync(CreateSystemUserRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        if (await FindProblemsAsync(request, cancellationToken) is { Count: > 0 } problems)
            return problems;

        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == request.PortfolioId, cancellationToken);
        var beyond = await FindBeyondAsync(request, cancellationToken);
        var name = request.Name.Trim();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var owner = await people.RunAsync(request.Owner, cancellationToken);
        var successor = request.Successor is null ? null : await people.RunAsync(request.Successor, cancellationToken);

        var operation = ask.New(
            OperationKind.CreateSystemUser,
            portfolio.Id,
            $"Create {name}",
            request.Act,
            isChange: true
        );
        operation.NameKey = SortKey.Of(name);
        operation.WriteInput(
            new CreateSystemUserInput
            {
                Name = name,
                Tool = request.Tool.Trim(),
                RunsAt = Trimmed(request.RunsAt),
                Contact = Trimmed(request.Contact),
                Delivery = request.Delivery,
                Purpose = request.Purpose.Trim(),
                Environment = request.Environment,
                OwnerId = owner.Id,
                SuccessorId = successor?.Id,
                Grants = request.Grants,
                SecretName = SecretName.Create(portfolio.BusinessId, name),
                Token = new TokenRequest(request.Scopes, request.Lifetime, Trimmed(request.NeverReason))
                {
                    ScopesWhy = beyond.Scopes ? request.ScopesWhy!.Trim() : null,
                },
                Preset = PurposePresets.Find(request.Preset)?.Key,
                GrantsWhy = beyond.AssetIds.ToDictionary(id => id, _ => request.GrantsWhy!.Trim()),
            }
        );
        var asked =
            $"{request.Grants.Count} assets; scopes {string.Join(", ", request.Scopes)}; token {request.Lifetime}; owner {owner.Name}; preset {PurposePresets.Find(request.Preset)?.Name ?? "none"}";
        var saved = await ask.SaveAsync(operation, Plan, asked, cancellationToken);
        if (saved.Succeeded)
            await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    /// <summary>Everything that is wrong with the request, in the order of the form; empty: it may be asked for.</summary>
    public async Task<List<Problem>> FindProblemsAsync(
        CreateSystemUserRequest request,
        CancellationToken cancellationToken
    )
    {
        var portfolio = await db
            .Portfolios.AsNoTracking()
            .FirstOrDefaultAsync(p => p.Id == request.PortfolioId, cancellationToken);
        if (portfolio is null)
            return [new NotFound("This portfolio") { Field = "PortfolioId" }];
        if (!user.May(Role.Administrator, portfolio.Id))
            return [new NotAllowed("create system users")];

        var problems = new List<Problem>();
        if (PortfolioRules.WhyItCannotAct(portfolio) is { } why)
            problems.Add(new PortfolioCannotAct(why) { Field = "PortfolioId" });
        if (await FindNameProblemAsync(request, cancellationToken) is { } taken)
            problems.Add(taken);
        problems.AddRange(CheckTexts(request));
        problems.AddRange(CheckPeople(request));
        var known = await KnownPeople.OfAsync(db, [request.Owner, request.Successor], cancellationToken);
        problems.AddRange(known.Check("Owner", request.Owner));
        problems.AddRange(known.Check("Successor", request.Successor));
        problems.AddRange(await AskedGrants.CheckAsync(db, request.PortfolioId, request.Grants, cancellationToken));
        problems.AddRange(
            BeyondPreset.CheckTasks(request.Preset, await NamedAsync(request, cancellationToken), request.GrantsWhy)
        );
        problems.AddRange(IssueTokenRules.Check(request.Scopes, request.Lifetime, request.NeverReason, portfolio));
        problems.AddRange(BeyondPreset.CheckScopes(request.Preset, request.Scopes, request.ScopesWhy));
        problems.AddRange(request.Act.Check());
        return problems;
    }

    private async Task<Problem?> FindNameProblemAsync(
        CreateSystemUserRequest request,
        CancellationToken cancellationToken
    )
    {
        if (SystemUserName.FindProblem(request.Name) is { } wrong)
            return InvalidValue.Of(nameof(request.Name), wrong);
        var key = SortKey.Of(request.Name);
        var taken = await db
            .SystemUsers.Where(s => s.PortfolioId == request.PortfolioId && s.NameKey == key && s.VanishedAt == null)
            .Select(s => new { s.Id, s.Name })
            .FirstOrDefaultAsync(cancellationToken);
        return taken is null
            ? null
            : new SystemUserNameTaken(taken.Name, taken.Id)
            {
                Field = nameof(request.Name),
                Link = $"/SystemUsers/{taken.Id}",
            };
    }

    private static IEnumerable<Problem> CheckTexts(CreateSystemUserRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Tool))
            yield return InvalidValue.Required(nameof(request.Tool), "The tool that uses it");
        if (string.IsNullOrWhiteSpace(request.Purpose))
            yield return InvalidValue.Required(nameof(request.Purpose), "The purpose");
        foreach (
            var (field, text) in new[]
            {
                (nameof(request.Tool), request.Tool),
                (nameof(request.Purpose), request.Purpose),
                (nameof(request.RunsAt), request.RunsAt),
                (nameof(request.Contact), request.Contact),
            }
        )
        {
            if (text?.Length > 500)
                yield return InvalidValue.Of(
                    field,
                    "This text is longer than 500 characters. Nothing was done yet: shorten it."
                );
        }
    }

    private static IEnumerable<Problem> CheckPeople(CreateSystemUserRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Owner.Name))
            yield return InvalidValue.Required("Owner", "The owner");
        if (request.Successor is not null && string.IsNullOrWhiteSpace(request.Successor.Name))
            yield return InvalidValue.Required("Successor", "The successor's name");
        foreach (var (field, person) in new[] { ("Owner", request.Owner), ("Successor", request.Successor) })
        {
            foreach (var problem in PersonFields.Check(field, person))
                yield return problem;
        }
    }

    private async Task<(List<long> AssetIds, bool Scopes)> FindBeyondAsync(
        CreateSystemUserRequest request,
        CancellationToken cancellationToken
    )
    {
        var preset = PurposePresets.Find(request.Preset);
        var kinds = await KindsAsync(request, cancellationToken);
        var grants = request.Grants.Where(g => BeyondPreset.Tasks(preset, kinds[g.AssetId].Kind, g.Tasks).Count > 0);
        return ([.. grants.Select(g => g.AssetId)], BeyondPreset.Scopes(preset, request.Scopes).Count > 0);
    }

    private async Task<IEnumerable<(AssetKind, string, IReadOnlyList<string>)>> NamedAsync(
        CreateSystemUserRequest request,
        CancellationToken cancellationToken
    )
    {
        var kinds = await KindsAsync(request, cancellationToken);
        return request
            .Grants.Where(g => kinds.ContainsKey(g.AssetId))
            .Select(g => (kinds[g.AssetId].Kind, kinds[g.AssetId].Name, g.Tasks));
    }

    private async Task<Dictionary<long, (AssetKind Kind, string Name)>> KindsAsync(
        CreateSystemUserRequest request,
        CancellationToken cancellationToken
    )
    {
        var ids = request.Grants.Select(g => g.AssetId).ToList();
        return await db
            .Assets.Where(a => a.PortfolioId == request.PortfolioId && ids.Contains(a.Id))
            .Select(a => new
            {
                a.Id,
                a.Kind,
                a.Name,
            })
            .ToDictionaryAsync(a => a.Id, a => (a.Kind, a.Name), cancellationToken);
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
