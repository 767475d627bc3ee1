using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>The Graph API over HTTP.</summary>
public static class GraphServer
{
    public const string ContentType = "application/json; charset=UTF-8";

    public static void MapGraph(this WebApplication app, SandboxHost sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        var runner = new CallRunner(sandbox);
        app.Map("/{**path}", context => AnswerAsync(context, runner, new Batch(runner)));
    }

    private static async Task AnswerAsync(HttpContext context, CallRunner runner, Batch batch)
    {
        var request = context.Request;
        GraphAnswer answer;
        try
        {
            var arguments = await RequestReader.ReadAsync(request);
            var call = new GraphCall
            {
                State = runner.State,
                Method = request.Method,
                Path = request.Path.Value ?? "/",
                Arguments = arguments,
                BaseAddress = $"{request.Scheme}://{request.Host}",
                TokenText = TokenText(context, arguments),
            };
            ApiVersions.Split(call.Path, out var rest);
            answer =
                rest is "" or "/" && call.Method is "POST" && arguments["batch"] is not null
                    ? await batch.RunAsync(call, context.Note(), context.RequestAborted)
                    : runner.Run(call);
        }
        catch (GraphError error)
        {
            answer = Pipeline.Refuse(error);
        }
        await WriteAsync(context.Response, answer);
    }

    private static string? TokenText(HttpContext context, Arguments arguments)
    {
        var header = context.Request.Headers.Authorization.ToString();
        foreach (var scheme in new[] { "Bearer ", "OAuth " })
            if (header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return header[scheme.Length..].Trim();
        var text = arguments["access_token"];
        context.Note().Token =
            text is null ? null
            : context.Request.Query.ContainsKey("access_token") ? "query"
            : "body";
        return text;
    }

    private static async Task WriteAsync(HttpResponse response, GraphAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = ContentType;
        response.Headers["facebook-api-version"] = answer.Version;
        response.Headers["x-fb-trace-id"] = Ids.Trace();
        response.Headers["x-fb-rev"] = "1031000000";
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.CacheControl = "private, no-cache, no-store, must-revalidate";
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, response.HttpContext.RequestAborted);
    }
}
