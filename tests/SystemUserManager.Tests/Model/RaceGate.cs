namespace SystemUserManager.Tests.Model;

/// <summary>Stops whatever comes through it at the place of a number, and says which that is.</summary>
internal sealed class RaceGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<string> _reached = New<string>();
    private TaskCompletionSource<string> _open = New<string>();
    private int _places = -1;
    private string _kind = "";

    /// <summary>Lets go of what stands, and stops at a place further on. Done, with its name, when something stands there.</summary>
    /// <param name="places">How many are passed before; counted from now.</param>
    /// <param name="kind">What the names of those end with that are counted.</param>
    public Task<string> StopAfter(int places, string kind = "")
    {
        lock (_lock)
        {
            var open = _open;
            (_reached, _open, _places, _kind) = (New<string>(), New<string>(), places, kind);
            open.TrySetResult("");
            return _reached.Task;
        }
    }

    /// <summary>Nothing stops here any more.</summary>
    public void Open() => _ = StopAfter(-1);

    public Task PassAsync(string place)
    {
        lock (_lock)
        {
            if (_places < 0 || !place.EndsWith(_kind, StringComparison.Ordinal) || _places-- > 0)
                return Task.CompletedTask;
            _reached.TrySetResult(place);
            return _open.Task;
        }
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
