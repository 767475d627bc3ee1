using System.Text;
using System.Text.Json;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Up to fifty calls in one request, run in their order, each with its own answer.</summary>
internal sealed class Batch(CallRunner runner)
{
    private const int MaximumItems = 50;

    /// <exception cref="GraphError">100, when there are too many or they can't be read.</exception>
    public async Task<GraphAnswer> RunAsync(GraphCall outer, RequestNote note, CancellationToken ct)
    {
        ApiVersions.Split(outer.Path, out var rest);
        var version = ApiVersions.Serving(ApiVersions.Split(outer.Path, out _), rest, runner.Clock.GetUtcNow());
        var items = BatchItem.ReadAll(outer.Arguments.Need("batch"));
        if (items.Count > MaximumItems)
            throw Errors.BatchTooLarge();
        var includeHeaders = outer.Arguments["include_headers"] is not ("false" or "0");
        var results = new BatchResults();
        var answers = new List<GraphAnswer?>();
        foreach (var item in items)
        {
            var answer = results.Allows(item) ? await RunAsync(outer, item, results, note, ct) : null;
            if (item.Name is not null)
                results.Add(item.Name, answer);
            answers.Add(answer);
        }
        // What later items were fed by is left out, unless it was asked for.
        for (var index = 0; index < items.Count; index++)
            if (answers[index]?.Status is 200 && items[index].IsOmitted(items))
                answers[index] = null;
        return new GraphAnswer(200, Pipeline.Json(json => Write(json, answers, includeHeaders)), version, []);
    }

    /// <returns>Null: no answer came, though it may have been done.</returns>
    private async Task<GraphAnswer?> RunAsync(
        GraphCall outer,
        BatchItem item,
        BatchResults results,
        RequestNote batch,
        CancellationToken ct
    )
    {
        var startedAt = runner.Clock.GetTimestamp();
        var note = runner.Log.Begin();
        var (path, query) = Split(results.Fill(item.RelativeUrl));
        var arguments = RequestReader.Read(query, results.Fill(item.Body ?? ""));
        var own = arguments["access_token"];
        note.Token =
            own is null ? batch.Token
            : query.Contains("access_token=", StringComparison.Ordinal) ? "query"
            : "body";
        var queryNames = RequestReader.Read(query, null).Names;
        if (own is null)
            // The outer proof is of the outer token.
            foreach (var name in new[] { "appsecret_proof", "appsecret_time" })
                if (arguments[name] is null && outer.Arguments[name] is { } proof)
                    arguments = arguments.With(name, proof);
        var call = new GraphCall
        {
            State = runner.State,
            Method = item.Method,
            Path = ApiVersions.Split(path, out _) is null
                ? $"/{ApiVersions.Split(outer.Path, out _) ?? ApiVersions.Latest}{path}"
                : path,
            Arguments = arguments,
            BaseAddress = outer.BaseAddress,
            TokenText = own ?? outer.TokenText,
        };
        try
        {
            var answer = await RunWithFaultsAsync(call, note, ct);
            note.Status ??= answer?.Status;
            return answer;
        }
        finally
        {
            runner.Log.Write(note, "graph", batch.N, item.Method, call.Path, queryNames, startedAt);
        }
    }

    private async Task<GraphAnswer?> RunWithFaultsAsync(GraphCall call, RequestNote note, CancellationToken ct)
    {
        var fault = runner.Faults.Take("graph", call.Method, RequestLog.WithoutVersion(call.Path), isInBatch: true);
        note.Fault = fault?.Mode;
        switch (fault?.Mode)
        {
            case "before":
                var headers = (fault.Headers ?? []).ToList();
                if (fault.RetryAfter is { } retryAfter)
                    headers.Add(new("Retry-After", retryAfter.ToString()));
                var body = Encoding.UTF8.GetBytes(Faults.GraphBody(fault).ToJsonString());
                return new GraphAnswer(fault.Status, body, ApiVersions.Latest, headers);
            case "after" or "cut":
                note.Status = runner.Run(call).Status;
                return null;
            case "hang":
                return null;
            case "slow":
                await Task.Delay(TimeSpan.FromMilliseconds(fault.Milliseconds), runner.Clock, ct);
                return runner.Run(call);
            default:
                return runner.Run(call);
        }
    }

    private static (string Path, string Query) Split(string relativeUrl)
    {
        var mark = relativeUrl.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? relativeUrl : relativeUrl[..mark];
        return ("/" + Uri.UnescapeDataString(path.Trim('/')), mark < 0 ? "" : relativeUrl[(mark + 1)..]);
    }

    private static void Write(Utf8JsonWriter json, List<GraphAnswer?> answers, bool includeHeaders)
    {
        json.WriteStartArray();
        foreach (var answer in answers)
        {
            if (answer is null)
            {
                json.WriteNullValue();
                continue;
            }
            json.WriteStartObject();
            json.WriteNumber("code", answer.Status);
            if (includeHeaders)
            {
                json.WriteStartArray("headers");
                WriteHeader(json, "Content-Type", GraphServer.ContentType);
                WriteHeader(json, "facebook-api-version", answer.Version);
                foreach (var (name, value) in answer.Headers)
                    WriteHeader(json, name, value);
                json.WriteEndArray();
            }
            json.WriteString("body", answer.Body);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteHeader(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("value", value);
        json.WriteEndObject();
    }
}
