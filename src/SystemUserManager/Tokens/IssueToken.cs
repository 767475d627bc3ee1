using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <param name="Adoption">Needed where the system user was found and nobody here answers for it yet.</param>
/// <param name="NeverReason">Required where the token never expires.</param>
public sealed record IssueTokenRequest(
    ActRequest Act,
    long SystemUserId,
    IReadOnlyList<string> Scopes,
    TokenLifetime Lifetime,
    string? NeverReason,
    AdoptionRequest Adoption
)
{
    /// <summary>The key of a purpose preset; null: none is chosen. Kept with the system user where it has none yet.</summary>
    public string? Preset { get; init; }

    /// <summary>The portfolio's app that it is for; null: the one that the portfolio is connected through.</summary>
    public long? PortfolioAppId { get; init; }

    /// <summary>Required where a scope goes beyond the preset.</summary>
    public string? ScopesWhy { get; init; }
}

/// <summary>What the operation carries.</summary>
public sealed record IssueTokenInput(TokenRequest Token);

/// <summary>
/// Asks for a token of an existing system user, found ones included. Role needed: Administrator of the portfolio. The
/// worker's half is <see cref="IssueTokenWork"/>. <see cref="TokenSteps"/> are a part of every operation that makes one.
/// </summary>
public sealed class IssueToken(
    AppDb db,
    CurrentUser user,
    AskOperation ask,
    ChangeRules rules,
    AdoptSystemUser adoption,
    AppChoice apps
)
{
    public const string CheckRights = CreateSystemUser.CheckRights;
    public const string InstallApp = CreateSystemUser.InstallApp;
    public const string ReserveInVault = "Prove that the vault can be written";
    public const string GenerateAndStage = "Generate the token and stage it in the vault";

    /// <summary>Inside generating and staging: Meta has made it, the vault hasn't got it.</summary>
    public const string TokenInHand = "token in hand";

    public const string ProveStaged = "Prove the staged token";
    public const string Publish = "Write it under its live name";
    public const string RetireStaged = "Disable the staged copy";

    public static readonly IReadOnlyList<string> TokenSteps =
    [
        ReserveInVault,
        GenerateAndStage,
        ProveStaged,
        Publish,
        RetireStaged,
    ];

    public static readonly IReadOnlyList<string> Plan = [CheckRights, InstallApp, .. TokenSteps];

    public async Task<Result<long>> AskAsync(IssueTokenRequest request, CancellationToken cancellationToken)
    {
        if (await ask.FindAskedBeforeAsync(request.Act.RequestKey, cancellationToken) is { } before)
            return before;
        var systemUser = await db.SystemUsers.FirstOrDefaultAsync(s => s.Id == request.SystemUserId, cancellationToken);
        if (systemUser is null)
            return new NotFound("This system user");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await rules.LockAsync(systemUser, cancellationToken);
        if (await FindProblemsAsync(systemUser, request, cancellationToken) is { Count: > 0 } problems)
            return problems;

        var operation = ask.New(
            OperationKind.IssueToken,
            systemUser.PortfolioId,
            $"Issue a token of {systemUser.Name}",
            request.Act,
            isChange: true
        );
        operation.SystemUserId = systemUser.Id;
        operation.PortfolioAppId = request.PortfolioAppId;
        var never = string.IsNullOrWhiteSpace(request.NeverReason) ? null : request.NeverReason.Trim();
        var preset = PurposePresets.Find(BeyondPreset.KeyOf(request.Preset, systemUser));
        var beyond = BeyondPreset.Scopes(preset, request.Scopes).Count > 0 ? request.ScopesWhy!.Trim() : null;
        operation.WriteInput(
            new IssueTokenInput(new TokenRequest(request.Scopes, request.Lifetime, never) { ScopesWhy = beyond })
        );
        systemUser.Preset ??= preset?.Key;
        var asked =
            $"scopes {string.Join(", ", request.Scopes)}{(preset is null ? "" : $" for {preset.Name}")}{(beyond is null ? "" : $", because: {beyond}")}; "
            + $"token {request.Lifetime}{(never is null ? "" : $", because: {never}")}";
        var saved = await ask.SaveAsync(operation, Plan, asked, cancellationToken);
        if (!saved.Succeeded)
            return saved;
        await adoption.AdoptAsync(systemUser, request.Adoption, operation, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return saved;
    }

    /// <summary>Everything that is wrong with the request, in the order of the form; empty: it may be asked for.</summary>
    public async Task<List<Problem>> FindProblemsAsync(
        SystemUser systemUser,
        IssueTokenRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!user.May(Role.Administrator, systemUser.PortfolioId))
            return [new NotAllowed("issue tokens")];
        var portfolio = await db.Portfolios.SingleAsync(p => p.Id == systemUser.PortfolioId, cancellationToken);
        var problems = new List<Problem>();
        if (await rules.WhyNotAsync(systemUser, cancellationToken) is { } why)
            problems.Add(why);
        if (await apps.WhyNotAsync(systemUser, request.PortfolioAppId, cancellationToken) is { } notThrough)
            problems.Add(notThrough);
        problems.AddRange(IssueTokenRules.Check(request.Scopes, request.Lifetime, request.NeverReason, portfolio));
        var key = BeyondPreset.KeyOf(request.Preset, systemUser);
        problems.AddRange(BeyondPreset.CheckKey(key));
        problems.AddRange(BeyondPreset.CheckScopes(key, request.Scopes, request.ScopesWhy));
        problems.AddRange(await adoption.CheckAsync(systemUser, request.Adoption, cancellationToken));
        problems.AddRange(request.Act.Check());
        return problems;
    }
}
