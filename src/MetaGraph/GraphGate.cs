namespace MetaGraph;

/// <summary>
/// Asked right before each HTTP request of a session, repetitions included; what it throws is thrown, and nothing was
/// sent. It may wait, to call more slowly.
/// </summary>
/// <param name="changes">True: the request may change something at Meta.</param>
/// <param name="usage">How much of Meta's limits is used, as this session last heard.</param>
public delegate ValueTask GraphGate(bool changes, GraphUsage usage, CancellationToken cancellationToken);
