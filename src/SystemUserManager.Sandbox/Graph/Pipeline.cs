using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>
/// The order in which a call is judged: version, removed parameters, token, proof, limits, then the route's own scope, role
/// and parameters. Runs under the journal's lock.
/// </summary>
internal static class Pipeline
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static GraphAnswer Answer(GraphCall call, Usage usage)
    {
        var headers = new List<KeyValuePair<string, string>>();
        try
        {
            var answer = Run(call, usage);
            var body = Json(answer);
            headers.AddRange(usage.Headers(call));
            return new GraphAnswer(200, body, call.Version, headers);
        }
        catch (GraphError error)
        {
            if (error.Type is "OAuthException")
                headers.Add(new("WWW-Authenticate", Challenge(error)));
            // A rejection for the app's limit comes without the header that would have told.
            if (error.Code is not 4)
                headers.AddRange(usage.Headers(call));
            return new GraphAnswer(error.Status, Json(error.Write), call.Version, headers);
        }
    }

    /// <summary>A request that couldn't be read at all.</summary>
    public static GraphAnswer Refuse(GraphError error) => new(error.Status, Json(error.Write), ApiVersions.Latest, []);

    public static byte[] Json(Answer answer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            answer(json);
        return buffer.WrittenSpan.ToArray();
    }

    private static Answer Run(GraphCall call, Usage usage)
    {
        var asked = ApiVersions.Split(call.Path, out var rest);
        call.Version = ApiVersions.Serving(asked, rest, call.State.Clock.GetUtcNow());
        call.Segments = rest.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (call.Segments.Length == 0 && call.IsGet && call.Arguments["ids"] is not null)
            throw Errors.IdsDeprecated();
        if (call.Segments is ["oauth", "access_token"])
            return OAuth.Exchange(call);

        call.Caller = Caller.Read(call.State, call.TokenText, call.Segments is ["me", ..]);
        CheckProof(call);
        usage.Count(call);
        return Route(call);
    }

    private static void CheckProof(GraphCall call)
    {
        if (call is { Method: "POST", Segments: [_, "access_tokens" or "system_user_access_tokens"] })
        {
            // Two apps: one source says the caller's app, another the app in the call.
            var app = call.Arguments["business_app"] is { } id ? call.State.FindApp(id) : null;
            call.Caller.CheckProof(call.Arguments, required: true, app is null ? [] : [app.Secret]);
        }
        else
        {
            call.Caller.CheckProof(call.Arguments, required: false);
        }
    }

    private static Answer Route(GraphCall call)
    {
        switch (call.Segments)
        {
            case ["oauth", "revoke"]:
                return OAuth.Revoke(call);
            case ["debug_token"]:
                return DebugToken.Answer(call);
            case []:
                throw Errors.Unsupported(call.Method, "");
        }
        var (type, node) = call.Segments[0] is "me" ? Lookup.Me(call) : Lookup.Find(call, call.Segments[0]);
        return call.Segments switch
        {
            [_] => OnNode(call, type, node),
            [_, var edge] => OnEdge(call, type, node, edge),
            _ => throw Errors.UnknownPath("/" + string.Join('/', call.Segments[2..])),
        };
    }

    private static Answer OnNode(GraphCall call, NodeType type, object node)
    {
        if (Acts.Find(call.Method, node, "") is { } act)
            return act(call, node);
        if (!call.IsGet)
            throw Errors.Unsupported(call.Method, call.Segments[0]);
        Rights.Read(call, node);
        var fields = Fields.Parse(call.Arguments["fields"]);
        NodeWriter.Check(type, fields, null);
        return json => NodeWriter.Write(call, type, new Row(node), fields, null, json);
    }

    private static Answer OnEdge(GraphCall call, NodeType type, object node, string edgeName)
    {
        if (Acts.Find(call.Method, node, edgeName) is { } act)
            return act(call, node);
        if (!call.IsGet)
            throw type.Edges.ContainsKey(edgeName)
                ? Errors.Unsupported(call.Method, call.Segments[0])
                : Errors.UnknownPath("/" + edgeName);
        if (!type.Edges.TryGetValue(edgeName, out var edge))
            throw Errors.NonexistingField(edgeName, type.Name);
        edge.Check?.Invoke(call, node);
        foreach (var argument in edge.Required)
            call.Arguments.Need(argument);
        var fields = Fields.Parse(call.Arguments["fields"]);
        NodeWriter.Check(edge.Target(), fields, edge);
        if (call.State.Switches.LargestLimit is > 0 and var most && call.Arguments.Number("limit") > most)
            throw Errors.TooMuchData();
        var rows = edge.Rows(call, node, call.Arguments);
        var path = $"{call.Segments[0]}/{edgeName}";
        return json => Paging.Write(call, edge, rows, path, call.Arguments, fields, call.Arguments["fields"], json);
    }

    private static string Challenge(GraphError error)
    {
        var kind = error.Code switch
        {
            102 or 104 or 190 or 2500 => "invalid_token",
            10 or (>= 200 and < 300) => "access_denied",
            _ => "invalid_request",
        };
        return $"OAuth \"Facebook Platform\" \"{kind}\" \"{error.Message.Replace('"', '\'')}\"";
    }
}
