using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Runs calls one at a time, whichever way they came.</summary>
internal sealed class CallRunner(SandboxHost sandbox)
{
    private readonly Usage _usage = new();

    public GraphState State => sandbox.State;

    public SandboxClock Clock => sandbox.Clock;

    public RequestLog Log => sandbox.Log;

    public Faults Faults => sandbox.Faults;

    public GraphAnswer Run(GraphCall call)
    {
        lock (sandbox.Journal.Lock)
            return Pipeline.Answer(call, _usage);
    }
}
