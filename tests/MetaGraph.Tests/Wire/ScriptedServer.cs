using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MetaGraph.Tests.Wire;

/// <summary>
/// A small HTTP server on loopback that answers by a script and can misbehave as no web framework would: cut an answer,
/// close without one, stay silent. It keeps all requests as they came.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    /// <summary>Holds its port without listening, so that no other server takes it meanwhile.</summary>
    private static readonly Socket Deaf = BindOnly();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<WireRequest, WireAnswer> _script;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstRequest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<WireRequest> _requests = new();
    private readonly Task _accepting;

    public ScriptedServer(Func<WireRequest, WireAnswer> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public IReadOnlyList<WireRequest> Requests => [.. _requests];

    /// <summary>Ends once a request has come in whole.</summary>
    public Task FirstRequest => _firstRequest.Task;

    /// <summary>Answers in this order, then the last one for ever.</summary>
    public static ScriptedServer Answering(params WireAnswer[] answers)
    {
        var next = -1;
        return new ScriptedServer(_ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]);
    }

    /// <summary>An address that refuses connections.</summary>
    public static Uri Nobody() => new($"http://127.0.0.1:{((IPEndPoint)Deaf.LocalEndPoint!).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private static Socket BindOnly()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), connections.Count));
        }
        catch (Exception error)
            when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using (client)
            try
            {
                var stream = client.GetStream();
                while (await ReadAsync(stream, connection) is { } request)
                {
                    _requests.Enqueue(request);
                    _firstRequest.TrySetResult();
                    if (!await AnswerAsync(stream, _script(request)))
                        return;
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client left, or the test is over.
            }
    }

    /// <returns>Whether the connection stays open.</returns>
    private async Task<bool> AnswerAsync(NetworkStream stream, WireAnswer answer)
    {
        if (answer.Ending == WireEnding.Closed)
            return false;
        if (answer.Ending == WireEnding.Silent)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
        var body = Encoding.UTF8.GetBytes(answer.Body);
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} Scripted\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in answer.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _stop.Token);
        var cut = answer.Ending == WireEnding.Cut;
        await stream.WriteAsync(body.AsMemory(0, cut ? body.Length / 2 : body.Length), _stop.Token);
        return !cut;
    }

    private async Task<WireRequest?> ReadAsync(NetworkStream stream, int connection)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(bytes))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            bytes.Add(one[0]);
        }
        var lines = Encoding.ASCII.GetString([.. bytes]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines[1..]
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var start = lines[0].Split(' ');
        return new WireRequest(start[0], start[1], headers, Encoding.UTF8.GetString(body), connection);
    }

    private static bool EndsHead(List<byte> bytes) => bytes is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'];
}
