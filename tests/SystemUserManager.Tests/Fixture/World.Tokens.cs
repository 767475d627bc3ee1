using MetaGraph.Tokens;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Fixture;

/// <content>Tokens of system users that are there already, and what is said of those.</content>
public sealed partial class World
{
    public static readonly AdoptionRequest Adoption = new(
        new TypedPerson("Ines Roth", "ines.roth@example.com", IsTeam: false),
        "Keeps the ads in step"
    );

    /// <summary>A form that is right: 60 days, ads_read.</summary>
    public static IssueTokenRequest IssueForm(long systemUserId, AdoptionRequest? adoption = null) =>
        new(Act(), systemUserId, ["ads_read"], TokenLifetime.SixtyDays, null, adoption ?? AdoptionRequest.None);

    public Task<Result<long>> AskIssueAsync(IssueTokenRequest form) =>
        AsksAsync((IssueToken act) => act.AskAsync(form, default));

    public Task<Result<long>> AskRegisterAsync(
        long systemUserId,
        string secret,
        AdoptionRequest? adoption = null,
        string? version = null,
        long? app = null
    ) =>
        AsksAsync(
            (RegisterToken act) =>
                act.AskAsync(
                    new RegisterTokenRequest(Act(), systemUserId, secret, version, adoption ?? AdoptionRequest.None)
                    {
                        PortfolioAppId = app,
                    },
                    default
                )
        );

    public Task<Result<long>> AskCheckSecretsAsync(long portfolioId, string? pattern, string? tag = null) =>
        AsksAsync(
            (CheckSecrets act) => act.AskAsync(new CheckSecretsRequest(Act(), portfolioId, pattern, tag, null), default)
        );

    public Task<Result<long>> AskRenameAsync(long systemUserId, string name, AdoptionRequest? adoption = null) =>
        AsksAsync(
            (RenameSystemUser act) =>
                act.AskAsync(new RenameSystemUserRequest(Act(), systemUserId, name, adoption ?? Adoption), default)
        );

    /// <summary>Asks for it and has it done; returns the finished operation.</summary>
    public async Task<Operation> DoneAsync(Task<Result<long>> asked)
    {
        var operation = await RunToEndAsync(Succeeds(await asked));
        Assert.True(operation.State == OperationState.Done, operation.Outcome);
        return operation;
    }

    /// <summary>Somebody puts it into the vault by hand.</summary>
    public async Task PlantAsync(string secret, string value) =>
        await ChangeVaultAsync(
            new
            {
                change = "plant",
                secret,
                value,
            }
        );

    /// <summary>Somebody makes a token at Meta by hand; its value.</summary>
    public async Task<string> MakeTokenAsync(object change) => (await ChangeAsync(change))["value"]!.ToString();

    public async Task<Token> TokenAsync(long id)
    {
        await using var db = OpenDatabase();
        return await db.Tokens.AsNoTracking().SingleAsync(t => t.Id == id);
    }
}
