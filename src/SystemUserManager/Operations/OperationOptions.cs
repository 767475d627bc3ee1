namespace SystemUserManager.Operations;

/// <summary>The section <c>Operations</c> of the settings: how work is picked up, held and settled.</summary>
public sealed class OperationOptions
{
    public const string Section = "Operations";

    /// <summary>How long a worker holds an operation without renewing. Default 120 s; 1-600 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How often due operations are looked for. Default 1 s; 0.1-60 s.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait before looking whether an unheard change happened. Default 20 s; 0-300 s.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>First pause after an outage; doubled at each further one, at most 16 times. Default 30 s; 0.1-600 s.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a step is tried through an outage before a person is asked. Default 8; 1-100.</summary>
    public int TriesBeforeAttention { get; set; } = 8;

    /// <summary>Pause after a throttle that doesn't say how long. Default 15 min; 1 s-2 h.</summary>
    public TimeSpan ThrottlePause { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest wait that a rate limit is believed; then it is asked again. Default 1 h; 1 min-24 h.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromHours(1);

    /// <summary>From this usage of Meta's rate limit on, all but revokes call more slowly. Default 75; 1-100.</summary>
    public int SlowAtPercent { get; set; } = 75;

    /// <summary>From this usage on, only revokes call. Default 95; 1-100.</summary>
    public int StopAtPercent { get; set; } = 95;

    /// <summary>The pause before each call when it is slow. Default 1 s; 0-60 s.</summary>
    public TimeSpan SlowPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a worker says that it lives. Default 10 s; 0.1-20 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the schedulers of workers on one PostgreSQL tell each other that they live, and how late one may be
    /// before the others take over what it held. Default 7.5 s; 1-60 s.
    /// </summary>
    public TimeSpan CheckIn { get; set; } = TimeSpan.FromSeconds(7.5);

    /// <summary>How often our own promises are looked after. Default 5 min; 1 s-1 h.</summary>
    public TimeSpan Reconcile { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a revoke that got stuck stands before it is tried again by itself, on its first day. Default 1 h; 1 s-24 h.</summary>
    public TimeSpan StuckRevokePause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often a portfolio is read, each at a moment of its own. Default 6 h; 1 min-7 d.</summary>
    public TimeSpan ReadEvery { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How many operations one worker runs at a time. Default 4; 1-50.</summary>
    public int Parallel { get; set; } = 4;
}
