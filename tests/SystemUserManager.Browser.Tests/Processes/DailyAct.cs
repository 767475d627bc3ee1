using System.Text.Json;
using SystemUserManager.Operations;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>An act that the app is killed in: where, how it is asked for, and how it is seen from the outside to have happened once.</summary>
internal abstract class DailyAct(CrashSite site)
{
    protected CrashSite Site => site;

    protected SandboxView Meta => site.Meta;

    protected RecordView Record => site.Record;

    public abstract OperationKind Kind { get; }

    public abstract IReadOnlyList<string> Plan { get; }

    /// <summary>The steps that write at Meta or in the vault, by the plan's order; empty: it only reads.</summary>
    public abstract IReadOnlyList<string> Writing { get; }

    /// <summary>Points inside a step, by the step.</summary>
    protected virtual IReadOnlyDictionary<string, string> Inside => new Dictionary<string, string>();

    /// <summary>
    /// Where the operations die, one after the other, each at its own places in turn. From the last step to the first, so
    /// that whoever ends an operation is past the place where the next is to die; where the way back begins anew, one
    /// dies of both.
    /// </summary>
    /// <param name="everywhere">
    /// At every step; otherwise one operation dies, twice: where something outside may have happened, or at the very end.
    /// </param>
    public virtual List<List<string>> Deaths(bool everywhere)
    {
        var steps =
            everywhere ? Plan
            : Writing.Count > 0 ? Writing
            : [Plan[^1]];
        var deaths = DeathsAt(steps);
        return everywhere ? deaths : [deaths.First(d => d.Count > 1)];
    }

    protected List<List<string>> DeathsAt(IReadOnlyList<string> steps)
    {
        var deaths = new List<List<string>>();
        foreach (var step in steps.Reverse())
        {
            deaths.Add([$"after:{step}:kill"]);
            if (Inside.TryGetValue(step, out var point))
                deaths.Add([$"at:{point}:kill"]);
        }

        // It dies again on its way from the first step to the end.
        deaths[^1].Add($"before:{steps[^1]}:kill");
        deaths.AddRange(steps.Reverse().Skip(1).Select(step => new List<string> { $"before:{step}:kill" }));
        return deaths;
    }

    /// <summary>What has to be at Meta or in the vault, before the portfolio is connected, for so many operations.</summary>
    public virtual Task PrepareAsync(SandboxView meta, int operations) => Task.CompletedTask;

    public abstract Task AskAsync(int number);

    /// <summary>Between a death and the next start.</summary>
    public virtual Task MeanwhileAsync(string point) => Task.CompletedTask;

    /// <summary>Waits for its end, and sees that it happened once.</summary>
    public abstract Task SeeAsync(int number, IReadOnlyList<string> points);
}

/// <summary>One that is about a system user of its own at each time, which somebody else made at Meta.</summary>
internal abstract class ActOnFound(CrashSite site) : DailyAct(site)
{
    private long _from;

    protected abstract string Called { get; }

    protected string Name(int number) => $"{Called} {number + 1}";

    public override async Task PrepareAsync(SandboxView meta, int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            await meta.ChangeAsync(
                new
                {
                    @do = "addSystemUser",
                    business = "Northwind Retail",
                    name = Name(i),
                }
            );
            await PrepareAsync(meta, Name(i));
        }
    }

    public override async Task AskAsync(int number)
    {
        _from = await Meta.LastLineAsync();
        var id = await Record.SystemUserIdAsync(Name(number));
        await Site.AskAsync(() => AskAsync(id, number));
    }

    /// <summary>The request lines since it was asked for.</summary>
    protected Task<List<JsonElement>> LogAsync() => Meta.LogAsync(_from);

    protected virtual Task PrepareAsync(SandboxView meta, string name) => Task.CompletedTask;

    protected abstract Task AskAsync(long systemUserId, int number);
}
