using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.Tokens;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Each time by another token of the same admin, that somebody put into the vault.</summary>
internal sealed class ReplacingControlToken(CrashSite site) : DailyAct(site)
{
    private long _from;
    private string _old = "";

    public override OperationKind Kind => OperationKind.ReplaceControlToken;

    public override IReadOnlyList<string> Plan => ReplaceControlToken.Plan;

    public override IReadOnlyList<string> Writing => [];

    public override async Task PrepareAsync(SandboxView meta, int operations)
    {
        for (var i = 0; i < operations; i++)
            await meta.PlantAsync(Secret(i), await meta.MakeTokenAsync("System User Manager"));
    }

    public override async Task AskAsync(int number)
    {
        _from = await Meta.LastLineAsync();
        var portfolio = await Record.PortfolioAsync();
        _old = portfolio.ControlTokenSecret;
        await Site.AskAsync(() => Site.Anna.AskToReplaceControlTokenAsync(portfolio.Id, Secret(number)));
    }

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        var operation = CrashSite.SeeDone(await Record.SettledAsync(Kind, Site.App));
        // What is told to be revoked is never the one in use.
        Assert.Contains($"The token in \"{_old}\" lives on", operation.Outcome, StringComparison.Ordinal);
        Assert.Equal(Secret(number), (await Record.PortfolioAsync()).ControlTokenSecret);
        Assert.Single(await Record.TokensAsync(), t => t.SecretName == Secret(number) && t.State == TokenState.Active);
        Assert.DoesNotContain(await Meta.LogAsync(_from), RequestLines.IsWrite);
    }

    private static string Secret(int number) => $"northwind-control-{number + 2}";
}

/// <summary>
/// The product asks for it by itself, each time when the one in use is about to end. The old one is ended when nobody can
/// be acting with it any more; until then time has to pass, in the record.
/// </summary>
internal sealed class RenewingControlToken(CrashSite site) : DailyAct(site)
{
    private const string Control = "System User Manager";
    private const string InHand = $"at:{IssueToken.TokenInHand}:kill";
    private const string BeforeGenerate = $"before:{IssueToken.GenerateAndStage}:kill";
    private const string ActsThroughIt = $"between:{RenewControlToken.ActThroughIt}:kill";
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(16);
    private static readonly TimeSpan Left = TimeSpan.FromDays(10);

    private long _from;
    private HashSet<string> _live = [];

    public override OperationKind Kind => OperationKind.RenewControlToken;

    public override IReadOnlyList<string> Plan => RenewControlToken.Plan;

    public override IReadOnlyList<string> Writing =>
        [
            IssueToken.ReserveInVault,
            IssueToken.GenerateAndStage,
            IssueToken.Publish,
            IssueToken.RetireStaged,
            RenewControlToken.EndTheOld,
        ];

    protected override IReadOnlyDictionary<string, string> Inside =>
        new Dictionary<string, string> { [IssueToken.GenerateAndStage] = IssueToken.TokenInHand };

    /// <summary>The last step does nothing before its time: the first operation dies before that, and of both its places after it.</summary>
    public override List<List<string>> Deaths(bool everywhere)
    {
        var steps = (everywhere ? Plan : Writing).Where(s => s != RenewControlToken.EndTheOld).ToList();
        return
        [
            [ActsThroughIt, $"before:{RenewControlToken.EndTheOld}:kill", $"after:{RenewControlToken.EndTheOld}:kill"],
            .. DeathsAt(steps),
        ];
    }

    public override async Task AskAsync(int number)
    {
        _from = await Meta.LastLineAsync();
        _live = await LiveAsync();
        foreach (var earlier in (await Record.OperationsAsync()).Where(o => o.Kind == Kind))
            await Record.MoveBackAsync(earlier, TimeSpan.FromDays(2));
        await Meta.ChangeAsync(
            new
            {
                @do = "expireToken",
                business = "Northwind Retail",
                systemUser = Control,
                days = Left.TotalDays,
            }
        );
        await Record.LetControlTokenEndAsync(TimeProvider.System.GetUtcNow() + Left);
    }

    public override async Task MeanwhileAsync(string point)
    {
        if (point == ActsThroughIt)
            await Record.MoveBackAsync((await Record.NewestAsync(Kind))!, Overlap);
    }

    public override async Task SeeAsync(int number, IReadOnlyList<string> points)
    {
        if (points.Contains(InHand) || points.Contains(BeforeGenerate))
        {
            await SeeOrphanAsync(generated: points.Contains(InHand) ? 1 : 0);
            return;
        }

        if (!points.Contains(ActsThroughIt))
            await PassTheOverlapAsync();
        var operation = CrashSite.SeeDone(await Record.SettledAsync(Kind, Site.App));
        Assert.Contains("The old one is dead at Meta", operation.Outcome, StringComparison.Ordinal);
        var secret = (await Record.PortfolioAsync()).ControlTokenSecret;
        var tokens = (await Record.TokensAsync()).Where(t => t.SecretName == secret).ToList();
        var token = Assert.Single(tokens, t => t.State == TokenState.Active);
        Assert.Equal(operation.Id, token.IssueOperationId);
        Assert.DoesNotContain(tokens, t => t.State == TokenState.Rotating);
        // One came, one went, and nobody else's.
        var live = await LiveAsync();
        Assert.Equal([token.ValueSha256!], live.Except(_live));
        var ended = Assert.Single(_live.Except(live));
        Assert.Equal(TokenState.Revoked, Assert.Single(tokens, t => t.ValueSha256 == ended).State);
        var secrets = await Meta.SecretsNamedAsync(secret);
        Assert.Single(secrets.Where(s => s.Name == secret).SelectMany(s => s.EnabledVersions), enabled => enabled);
        Assert.All(secrets.Where(s => s.IsPending).SelectMany(s => s.EnabledVersions), Assert.False);
        await SeeWritesAsync(generated: 1);
    }

    private async Task SeeOrphanAsync(int generated)
    {
        var operation = await Record.SettledAsync(Kind, Site.App);
        Assert.Equal(OperationState.Failed, operation.State);
        Assert.Contains("dies by itself within 60 days", operation.Outcome, StringComparison.Ordinal);
        var token = Assert.Single(await Record.TokensAsync(), t => t.IssueOperationId == operation.Id);
        Assert.Equal((TokenState.Orphan, true), (token.State, token.DiesBy is not null));
        var live = await LiveAsync();
        Assert.Empty(_live.Except(live));
        Assert.Equal(generated, live.Except(_live).Count());
        await SeeWritesAsync(generated);
    }

    private async Task SeeWritesAsync(int generated)
    {
        var log = await Meta.LogAsync(_from);
        Assert.Equal(generated, log.Count("POST", "/access_tokens"));
        Assert.Equal(0, log.Count("DELETE", "/access_tokens"));
    }

    private async Task PassTheOverlapAsync()
    {
        Operation? operation = null;
        await Patience.UntilAsync(
            async () =>
            {
                operation = await Record.NewestAsync(Kind);
                return RecordView.IsSettled(operation) || IsLetFinish(operation);
            },
            "what began with the old control token to be let finish"
        );
        if (IsLetFinish(operation))
            await Record.MoveBackAsync(operation!, Overlap);
    }

    private static bool IsLetFinish(Operation? operation) =>
        operation?.State == OperationState.Waiting
        && operation.Steps.Single(s => s.Name == RenewControlToken.EndTheOld).Attempts > 0;

    private async Task<HashSet<string>> LiveAsync() =>
        [
            .. (await Meta.TokensOfAsync(Control, "1200000000000001"))
                .Where(SandboxView.IsLive)
                .Select(t => t.GetProperty("sha256").GetString()!),
        ];
}
