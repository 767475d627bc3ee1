using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Operations;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Model;

/// <summary>
/// Races of one world, one after the other: a worker makes a token, somebody asks for a revoke at a place in the middle
/// of that, another worker carries it out as soon as it may. At the end of each the revoke must have won.
/// </summary>
internal sealed partial class Race(World world)
{
    private const int MostRounds = 60;
    private const string Made = "northwind figures";
    private const string Found = "ads sync";

    private readonly StringBuilder _story = new();
    private long _portfolio;
    private int _creations;
    private RaceWorker _maker = null!;
    private RaceWorker _revoker = null!;
    private RacePlan _plan = null!;
    private string _name = "";
    private long _issue;
    private long _revoke;
    private long _target;

    /// <summary>What was done, in order, for whoever has to understand a failure.</summary>
    public string Story => _story.ToString();

    /// <summary>Where the makers stood when the revoke was asked for; none for one that was done already.</summary>
    public List<string> AskedAt { get; } = [];

    public async Task BeginAsync()
    {
        _portfolio = await world.ConnectAsync("Northwind");
        _revoker = new RaceWorker(world);
        StartMaker();
    }

    public async Task RunAsync(RacePlan plan)
    {
        _plan = plan;
        _story.Clear().AppendLine($"{plan}");
        await ArrangeAsync();
        var (before, mark) = (Live(), world.Mark());
        _issue = World.Succeeds(await AskForTokenAsync());
        // Its answer is the second place of the call.
        var place = plan.InTheHand
            ? await _maker.RunAsync(_issue, 1, "/access_tokens")
            : await _maker.RunAsync(_issue, plan.AskAfter);
        while (place is not null && !await IsThereAsync())
            place = await _maker.GoOnAsync(plan.Order.Next(10));
        if (place is not null)
            AskedAt.Add(place);
        Tell($"The revoke is asked for {place ?? "when all is done"}{(plan.Together ? ", and it goes on" : "")}.");
        await AskForRevokeAsync(stands: place is not null);
        await LetRevokeRunAsync();
        await LetAllEndAsync();
        await HoldsAsync(before, mark);
        if (plan.Maker == RaceMaker.Creation)
            await MakeRoomAsync();
    }

    private async Task ArrangeAsync()
    {
        if (_maker.IsDead)
            StartMaker();
        _name = _plan.Maker switch
        {
            RaceMaker.Creation => $"{Made} {(char)('a' + (_creations / 26))}{(char)('a' + (_creations++ % 26))}",
            RaceMaker.TokenOfAFoundOne => Found,
            _ => Made,
        };
        if (_name == Made)
            await ArrangeMadeAsync();
        if (_plan.Trouble == RaceTrouble.TokenUnheardOf)
            world.Fault(Faults.Lost("graph", "POST", "/*/access_tokens"));
        if (_plan.Trouble == RaceTrouble.VaultUnheardOf)
            world.Fault(Faults.Lost("vault", "PUT", "/secrets/meta-"));
    }

    /// <summary>Whatever the last race left: the only token is to come, or the second.</summary>
    private async Task ArrangeMadeAsync()
    {
        if (world.Meta.Called(Made).Count == 0)
            await world.CreateAsync(World.CreateForm(_portfolio, Made));
        if (_plan.Maker == RaceMaker.OnlyToken && Live().Count > 0)
            await world.DoneAsync(AskForRevokeAllAsync());
        if (_plan.Maker == RaceMaker.SecondToken && Live().Count == 0)
            await world.DoneAsync(AskForTokenAsync());
    }

    private async Task<Result<long>> AskForTokenAsync() =>
        _plan.Maker == RaceMaker.Creation
            ? await world.AskCreateAsync(World.CreateForm(_portfolio, _name))
            : await world.AskIssueAsync(
                World.IssueForm((await world.SystemUserAsync(_name)).Id, _name == Found ? World.Adoption : null)
            );

    private async Task<Result<long>> AskForRevokeAllAsync() =>
        await world.AskRevokeAllAsync((await world.SystemUserAsync(_name)).Id);

    /// <summary>What the revoke is about stands in the record.</summary>
    private async Task<bool> IsThereAsync()
    {
        await using var db = world.OpenDatabase();
        return _plan.End == RaceEnd.ThisOne
            ? await db.Tokens.AnyAsync(t => t.IssueOperationId == _issue)
            : await db.SystemUsers.AnyAsync(s => s.Name == _name);
    }

    private async Task AskForRevokeAsync(bool stands)
    {
        var mayGenerate = _plan.Together || !stands || await HasBegunAsync(IssueToken.GenerateAndStage);
        var mark = world.Mark();
        var asking = Task.Run(AskAsync);
        if (stands && _plan.Together)
            await _maker.FinishAsync();
        _revoke = World.Succeeds(await asking);
        if (stands && !_plan.Together)
        {
            await TryRevokeAsync();
            await GoOnAsync();
        }

        Assert.True(
            mayGenerate || world.Meta.Count("POST", "/access_tokens", mark) == 0,
            "A token was generated in a step that began after the revoke was accepted."
        );
    }

    private async Task<Result<long>> AskAsync()
    {
        if (_plan.End == RaceEnd.All)
            return await AskForRevokeAllAsync();
        await using var db = world.OpenDatabase();
        var systemUser = await world.SystemUserAsync(_name);
        _target = await db
            .Tokens.Where(t => t.SystemUserId == systemUser.Id)
            .Where(t =>
                _plan.End == RaceEnd.ThisOne
                    ? t.IssueOperationId == _issue
                    : t.IssueOperationId != _issue && t.State == TokenState.Active
            )
            .Select(t => t.Id)
            .SingleAsync();
        return await world.AskRevokeAsync(_target);
    }

    /// <summary>The maker goes on to another place, and from there to where it stops, unless it dies there.</summary>
    private async Task GoOnAsync()
    {
        if (await _maker.GoOnAsync(_plan.TryAfter) is not { } place)
            return;
        Tell($"It went on to stand {place}{(_plan.Dies ? ", and died there" : "")}.");
        await TryRevokeAsync();
        if (_plan.Dies)
            _maker.Die();
        else
            await _maker.FinishAsync();
    }

    /// <summary>Nothing of it happens beside a change of the same system user.</summary>
    private async Task TryRevokeAsync()
    {
        var makerRuns = (await world.OperationAsync(_issue)).State == OperationState.Running;
        await _revoker.RunAsync(_revoke);
        if (makerRuns)
            Assert.All((await world.OperationAsync(_revoke)).Steps, s => Assert.Equal(0, s.Attempts));
    }

    /// <summary>Up to a place at which the other worker takes up what is due, and somebody wants another token.</summary>
    private async Task LetRevokeRunAsync()
    {
        if (await _revoker.RunAsync(_revoke, _plan.RevokeStopsAfter) is not { } place)
            return;
        Tell($"The revoke stands {place}.");
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        foreach (var due in await world.FindDueAsync())
            await world.RunAsync(due);
        if (_plan.Maker != RaceMaker.Creation && !(await world.OperationAsync(_revoke)).IsFinal)
            Assert.IsType<ChangeUnderWay>(Assert.Single((await AskForTokenAsync()).Problems));
        await _revoker.FinishAsync();
    }

    /// <summary>As the workers do it: whatever is due is taken up, by either, until nothing goes on.</summary>
    private async Task LetAllEndAsync()
    {
        world.Sandbox.Faults.Clear();
        for (var round = 0; round < MostRounds; round++)
        {
            foreach (var due in (await world.FindDueAsync()).OrderBy(_ => _plan.Order.Next()).ToList())
                await (_plan.Order.Next(2) == 0 ? _revoker.RunAsync(due) : world.RunAsync(due));
            var revoke = await world.OperationAsync(_revoke);
            if (revoke.State == OperationState.NeedsAttention)
            {
                Tell($"The revoke asks: {revoke.Outcome}");
                _revoke = World.Succeeds(await world.DecideAsync(_revoke, OperationChoice.RevokeAll));
            }
            else if (revoke.IsFinal && (await world.OperationAsync(_issue)).IsFinal)
            {
                return;
            }

            world.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Fail("Something goes on for ever.");
    }

    /// <summary>Meta has few places for system users.</summary>
    private async Task MakeRoomAsync()
    {
        if (world.Meta.Called(_name).Count > 0)
            await world.ChangeAsync(
                new
                {
                    @do = "removeSystemUser",
                    business = "Northwind Retail",
                    systemUser = _name,
                }
            );
    }

    private async Task<bool> HasBegunAsync(string step) =>
        (await world.OperationAsync(_issue)).Steps.Single(s => s.Name == step).Attempts > 0;

    private void StartMaker()
    {
        _maker = new RaceWorker(world);
        // The last one is whoever asks, and another worker: it stops nowhere.
        world.StartProcess();
    }

    private void Tell(string what) => _story.AppendLine(what);
}
