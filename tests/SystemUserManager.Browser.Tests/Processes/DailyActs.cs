using System.Text.Json;
using SystemUserManager.Operations;
using SystemUserManager.Partners;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>One Page goes, another comes.</summary>
internal sealed class ChangingAccess(CrashSite site) : ActOnFound(site)
{
    private const string Before = "Northwind France";
    private const string After = "Northwind Nederland";

    public override OperationKind Kind => OperationKind.ChangeAccess;

    public override IReadOnlyList<string> Plan => ChangeAccess.Plan;

    public override IReadOnlyList<string> Writing => [ChangeAccess.Assign, ChangeAccess.Remove];

    protected override string Called => "northwind moves";

    protected override Task PrepareAsync(SandboxView meta, string name) =>
        meta.ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = name,
                business = "Northwind Retail",
                asset = Before,
            }
        );

    protected override Task AskAsync(long systemUserId, int number) => Site.Anna.AskForAccessAsync(systemUserId, After);

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        CrashSite.SeeDone(await Record.SettledAsync(Kind, Site.App));
        Assert.Equal([After], await Meta.AssetsOfAsync(Name(number)));
        var log = await LogAsync();
        Assert.Equal(1, log.Count("POST", "/assigned_users"));
        Assert.Equal(1, log.Count("DELETE", "/assigned_users"));
    }
}

internal sealed class Renaming(CrashSite site) : ActOnFound(site)
{
    public override OperationKind Kind => OperationKind.RenameSystemUser;

    public override IReadOnlyList<string> Plan => RenameSystemUser.Plan;

    public override IReadOnlyList<string> Writing => [RenameSystemUser.RenameAtMeta];

    protected override string Called => "northwind misnamed";

    protected override Task AskAsync(long systemUserId, int number) =>
        Site.Anna.AskForRenamingAsync(systemUserId, NewName(number));

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        CrashSite.SeeDone(await Record.SettledAsync(Kind, Site.App));
        await Meta.SystemUserAsync(NewName(number));
        Assert.DoesNotContain(Name(number), await Meta.NamesAsync());
        Assert.Equal(1, (await LogAsync()).Count("POST", "/system_users"));
        await Record.SystemUserIdAsync(NewName(number));
    }

    private static string NewName(int number) => $"northwind well named {number + 1}";
}

internal sealed class Registering(CrashSite site) : ActOnFound(site)
{
    public override OperationKind Kind => OperationKind.RegisterToken;

    public override IReadOnlyList<string> Plan => RegisterToken.Plan;

    public override IReadOnlyList<string> Writing => [];

    protected override string Called => "northwind registered";

    protected override async Task PrepareAsync(SandboxView meta, string name) =>
        await meta.PlantAsync(Secret(name), await meta.MakeTokenAsync(name));

    protected override Task AskAsync(long systemUserId, int number) =>
        Site.Anna.AskForRegistrationAsync(systemUserId, Secret(Name(number)));

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        CrashSite.SeeDone(await Record.SettledAsync(Kind, Site.App));
        var atMeta = Assert.Single(await Meta.TokensOfAsync(Name(number)));
        Assert.True(SandboxView.IsLive(atMeta));
        var token = Assert.Single(await Record.TokensOfAsync(Name(number)));
        Assert.Equal(
            (TokenState.Active, TokenOrigin.Registered, atMeta.GetProperty("sha256").GetString()),
            (token.State, token.Origin, token.ValueSha256)
        );
        Assert.DoesNotContain(await LogAsync(), RequestLines.IsWrite);
    }

    private static string Secret(string name) => name.Replace(' ', '-');
}

/// <summary>Always the same secrets: none of them is in the record.</summary>
internal sealed class CheckingSecrets(CrashSite site) : DailyAct(site)
{
    private const int Secrets = 3;
    private long _from;

    public override OperationKind Kind => OperationKind.CheckSecrets;

    public override IReadOnlyList<string> Plan => CheckSecrets.Plan;

    public override IReadOnlyList<string> Writing => [];

    public override async Task PrepareAsync(SandboxView meta, int operations)
    {
        for (var i = 0; i < Secrets; i++)
            await meta.PlantAsync(Secret(i), await meta.MakeTokenAsync("System User Manager"));
    }

    public override async Task AskAsync(int number)
    {
        _from = await Meta.LastLineAsync();
        var portfolio = await Record.PortfolioIdAsync();
        await Site.AskAsync(() => Site.Anna.AskToCheckSecretsAsync(portfolio, "checked-*"));
    }

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        var operation = CrashSite.SeeDone(await Record.SettledAsync(Kind, Site.App));
        Assert.Contains(
            $"{Secrets} read: 0 known, {Secrets} not registered",
            operation.Outcome,
            StringComparison.Ordinal
        );
        var log = await Meta.LogAsync(_from);
        Assert.DoesNotContain(log, RequestLines.IsWrite);
        // What was read and written down before it died isn't read again.
        for (var i = 0; i < Secrets; i++)
            Assert.Equal(1, log.Count(l => IsReading(l, Secret(i))));
    }

    private static string Secret(int number) => $"checked-{number + 1}";

    private static bool IsReading(JsonElement line, string secret) =>
        RequestLines.Method(line) == "GET"
        && RequestLines.Path(line).Trim('/') is var path
        && (path == $"secrets/{secret}" || path.StartsWith($"secrets/{secret}/", StringComparison.Ordinal))
        && !path.EndsWith("/versions", StringComparison.Ordinal);
}

/// <summary>Of one that has another token already, which nobody here knows: whatever is lost, that one lives on.</summary>
internal sealed class Issuing(CrashSite site) : ActOnFound(site)
{
    private const string InHand = $"at:{IssueToken.TokenInHand}:kill";
    private const string BeforeGenerate = $"before:{IssueToken.GenerateAndStage}:kill";

    /// <summary>The names of those that got their token.</summary>
    public List<string> Issued { get; } = [];

    public override OperationKind Kind => OperationKind.IssueToken;

    public override IReadOnlyList<string> Plan => IssueToken.Plan;

    public override IReadOnlyList<string> Writing =>
        [
            IssueToken.InstallApp,
            IssueToken.ReserveInVault,
            IssueToken.GenerateAndStage,
            IssueToken.Publish,
            IssueToken.RetireStaged,
        ];

    protected override IReadOnlyDictionary<string, string> Inside =>
        new Dictionary<string, string> { [IssueToken.GenerateAndStage] = IssueToken.TokenInHand };

    protected override string Called => "northwind holds others";

    protected override Task PrepareAsync(SandboxView meta, string name) => meta.MakeTokenAsync(name);

    protected override Task AskAsync(long systemUserId, int number) => Site.Anna.AskForTokenAsync(systemUserId);

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        var (name, log) = (Name(number), await LogAsync());
        var operation = await Record.SettledAsync(Kind, Site.App);
        if (points.Contains(InHand) || points.Contains(BeforeGenerate))
        {
            await SeeOrphanAsync(name, operation, generated: points.Contains(InHand) ? 1 : 0);
            return;
        }

        CrashSite.SeeDone(operation);
        var atMeta = await Meta.TokensOfAsync(name);
        Assert.Equal(2, atMeta.Count);
        Assert.All(atMeta, t => Assert.True(SandboxView.IsLive(t)));
        var token = Assert.Single(await Record.TokensOfAsync(name));
        Assert.Equal(TokenState.Active, token.State);
        Assert.Single(atMeta, t => t.GetProperty("sha256").GetString() == token.ValueSha256);
        var secrets = await Meta.SecretsNamedAsync(token.SecretName);
        Assert.Single(secrets.Where(s => !s.IsPending).SelectMany(s => s.EnabledVersions), enabled => enabled);
        Assert.All(secrets.Where(s => s.IsPending).SelectMany(s => s.EnabledVersions), Assert.False);
        log = await LogAsync();
        Assert.Equal(1, log.Count("POST", "/access_tokens"));
        Assert.Equal(0, log.Count("DELETE", "/access_tokens"));
        Issued.Add(name);
    }

    private async Task SeeOrphanAsync(string name, Operation operation, int generated)
    {
        Assert.Equal(OperationState.NeedsAttention, operation.State);
        Assert.Matches("dies by itself by [0-9]{4}-[0-9]{2}-[0-9]{2}", operation.Outcome);
        var token = Assert.Single(await Record.TokensOfAsync(name));
        Assert.Equal((TokenState.Orphan, true), (token.State, token.DiesBy is not null));
        var atMeta = await Meta.TokensOfAsync(name);
        Assert.Equal(1 + generated, atMeta.Count);
        Assert.All(atMeta, t => Assert.True(SandboxView.IsLive(t)));
        var log = await LogAsync();
        Assert.Equal(generated, log.Count("POST", "/access_tokens"));
        Assert.Equal(0, log.Count("DELETE", "/access_tokens"));
    }
}

/// <summary>Of those that were issued one here: that one and the one that nobody here knows die.</summary>
internal sealed class RevokingAll(CrashSite site, Issuing issuing) : DailyAct(site)
{
    public override OperationKind Kind => OperationKind.RevokeAllTokens;

    public override IReadOnlyList<string> Plan => RevokeAllTokens.Plan;

    public override IReadOnlyList<string> Writing => [RevokeAllTokens.RevokeAtMeta, RevokeAllTokens.DisableInVault];

    public override async Task AskAsync(int number)
    {
        var id = await Record.SystemUserIdAsync(issuing.Issued[number]);
        await Site.AskAsync(() => Site.Anna.AskToRevokeAllAsync(id));
    }

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        CrashSite.SeeDone(await Record.SettledAsync(Kind, Site.App));
        var name = issuing.Issued[number];
        Assert.DoesNotContain(await Meta.TokensOfAsync(name), SandboxView.IsLive);
        var token = Assert.Single(await Record.TokensOfAsync(name));
        Assert.Equal(TokenState.Revoked, token.State);
        Assert.Contains("Meta says that it is invalid", token.RevocationProof, StringComparison.Ordinal);
        var secrets = await Meta.SecretsNamedAsync(token.SecretName);
        Assert.All(secrets.SelectMany(s => s.EnabledVersions), Assert.False);
    }
}

/// <summary>An agency of its own at each time, which has one Page.</summary>
internal sealed class EndingPartner(CrashSite site) : DailyAct(site)
{
    private long _from;

    public override OperationKind Kind => OperationKind.EndPartner;

    public override IReadOnlyList<string> Plan => EndPartner.Plan;

    public override IReadOnlyList<string> Writing => [EndPartner.RemoveAtMeta];

    public override async Task PrepareAsync(SandboxView meta, int operations)
    {
        for (var i = 0; i < operations; i++)
            await meta.AddAgencyAsync(Name(i), "Northwind France");
    }

    public override async Task AskAsync(int number)
    {
        _from = await Meta.LastLineAsync();
        var id = await Record.PartnerIdAsync(Name(number));
        await Site.AskAsync(() => Site.Anna.AskToEndPartnerAsync(id));
    }

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        var operation = CrashSite.SeeDone(await Record.SettledAsync(Kind, Site.App));
        Assert.Equal($"End the agency {Name(number)}", operation.Title);
        Assert.Equal(1, (await Meta.LogAsync(_from)).Count("DELETE", "/agencies"));
        Assert.DoesNotContain(operation.ReadInput<EndPartnerInput>().BusinessId, await Meta.PartnersAsync());
    }

    private static string Name(int number) => $"Outgoing Agency {number + 1}";
}
