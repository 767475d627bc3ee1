using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.State;
using SystemUserManager.Sandbox.State.Worlds;

namespace SystemUserManager.Sandbox.Control;

/// <summary>What people and tests use to see and steer the sandbox, under <c>/_sandbox</c>. The product never calls it.</summary>
public static class ControlServer
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void MapControl(this WebApplication app, SandboxHost sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        app.MapGet("/_sandbox/health", context => AnswerAsync(context, Health(sandbox)));
        app.MapGet("/_sandbox/state", context => AnswerAsync(context, Frozen(sandbox, () => Snapshot.State(sandbox))));
        app.MapGet(
            "/_sandbox/tokens",
            context => AnswerAsync(context, Frozen(sandbox, () => Snapshot.Tokens(sandbox.State)))
        );
        app.MapGet("/_sandbox/log", context => AnswerAsync(context, sandbox.Log.After(After(context))));
        app.MapGet("/_sandbox/faults", context => AnswerAsync(context, Waiting(sandbox)));
        app.MapPost("/_sandbox/faults", context => AddFaultsAsync(context, sandbox));
        app.MapDelete(
            "/_sandbox/faults",
            context =>
            {
                sandbox.Faults.Clear();
                return AnswerAsync(context, new { cleared = true });
            }
        );
        app.MapPost("/_sandbox/world", context => MakeWorldAsync(context, sandbox));
        app.MapPost("/_sandbox/change", context => ChangeAsync(context, sandbox));
        app.MapPost(
            "/_sandbox/stop",
            async context =>
            {
                await AnswerAsync(context, new { stopping = true });
                sandbox.AskToStop();
            }
        );
    }

    private static object Health(SandboxHost sandbox) =>
        new
        {
            name = "SystemUserManager.Sandbox",
            graphPort = sandbox.GraphAddress.Port,
            vaultPort = sandbox.VaultAddress.Port,
            dataFolder = sandbox.Options.DataFolder,
            vaultCertificateSha256 = sandbox.VaultCertificateThumbprint,
            pid = Environment.ProcessId,
        };

    private static IEnumerable<object> Waiting(SandboxHost sandbox) =>
        sandbox.Faults.All().Select(waiting => new { waiting.Fault, waiting.Left });

    private static async Task AddFaultsAsync(HttpContext context, SandboxHost sandbox)
    {
        await ReadAsync(
            context,
            body =>
            {
                // One, or several at once.
                var faults = body is JsonArray all ? all.ToList() : [body];
                var read = faults.ConvertAll(one => one.Deserialize<Fault>(Json)!);
                if (read.Select(fault => fault.Refusal()).FirstOrDefault(refusal => refusal is not null) is { } refusal)
                    throw new FormatException(refusal);
                read.ForEach(sandbox.Faults.Add);
                return new { added = read.Count };
            }
        );
    }

    private static Task MakeWorldAsync(HttpContext context, SandboxHost sandbox) =>
        ReadAsync(
            context,
            body =>
            {
                var world = body.Deserialize<WorldRequest>(Json)!;
                if (world.Refusal() is { } refusal)
                    throw new FormatException(refusal);
                sandbox.Faults.Clear();
                sandbox.State.Make(
                    world.Name ?? "Generated",
                    sandbox.Vault,
                    () =>
                    {
                        if (world.Name is not null)
                            sandbox.State.Named(world.Name, sandbox.Vault);
                        else
                            new GeneratedWorld(sandbox.State, sandbox.Vault, world).Make();
                    }
                );
                return new { world = world.Name ?? "Generated" };
            }
        );

    private static Task ChangeAsync(HttpContext context, SandboxHost sandbox) =>
        ReadAsync(context, body => Frozen(sandbox, () => new Changes(sandbox).Do(body.AsObject())));

    private static long After(HttpContext context) =>
        long.TryParse(context.Request.Query["after"], out var after) ? after : 0;

    /// <summary>Turned into JSON under the lock: a snapshot is of one moment.</summary>
    private static JsonElement Frozen(SandboxHost sandbox, Func<object> read)
    {
        lock (sandbox.Journal.Lock)
            return JsonSerializer.SerializeToElement(read(), Json);
    }

    /// <summary>A body that makes no sense is answered with 400 and a sentence.</summary>
    private static async Task ReadAsync(HttpContext context, Func<JsonNode, object> act)
    {
        object answer;
        try
        {
            var body =
                await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)
                ?? throw new FormatException("The body is null.");
            answer = act(body);
        }
        catch (Exception problem)
            when (problem is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            answer = new { error = problem.Message };
        }
        await AnswerAsync(context, answer);
    }

    private static Task AnswerAsync(HttpContext context, object answer) =>
        context.Response.WriteAsJsonAsync(answer, answer.GetType(), Json, context.RequestAborted);
}
