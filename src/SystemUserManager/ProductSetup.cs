using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SystemUserManager.Apps;
using SystemUserManager.Assets;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Reports;
using SystemUserManager.Reviews;
using SystemUserManager.Sync;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager;

/// <summary>Registers the product: what every host has (the record, the acts, the queries), and what only a worker has.</summary>
public static class ProductSetup
{
    public static IServiceCollection AddProduct(this IServiceCollection services, DatabaseOptions database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(database);
        services.AddScoped<CurrentUser>();
        services.AddDbContext<AppDb>(options => options.UseDatabase(database));
        services.AddScoped<Migrator>();
        services.AddScoped<AskOperation>();
        services.AddScoped<FindOrAddPerson>();
        services.AddScoped<RevokeRules>();
        services.AddScoped<ChangeRules>();
        services.AddScoped<PartnerRules>();
        services.AddScoped<AdoptSystemUser>();
        services.AddActs();
        services.AddQueries();
        services.AddPeople();
        return services;
    }

    private static void AddActs(this IServiceCollection services)
    {
        services.AddScoped<ConnectPortfolio>();
        services.AddScoped<ReadPortfolio>();
        services.AddScoped<ChangeMode>();
        services.AddScoped<ChangeLabels>();
        services.AddScoped<DisconnectPortfolio>();
        services.AddScoped<ConnectPortfolios>();
        services.AddScoped<ReplaceControlToken>();
        services.AddScoped<AddApp>();
        services.AddScoped<RemoveApp>();
        services.AddScoped<JoinSystemUser>();
        services.AddScoped<AppChoice>();
        services.AddScoped<PortfolioAppQueries>();
        services.AddScoped<ConfirmNeeded>();
        services.AddScoped<OfferHandOver>();
        services.AddScoped<AnswerHandOver>();
        services.AddScoped<MarkLeft>();
        services.AddScoped<CreateSystemUser>();
        services.AddScoped<ChangeAccess>();
        services.AddScoped<CompleteChecklistLine>();
        services.AddScoped<EditSystemUser>();
        services.AddScoped<RenameSystemUser>();
        services.AddScoped<ConfirmConsumer>();
        services.AddScoped<MakeConfirmationLink>();
        services.AddScoped<IssueToken>();
        services.AddScoped<RegisterToken>();
        services.AddScoped<CheckSecrets>();
        services.AddScoped<RevokeToken>();
        services.AddScoped<RevokeAllTokens>();
        services.AddScoped<EditPartner>();
        services.AddScoped<ConfirmPartner>();
        services.AddScoped<EndPartner>();
        services.AddScoped<DecideOperation>();
        services.AddScoped<ExportGrants>();
        services.AddScoped<VerifyAudit>();
        services.AddScoped<SignReview>();
        services.AddScoped<ReviewRevocations>();
        services.AddScoped<ExportReview>();
        services.AddScoped<AdoptSystemUsers>();
        services.AddScoped<ExportFoundSystemUsers>();
        services.AddScoped<AcceptFinding>();
        services.AddScoped<TakeAcceptanceBack>();
        services.AddScoped<AdoptFinding>();
        services.AddScoped<RevertFinding>();
        services.AddScoped<CloseFirstNotice>();
        services.AddScoped<AnswerFindings>();
        services.AddScoped<AnswerByOperation>();
    }

    private static void AddQueries(this IServiceCollection services)
    {
        services.AddScoped<PortfolioQueries>();
        services.AddScoped<PortfolioListQueries>();
        services.AddScoped<DisconnectQueries>();
        services.AddScoped<LabelQueries>();
        services.AddScoped<SystemUserQueries>();
        services.AddScoped<SystemUserActQueries>();
        services.AddScoped<AssetQueries>();
        services.AddScoped<AssetListQueries>();
        services.AddScoped<AssetReachQueries>();
        services.AddScoped<GrantQueries>();
        services.AddScoped<KnownThenQueries>();
        services.AddScoped<UnreadKindQueries>();
        services.AddScoped<ReadStandingQueries>();
        services.AddScoped<PartnerQueries>();
        services.AddScoped<TokenQueries>();
        services.AddScoped<OperationQueries>();
        services.AddScoped<AuditQueries>();
        services.AddScoped<AuditObjects>();
        services.AddScoped<AuditVerifier>();
        services.AddScoped(scope => new VerifyAuditLog(
            scope.GetRequiredService<AuditVerifier>(),
            scope.GetService<AnchorVault>()
        ));
        services.AddScoped<HomeQueries>();
        services.AddScoped<FindingQueries>();
        services.AddScoped<FindingListQueries>();
        services.AddScoped<FindingDetailQueries>();
        services.AddScoped<FindingWays>();
        services.AddOptions<PolicyOptions>().BindConfiguration(PolicyOptions.Section);
        services.AddScoped<PictureQueries>();
        services.AddSingleton<FindingLook>();
        services.AddScoped<WorkerQueries>();
        services.AddScoped<OwnerQueries>();
        services.AddScoped<OwnedQueries>();
        services.AddScoped<HandOverQueries>();
        services.AddScoped<SearchQueries>();
        services.AddScoped<ReachQueries>();
        services.AddScoped<AccessQueries>();
        services.AddScoped<BeyondPresetQueries>();
        services.AddScoped<IssueQueries>();
        services.AddScoped<TokenListQueries>();
        services.AddScoped<ReviewSubjects>();
        services.AddScoped<ReviewQueries>();
        services.AddScoped<AdoptionQueries>();
        services.AddScoped<BulkAnswerQueries>();
    }
}
