using System.Reflection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Apps;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Grants;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Reviews;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Audit;

/// <summary>Each act, done once: who did it, to what, is in the log. An act that is in no row here fails the last test.</summary>
public abstract class ActsAreAuditedTests(DatabaseProvider provider) : ActTests(provider)
{
    private const string Password = "a long enough password";

    /// <summary>No acts of their own: each runs inside the transaction of one that is, and that one audits.</summary>
    private static readonly Type[] Parts = [typeof(NewAccount), typeof(VerifyPasskey)];

    private static readonly Dictionary<Type, (string Action, Func<World, Task> Do)> Acts = new()
    {
        [typeof(ConnectPortfolio)] = ("Enter portfolio", world => world.ConnectAsync("Northwind")),
        [typeof(ReadPortfolio)] = (
            "Read Northwind Retail",
            async world => World.Succeeds(await world.AskReadAsync(await world.ConnectAsync("Northwind")))
        ),
        [typeof(ChangeMode)] = (
            "Change mode",
            async world => await world.SetModeAsync(await world.ConnectAsync("Northwind"), PortfolioMode.ObserveOnly)
        ),
        [typeof(ChangeLabels)] = (
            "Change labels",
            async world =>
            {
                var portfolioId = await world.ConnectAsync("Northwind");
                await DoAsync(
                    world,
                    (ChangeLabels act) => act.RunAsync(new ChangeLabelsRequest(portfolioId, ["EMEA"]), default)
                );
            }
        ),
        [typeof(DisconnectPortfolio)] = (
            "Disconnect Northwind Retail",
            async world =>
            {
                var portfolioId = await world.ConnectAsync("Northwind");
                World.Succeeds(await world.AskDisconnectAsync(portfolioId));
            }
        ),
        [typeof(ConnectPortfolios)] = (
            "Enter portfolio",
            world =>
                DoAsync(
                    world,
                    (ConnectPortfolios act) =>
                        act.AskAsync(
                            new ConnectPortfoliosRequest(
                                World.Act(),
                                "business id,app id\n71000,13000",
                                new ConnectPattern(null, "control-{business}", "app"),
                                PortfolioMode.ObserveOnly
                            ),
                            default
                        )
                )
        ),
        [typeof(ReplaceControlToken)] = (
            "Replace the control token of Northwind Retail",
            async world =>
            {
                var portfolioId = await world.ConnectAsync("Northwind");
                World.Succeeds(
                    await world.AsksAsync(
                        (ReplaceControlToken act) =>
                            act.AskAsync(
                                new ReplaceControlTokenRequest(World.Act(), portfolioId, "northwind-control-2"),
                                default
                            )
                    )
                );
            }
        ),
        [typeof(CreateSystemUser)] = (
            "Create northwind ads reporting",
            async world =>
                World.Succeeds(
                    await world.AskCreateAsync(
                        World.CreateForm(await world.ConnectAsync("Northwind"), "northwind ads reporting")
                    )
                )
        ),
        [typeof(ChangeAccess)] = (
            "Change access of northwind ads reporting",
            async world =>
            {
                var form = World.CreateForm(await world.ConnectAsync("Northwind"), "northwind ads reporting");
                var made = await world.CreateAsync(form);
                var wanted = await world.GrantOnAsync("Northwind DE Brand", "ANALYZE");
                World.Succeeds(await world.AskAddAccessAsync(made.SystemUserId!.Value, wanted));
            }
        ),
        [typeof(CompleteChecklistLine)] = ("Done in Meta", TickAsync),
        [typeof(IssueToken)] = (
            "Issue a token of user1",
            async world =>
            {
                await world.ConnectAsync("Northwind");
                var found = await world.SystemUserAsync("user1");
                World.Succeeds(await world.AskIssueAsync(World.IssueForm(found.Id, World.Adoption)));
            }
        ),
        [typeof(RegisterToken)] = (
            "Register a token of ads sync",
            async world =>
            {
                await world.ConnectAsync("Northwind");
                var found = await world.SystemUserAsync("ads sync");
                World.Succeeds(await world.AskRegisterAsync(found.Id, "ads-sync-token", World.Adoption));
            }
        ),
        [typeof(CheckSecrets)] = (
            "Check secrets in the vault of Northwind Retail",
            async world =>
                World.Succeeds(await world.AskCheckSecretsAsync(await world.ConnectAsync("Northwind"), "ads-*"))
        ),
        [typeof(RenameSystemUser)] = (
            "Rename user1 to northwind pixel tests",
            async world =>
            {
                await world.ConnectAsync("Northwind");
                var found = await world.SystemUserAsync("user1");
                World.Succeeds(await world.AskRenameAsync(found.Id, "northwind pixel tests"));
            }
        ),
        [typeof(EditSystemUser)] = (
            "Edit system user",
            async world =>
            {
                await world.ConnectAsync("Northwind");
                var form = new EditSystemUserRequest
                {
                    Act = World.Act(),
                    SystemUserId = (await world.SystemUserAsync("user1")).Id,
                    Purpose = "Tries out pixels",
                    Preset = null,
                    Consumers = [],
                };
                await DoAsync(world, (EditSystemUser act) => act.RunAsync(form, default));
            }
        ),
        [typeof(AdoptSystemUsers)] = (
            "Adopt system user",
            async world =>
            {
                await world.ConnectAsync("Northwind");
                var id = (await world.SystemUserAsync("user1")).GraphId;
                var csv = $"system user id,owner,successor,purpose\n{id},Mona Berg,,Tries out pixels";
                var row = (await world.AsksAsync((AdoptionQueries queries) => queries.PreviewAsync(csv, default))).Rows[
                    0
                ];
                var saw = new Dictionary<long, string> { [row.SystemUserId!.Value] = row.AtMeta!.Shown.Mark };
                await DoAsync(
                    world,
                    (AdoptSystemUsers act) => act.RunAsync(new AdoptSystemUsersRequest(World.Act(), csv, saw), default)
                );
            }
        ),
        [typeof(ExportFoundSystemUsers)] = (
            "Export found system users",
            world =>
                world.AsksAsync(
                    async (ExportFoundSystemUsers act) =>
                    {
                        using var file = new MemoryStream();
                        await act.WriteAsync(file, default);
                        return true;
                    }
                )
        ),
        [typeof(SignReview)] = ("Sign review", world => ReviewAsync(world)),
        [typeof(ExportReview)] = (
            "Export review",
            async world =>
            {
                var id = await ReviewAsync(world);
                using var file = new MemoryStream();
                await world.AsksAsync((ExportReview act) => act.WriteAsync(id, file, default));
            }
        ),
        [typeof(AnswerFindings)] = (
            "Accept finding",
            async world =>
            {
                await world.ConnectAsync("Northwind");
                await world.ReconcileAsync();
                var id = (await world.OpenFindingsAsync(FindingKind.UnknownSystemUser))[0].Id;
                await DoAsync(
                    world,
                    (AnswerFindings act) =>
                        act.RunAsync(
                            new AnswerFindingsRequest(World.Act(), [id], BulkAnswer.Accept, new DateOnly(2027, 5, 1)),
                            default
                        )
                );
            }
        ),
        [typeof(ConfirmConsumer)] = (
            "Confirm that a consumer works with a token",
            async world =>
            {
                var consumer = await ConsumerAsync(world);
                await DoAsync(world, (ConfirmConsumer act) => act.RunAsync(consumer, null, default));
                var link = await DoAsync(world, (MakeConfirmationLink act) => act.RunAsync(consumer, null, default));
                await DoAsync(world, (ConfirmConsumer act) => act.ByLinkAsync(link.Code, default));
            }
        ),
        [typeof(MakeConfirmationLink)] = (
            "Make a confirmation link",
            async world =>
            {
                var consumer = await ConsumerAsync(world);
                await DoAsync(world, (MakeConfirmationLink act) => act.RunAsync(consumer, null, default));
            }
        ),
        [typeof(EditPartner)] = (
            "Edit partner",
            async world =>
            {
                var id = await PartnerAsync(world);
                await DoAsync(
                    world,
                    (EditPartner act) =>
                        act.RunAsync(new EditPartnerRequest(World.Act(), id, "Runs the ads", null, null), default)
                );
            }
        ),
        [typeof(ConfirmPartner)] = (
            "Confirm that a partner is still in use",
            async world =>
            {
                var id = await PartnerAsync(world);
                await DoAsync(
                    world,
                    (ConfirmPartner act) => act.RunAsync(new ConfirmPartnerRequest(World.Act(), id), default)
                );
            }
        ),
        [typeof(EndPartner)] = (
            "End the agency Brightside Agency",
            async world => World.Succeeds(await world.AskEndAsync(await PartnerAsync(world)))
        ),
        [typeof(RevokeToken)] = (
            "Revoke a token of northwind ads reporting",
            async world =>
            {
                var form = World.CreateForm(await world.ConnectAsync("Northwind"), "northwind ads reporting");
                var token = await world.TokenOfAsync((await world.CreateAsync(form)).Id);
                World.Succeeds(await world.AskRevokeAsync(token.Id));
            }
        ),
        [typeof(RevokeAllTokens)] = (
            "Revoke all tokens of user1",
            async world =>
            {
                await world.ConnectAsync("Northwind");
                World.Succeeds(await world.AskRevokeAllAsync((await world.SystemUserAsync("user1")).Id));
            }
        ),
        [typeof(DecideOperation)] = (
            "Choose: StopHere",
            async world =>
            {
                var portfolio = await world.ConnectAsync("Northwind");
                await world.ChangeVaultAsync(new { change = "deny", permission = "get" });
                var id = World.Succeeds(await world.AskReadAsync(portfolio));
                await world.RunToEndAsync(id);
                World.Succeeds(await world.DecideAsync(id, OperationChoice.StopHere));
            }
        ),
        [typeof(VerifyAudit)] = (
            VerifyAudit.VerifyLog,
            async world =>
                World.Succeeds(await world.AsksAsync((VerifyAudit act) => act.AskAsync(World.Act(), default)))
        ),
        [typeof(ExportGrants)] = (
            "Export asset grants",
            world => world.AsksAsync((ExportGrants act) => WriteAsync(act))
        ),
        [typeof(ConfirmNeeded)] = (
            "Confirm still needed",
            async world =>
            {
                await world.ConnectAsync("Northwind");
                var id = (await world.SystemUserAsync("user1")).Id;
                await DoAsync(
                    world,
                    (ConfirmNeeded act) =>
                        act.RunAsync(new ConfirmNeededRequest(World.Act(), id, new DateOnly(2027, 5, 1)), default)
                );
            }
        ),
        [typeof(OfferHandOver)] = ("Offer hand-over", OfferAsync),
        [typeof(AnswerHandOver)] = (
            "Accept hand-over",
            async world =>
            {
                await OfferAsync(world);
                var id = (await world.SystemUserAsync("user1")).Id;
                await DoAsync(
                    world,
                    (AnswerHandOver act) => act.RunAsync(new AnswerHandOverRequest(id, Accept: true), default)
                );
            }
        ),
        [typeof(MarkLeft)] = (
            "Mark as left",
            async world =>
            {
                await OfferAsync(world);
                await using var db = world.OpenDatabase();
                var id = (await db.People.SingleAsync(p => p.Name == "Mona Berg")).Id;
                await DoAsync(
                    world,
                    (MarkLeft act) => act.RunAsync(new MarkLeftRequest(World.Act(), id, HasLeft: true), default)
                );
            }
        ),
        [typeof(MatchAccount)] = (
            "Match with an account",
            async world =>
            {
                await OfferAsync(world);
                await using var db = world.OpenDatabase();
                var id = (await db.People.SingleAsync(p => p.Name == "Mona Berg")).Id;
                var account = (await db.Users.FirstAsync()).Id;
                await DoAsync(
                    world,
                    (MatchAccount act) => act.RunAsync(new(World.Act(), id, account, IsMatch: true), default)
                );
            }
        ),
        [typeof(MatchBusinessPerson)] = (
            "Match with a person at Meta",
            async world =>
            {
                await OfferAsync(world);
                await using var db = world.OpenDatabase();
                var id = (await db.People.SingleAsync(p => p.Name == "Mona Berg")).Id;
                var listed = (await db.BusinessPeople.FirstAsync()).Id;
                await DoAsync(
                    world,
                    (MatchBusinessPerson act) => act.RunAsync(new(World.Act(), id, listed, IsMatch: true), default)
                );
            }
        ),
        [typeof(AddApp)] = (
            "Add the app 1300000000000009 to Northwind Retail",
            async world =>
                World.Succeeds(
                    await world.AskAddAppAsync(World.AppForm(await world.ConnectAsync("Northwind"), "1300000000000009"))
                )
        ),
        [typeof(RemoveApp)] = (
            "Remove app",
            async world =>
                World.Succeeds(
                    await world.RemoveAppAsync((await world.AddAppAsync(await world.ConnectAsync("Northwind"))).Id)
                )
        ),
        [typeof(JoinSystemUser)] = (
            "Say which system user it is",
            async world =>
            {
                await world.AddAppAsync(await world.ConnectAsync("Northwind"));
                World.Succeeds(await world.JoinAsync((await world.SeenThroughAppAsync("user1")).Single().Id, null));
            }
        ),
        [typeof(AcceptFinding)] = ("Accept finding", AcceptAsync),
        [typeof(TakeAcceptanceBack)] = (
            "Take back the acceptance of a finding",
            async world =>
            {
                var id = await AcceptAsync(world);
                await DoAsync(world, (TakeAcceptanceBack act) => act.RunAsync(new(World.Act(), id), default));
            }
        ),
        [typeof(AdoptFinding)] = (
            "Adopt what a finding shows",
            async world =>
            {
                var id = await RenamedAsync(world);
                await DoAsync(world, (AdoptFinding act) => act.RunAsync(new(World.Act(), id), default));
            }
        ),
        [typeof(RevertFinding)] = (
            "Revert what a finding shows",
            async world =>
            {
                var id = await RenamedAsync(world);
                await DoAsync(world, (RevertFinding act) => act.AskAsync(new(World.Act(), id), default));
            }
        ),
        [typeof(CloseFirstNotice)] = (
            "Close the notice of the first findings",
            async world =>
            {
                var portfolio = await world.ConnectAsync("Northwind");
                await DoAsync(world, (CloseFirstNotice act) => act.RunAsync(portfolio, default));
            }
        ),
        [typeof(CreateAccount)] = ("Create account", world => AddAsync(world)),
        [typeof(ChangeRoles)] = (
            "Change roles",
            async world =>
            {
                var account = await AddAsync(world);
                await DoAsync(
                    world,
                    (ChangeRoles act) => act.RunAsync(account.Id, RoleChoice.Everywhere(Role.Offboarder), default)
                );
            }
        ),
        [typeof(ChooseBreakGlass)] = (
            "Choose break-glass account",
            async world =>
            {
                var account = await AddAsync(world);
                await DoAsync(
                    world,
                    (ChangeRoles act) => act.RunAsync(account.Id, RoleChoice.Everywhere(Role.Administrator), default)
                );
                await DoAsync(world, (ChooseBreakGlass act) => act.RunAsync(account.Id, default));
            }
        ),
        [typeof(SignInThroughProvider)] = (
            "Create account",
            world =>
                DoAsync(
                    world,
                    (SignInThroughProvider act) =>
                        act.RunAsync(
                            new(
                                "https://id.example",
                                "42",
                                "nina@example.com",
                                true,
                                "Nina",
                                new HashSet<Role> { Role.Auditor }
                            ),
                            default
                        )
                )
        ),
        [typeof(EndAccount)] = (
            "End account",
            async world =>
            {
                var account = await AddAsync(world);
                await DoAsync(
                    world,
                    (EndAccount act) => act.RunAsync(new EndAccount.Input(account.Id, "Left"), default)
                );
            }
        ),
        [typeof(ReopenAccount)] = (
            "Reopen account",
            async world =>
            {
                var account = await AddAsync(world);
                await DoAsync(
                    world,
                    (EndAccount act) => act.RunAsync(new EndAccount.Input(account.Id, "Left"), default)
                );
                await DoAsync(
                    world,
                    (ReopenAccount act) => act.RunAsync(new ReopenAccount.Input(account.Id, Password, "Back"), default)
                );
            }
        ),
        [typeof(UnlockAccount)] = (
            "Unlock account",
            async world =>
            {
                var account = await AddAsync(world);
                await DoAsync(world, (UnlockAccount act) => act.RunAsync(account.Id, default));
            }
        ),
        [typeof(SetPassword)] = (
            "Set password",
            async world =>
            {
                var account = await AddAsync(world);
                await DoAsync(world, (SetPassword act) => act.RunAsync(account.Id, Password + "!", default));
            }
        ),
        [typeof(ChangePassword)] = (
            "Change password",
            async world =>
            {
                world.SignIn(await AddAsync(world));
                await DoAsync(
                    world,
                    (ChangePassword act) => act.RunAsync(new ChangePassword.Input(Password, Password + "!"), default)
                );
            }
        ),
        [typeof(SignOutAccount)] = (
            "Sign out",
            async world =>
            {
                world.SignIn(await AddAsync(world));
                await DoAsync(world, (SignOutAccount act) => act.RunAsync(default));
            }
        ),
        [typeof(StartSession)] = ("Sign in", world => SignInAsync(world)),
        [typeof(EndSessions)] = (
            "End sessions",
            async world =>
            {
                var account = await SignInAsync(world);
                await DoAsync(world, (EndSessions act) => act.AllAsync(account.Id, default));
            }
        ),
        [typeof(SetUpTwoFactor)] = ("Set up two-factor", world => SetUpTwoFactorAsync(world)),
        [typeof(VerifyPassword)] = (
            "Give password",
            async world =>
            {
                var account = await SetUpTwoFactorAsync(world);
                await DoAsync(world, (VerifyPassword act) => act.RunAsync(account.Email!, Password, default));
            }
        ),
        [typeof(VerifyCode)] = (
            "Use recovery code",
            async world =>
            {
                var account = await SetUpTwoFactorAsync(world);
                var made = await DoAsync(world, (MakeRecoveryCodes act) => act.RunAsync(default));
                await DoAsync(
                    world,
                    (VerifyCode act) => act.RunAsync(account.Id, made.RecoveryCodes[0], isRecoveryCode: true, default)
                );
            }
        ),
        [typeof(MakeRecoveryCodes)] = (
            "Make recovery codes",
            async world =>
            {
                await SetUpTwoFactorAsync(world);
                await DoAsync(world, (MakeRecoveryCodes act) => act.RunAsync(default));
            }
        ),
        [typeof(TurnOffTwoFactor)] = (
            "Turn off two-factor",
            async world =>
            {
                await SetUpTwoFactorAsync(world);
                await DoAsync(world, (TurnOffTwoFactor act) => act.RunAsync(Password, default));
            }
        ),
        [typeof(ResetSecondFactor)] = (
            "Reset second factor",
            async world =>
            {
                var account = await AddAsync(world);
                await DoAsync(
                    world,
                    (ResetSecondFactor act) => act.RunAsync(new ResetSecondFactor.Input(account.Id, "Lost"), default)
                );
            }
        ),
        [typeof(ProveAgain)] = (
            "Prove who it is",
            async world =>
            {
                world.SignIn(await AddAsync(world));
                await DoAsync(world, (ProveAgain act) => act.WithPasswordAsync(Password, default));
            }
        ),
        [typeof(AddPasskey)] = (
            "Add passkey",
            async world =>
            {
                world.SignIn(await AddAsync(world));
                await DoAsync(world, (AddPasskey act) => act.RunAsync(APasskey(), "Laptop", default));
            }
        ),
        [typeof(RenamePasskey)] = (
            "Rename passkey",
            async world =>
            {
                world.SignIn(await AddAsync(world));
                await DoAsync(world, (AddPasskey act) => act.RunAsync(APasskey(), "Laptop", default));
                await DoAsync(
                    world,
                    (RenamePasskey act) => act.RunAsync(PasskeyId.Of(APasskey().CredentialId), "Phone", default)
                );
            }
        ),
        [typeof(RemovePasskey)] = (
            "Remove passkey",
            async world =>
            {
                world.SignIn(await AddAsync(world));
                await DoAsync(world, (AddPasskey act) => act.RunAsync(APasskey(), "Laptop", default));
                await DoAsync(
                    world,
                    (RemovePasskey act) => act.RunAsync(PasskeyId.Of(APasskey().CredentialId), default)
                );
            }
        ),
        [typeof(SetEndDate)] = (
            "Change end date",
            async world =>
            {
                var account = await AddAsync(world);
                await DoAsync(world, (SetEndDate act) => act.RunAsync(account.Id, new DateOnly(2090, 1, 1), default));
            }
        ),
        [typeof(SetUpFirstAdministrator)] = (
            "Set up first administrator",
            async world =>
            {
                await world.ForgetAccountsAsync();
                await DoAsync(
                    world,
                    (SetUpFirstAdministrator act) =>
                        act.FromSettingsAsync(
                            new SetUpFirstAdministrator.Input("Ada", "ada@example.com", Password),
                            default
                        )
                );
            }
        ),
    };

    public static TheoryData<string> ActNames() => [.. Acts.Keys.Select(a => a.Name)];

    [Theory]
    [EachOnOneDatabase(nameof(ActNames))]
    [Trait("Id", "F04")]
    public async Task An_act_is_in_the_log_with_who_did_it(string act)
    {
        var (action, doAsync) = Acts.Single(a => a.Key.Name == act).Value;

        await doAsync(World);

        var rows = (await AuditProof.HoldsAsync(World)).Where(r => r.Action == action).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.NotEqual("nobody", r.ActorName));
        Assert.Contains(rows, r => r.ActorId != 0);
        Assert.All(rows, r => Assert.NotEqual("", r.ObjectLabel));
        Assert.All(rows, r => Assert.DoesNotContain(Password, r.Text, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Id", "F04")]
    public void Every_act_of_the_product_is_in_the_table_above()
    {
        var acts = typeof(ProductSetup)
            .Assembly.GetExportedTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.GetMethods().Any(IsAct))
            .Except(Parts);

        Assert.Equal(
            acts.Select(a => a.Name).Order(StringComparer.Ordinal),
            Acts.Keys.Select(a => a.Name).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Something that a person asks for answers with a result; an export writes.</summary>
    private static bool IsAct(MethodInfo method) =>
        method.DeclaringType == method.ReflectedType
            && !method.IsStatic
            && method.ReturnType is { IsGenericType: true } task
            && task.GetGenericTypeDefinition() == typeof(Task<>)
            && task.GetGenericArguments()[0] is { IsGenericType: true } result
            && result.GetGenericTypeDefinition() == typeof(Result<>)
            && method.DeclaringType != typeof(AskOperation)
        || (method.Name == "WriteAsync" && method.DeclaringType!.Name.StartsWith("Export", StringComparison.Ordinal));

    private static async Task<bool> WriteAsync(ExportGrants act)
    {
        using var file = new MemoryStream();
        await act.WriteAsync(new GrantFilter(), file, default);
        return true;
    }

    private static async Task<long> PartnerAsync(World world)
    {
        await world.ConnectAsync("Northwind");
        return (await world.PartnerAsync("Brightside Agency")).Id;
    }

    private static async Task TickAsync(World world)
    {
        var made = await world.CreateAsync(
            World.CreateForm(await world.ConnectAsync("Northwind"), "northwind ads reporting")
        );
        await using var db = world.OpenDatabase();
        var line = new ChecklistLine
        {
            PortfolioId = made.PortfolioId!.Value,
            SystemUserId = made.SystemUserId!.Value,
            Text = "Take it away",
            OperationId = made.Id,
            AddedAt = world.Clock.GetUtcNow(),
        };
        db.ChecklistLines.Add(line);
        using (db.Unaudited("A test's own line."))
            await db.SaveChangesAsync();
        await DoAsync(world, (CompleteChecklistLine act) => act.RunAsync(line.SystemUserId!.Value, line.Id, default));
    }

    private static async Task<long> ReviewAsync(World world)
    {
        var portfolioId = await world.ConnectAsync("Northwind");
        var row = new ReviewedRow(
            (await world.SystemUserAsync("user1")).Id,
            ReviewDecision.Reduce,
            IsLeftOut: false,
            null
        );
        return await DoAsync(
            world,
            (SignReview act) =>
                act.RunAsync(
                    new SignReviewRequest(World.Act(), new ReviewScope(portfolioId, null, null), null, [row]),
                    default
                )
        );
    }

    private static async Task<long> ConsumerAsync(World world)
    {
        await world.CreateAsync(World.CreateForm(await world.ConnectAsync("Northwind"), "northwind ads reporting"));
        await using var db = world.OpenDatabase();
        return await db.Consumers.Select(c => c.Id).SingleAsync();
    }

    private static async Task OfferAsync(World world)
    {
        await world.ConnectAsync("Northwind");
        var id = (await world.SystemUserAsync("user1")).Id;
        await DoAsync(
            world,
            (OfferHandOver act) =>
                act.RunAsync(
                    new OfferHandOverRequest(World.Act(), id, new TypedPerson("Mona Berg", null, IsTeam: false)),
                    default
                )
        );
    }

    private static async Task<Account> AddAsync(World world) =>
        await DoAsync(
            world,
            (CreateAccount act) =>
                act.RunAsync(
                    new CreateAccount.Input("Otto", "otto@example.com", Password, RoleChoice.Everywhere(Role.Auditor)),
                    default
                )
        );

    private static async Task<Account> SignInAsync(World world)
    {
        var account = await AddAsync(world);
        await DoAsync(
            world,
            (StartSession act) =>
                act.RunAsync(new StartSession.Input(account, SessionMethods.Password, null, null), default)
        );
        return account;
    }

    private static async Task<Account> SetUpTwoFactorAsync(World world)
    {
        var account = await AddAsync(world);
        world.SignIn(account);
        var key = Totp.NewKey();
        var code = Totp.CodeAt(key, Totp.StepAt(world.Clock.GetUtcNow()));
        await DoAsync(world, (SetUpTwoFactor act) => act.RunAsync(new SetUpTwoFactor.Input(key, code), default));
        return account;
    }

    private static UserPasskeyInfo APasskey() =>
        new([1, 2, 3], [4], DateTimeOffset.UnixEpoch, 0, null, true, false, false, [5], [6]);

    private static async Task<long> AcceptAsync(World world)
    {
        var id = await RenamedAsync(world);
        var until = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime).AddDays(30);
        await DoAsync(world, (AcceptFinding act) => act.RunAsync(new(World.Act(), id, until), default));
        return id;
    }

    /// <summary>A finding: somebody gave user1 this name at Meta.</summary>
    private static async Task<long> RenamedAsync(World world)
    {
        var portfolio = await world.ConnectAsync("Northwind");
        await using var db = world.OpenDatabase();
        var user1 = await db.SystemUsers.SingleAsync(s => s.Name == "user1");
        user1.AdoptedAt = world.Clock.GetUtcNow();
        user1.ConfirmName("northwind pixel tests");
        var finding = new Finding
        {
            PortfolioId = portfolio,
            Kind = FindingKind.Renamed,
            ObjectKey = user1.GraphId,
            SystemUserId = user1.Id,
            AtMeta = user1.Name,
            InRecord = user1.ConfirmedName,
            FirstSeenAt = world.Clock.GetUtcNow(),
        };
        db.Findings.Add(finding);
        using (db.Unaudited("A test's own change."))
            await db.SaveChangesAsync();
        return finding.Id;
    }

    private static async Task<T> DoAsync<TAct, T>(World world, Func<TAct, Task<Result<T>>> act)
        where TAct : notnull => World.Succeeds(await world.AsksAsync(act));
}

public sealed class ActsAreAuditedOnSqlite() : ActsAreAuditedTests(DatabaseProvider.Sqlite);

public sealed class ActsAreAuditedOnPostgres() : ActsAreAuditedTests(DatabaseProvider.Postgres);
