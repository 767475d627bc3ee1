using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Audit;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Fixture;

/// <content>One operation of any kind, in a world where nothing was asked for yet.</content>
public sealed partial class World
{
    /// <summary>The steps that an operation of this kind has, in their order.</summary>
    public static IReadOnlyList<string> PlanOf(OperationKind kind) =>
        kind switch
        {
            OperationKind.ConnectPortfolio => ConnectPortfolio.Plan,
            OperationKind.ReadPortfolio => ReadPortfolio.Plan,
            OperationKind.CreateSystemUser => CreateSystemUser.Plan,
            OperationKind.RevokeToken => RevokeToken.Plan,
            OperationKind.RevokeAllTokens => RevokeAllTokens.Plan,
            OperationKind.VerifyAudit => VerifyAudit.Plan,
            OperationKind.TidyVault => TidyVault.Plan,
            OperationKind.ChangeAccess => ChangeAccess.Plan,
            OperationKind.IssueToken => IssueToken.Plan,
            OperationKind.RegisterToken => RegisterToken.Plan,
            OperationKind.RenameSystemUser => RenameSystemUser.Plan,
            OperationKind.CheckSecrets => CheckSecrets.Plan,
            OperationKind.RenewControlToken => RenewControlToken.Plan,
            OperationKind.ReplaceControlToken => ReplaceControlToken.Plan,
            OperationKind.AddApp => AddApp.Plan,
            OperationKind.CheckTokenHealth => CheckTokenHealth.Plan,
            OperationKind.EndPartner => EndPartner.Plan,
            OperationKind.DisconnectPortfolio => DisconnectPortfolio.Plan,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No plan of it is known here."),
        };

    /// <summary>Asks for it, and for whatever it needs first; the one asked for isn't run. Its id.</summary>
    /// <param name="kind">One that a person asks for, or one that the product asks for by itself.</param>
    /// <param name="name">Of the system user that is made where one is needed.</param>
    public async Task<long> AskForAsync(OperationKind kind, string name)
    {
        switch (kind)
        {
            case OperationKind.ConnectPortfolio:
                return Succeeds(
                    await AsksAsync((ConnectPortfolio act) => act.AskAsync(ConnectForm("Northwind"), default))
                );
            case OperationKind.RenewControlToken:
                await ConnectAsync("Contoso");
                // Less than twenty days are left of its sixty.
                Clock.Advance(TimeSpan.FromDays(27));
                return await AskedByItselfAsync(kind);
            case OperationKind.CheckTokenHealth:
                await ConnectAsync("Northwind");
                Clock.Advance(TimeSpan.FromDays(2));
                return await AskedByItselfAsync(kind);
        }

        var portfolio = await ConnectAsync("Northwind");
        switch (kind)
        {
            case OperationKind.ReadPortfolio:
                return Succeeds(await AskReadAsync(portfolio));
            case OperationKind.VerifyAudit:
                return Succeeds(await AsksAsync((VerifyAudit act) => act.AskAsync(Act(), default)));
            case OperationKind.CheckSecrets:
                return Succeeds(await AskCheckSecretsAsync(portfolio, "ads-*"));
            case OperationKind.ReplaceControlToken:
                await PlantAsync("northwind-control-2", await MakeControlTokenAsync("Northwind Retail"));
                return Succeeds(await AskReplaceAsync(portfolio, "northwind-control-2"));
            case OperationKind.EndPartner:
                return Succeeds(await AskEndAsync((await PartnerAsync("Brightside Agency")).Id));
            case OperationKind.DisconnectPortfolio:
                return Succeeds(await AskDisconnectAsync(portfolio));
            case OperationKind.AddApp:
                return Succeeds(await AskAddAppAsync(AppForm(portfolio, await ClaimAppAsync())));
            case OperationKind.CreateSystemUser:
                return Succeeds(await AskCreateAsync(CreateForm(portfolio, name)));
        }

        var found = await SystemUserAsync("ads sync");
        switch (kind)
        {
            case OperationKind.IssueToken:
                return Succeeds(await AskIssueAsync(IssueForm(found.Id, Adoption)));
            case OperationKind.RegisterToken:
                return Succeeds(await AskRegisterAsync(found.Id, "ads-sync-token", Adoption));
            case OperationKind.RenameSystemUser:
                return Succeeds(await AskRenameAsync(found.Id, "northwind pixel tests"));
        }

        var token = await TokenOfAsync((await CreateAsync(CreateForm(portfolio, name))).Id);
        switch (kind)
        {
            case OperationKind.ChangeAccess:
                return Succeeds(
                    await AskAddAccessAsync(token.SystemUserId, await GrantOnAsync("Northwind DE Brand", "ANALYZE"))
                );
            case OperationKind.RevokeToken:
                return Succeeds(await AskRevokeAsync(token.Id));
            case OperationKind.RevokeAllTokens:
                return Succeeds(await AskRevokeAllAsync(token.SystemUserId));
            case OperationKind.TidyVault:
                await DoneAsync(AskRevokeAsync(token.Id));
                await ChangeVaultAsync(
                    new
                    {
                        change = "enable",
                        secret = token.SecretName,
                        version = token.SecretVersion,
                    }
                );
                return await AskedByItselfAsync(kind);
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nobody here knows how to ask for it.");
        }
    }

    /// <summary>Somebody makes another token at Meta of the system user through which this product acts; its value.</summary>
    public Task<string> MakeControlTokenAsync(string business) =>
        MakeTokenAsync(
            new
            {
                @do = "makeToken",
                business,
                systemUser = "System User Manager",
            }
        );

    private async Task<long> AskedByItselfAsync(OperationKind kind)
    {
        await Worker.Get<Reconciler>().RunAsync(default);
        await using var db = OpenDatabase();
        return await db.Operations.Where(o => o.Kind == kind).Select(o => o.Id).SingleAsync();
    }
}
