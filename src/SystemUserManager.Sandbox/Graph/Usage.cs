using System.Globalization;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Calls per app in a rolling hour, and the usage headers. In memory.</summary>
internal sealed class Usage
{
    private readonly Dictionary<string, Queue<DateTimeOffset>> _calls = new(StringComparer.Ordinal);

    /// <exception cref="GraphError">4, above the limit. Calls that are refused count too: calling on prolongs it.</exception>
    public void Count(GraphCall call)
    {
        var limit = call.State.Switches.CallsPerHour;
        if (limit <= 0)
            return;
        var now = call.State.Clock.GetUtcNow();
        var calls = Calls(call.Caller.App);
        while (calls.TryPeek(out var oldest) && oldest <= now.AddHours(-1))
            calls.Dequeue();
        calls.Enqueue(now);
        if (calls.Count > limit)
            throw Errors.AppLimit();
    }

    /// <summary>Whole percentages, from half of the limit on; and what the switch says.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers(GraphCall call)
    {
        var limit = call.State.Switches.CallsPerHour;
        if (limit > 0 && call.Caller is not null && Calls(call.Caller.App).Count * 2 >= limit)
        {
            var percent = (Calls(call.Caller.App).Count * 100 / limit).ToString(CultureInfo.InvariantCulture);
            yield return new(
                "X-App-Usage",
                $"{{\"call_count\":{percent},\"total_time\":{percent},\"total_cputime\":{percent}}}"
            );
        }
        foreach (var header in call.State.Switches.UsageHeaders ?? [])
            yield return header;
    }

    private Queue<DateTimeOffset> Calls(App app) =>
        _calls.TryGetValue(app.Id, out var calls) ? calls : _calls[app.Id] = new Queue<DateTimeOffset>();
}
