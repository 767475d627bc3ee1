using System.Text.Json;

namespace MetaGraph.Http;

/// <summary>
/// Recognises failures in an answer. It reads whatever it is given and never throws: an <c>error</c> that is an object, a
/// text or nonsense; <c>error_data</c> as object or text; a 200 that holds an error; <c>success:false</c>; plain text.
/// </summary>
internal static class GraphError
{
    /// <returns>Null: the answer is no failure.</returns>
    public static GraphFailure? Find(JsonElement json, GraphAnswerContext context)
    {
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out var error))
            return FromEnvelope(error, context);
        var saysNo = json.ValueKind == JsonValueKind.False || json.Flag("success") == false;
        if (context.IsSuccessStatus)
            return saysNo ? Definite(context, "Meta answered \"no\" without an explanation.") : null;
        return WithoutEnvelope(context, $"Meta answered with HTTP status {context.HttpStatus} and no explanation.");
    }

    /// <summary>An answer that is no JSON at all.</summary>
    public static GraphFailure FromText(GraphAnswerContext context) =>
        WithoutEnvelope(
            context with
            {
                // Meta's edge sends "Service Unavailable" and pages of HTML with any status while it is in trouble.
                HttpStatus = context.IsSuccessStatus ? 503 : context.HttpStatus,
            },
            $"The answer cannot be read: it is no JSON (HTTP status {context.HttpStatus})."
        ) with
        {
            HttpStatus = context.HttpStatus,
        };

    /// <summary>JSON, but not what this call answers with.</summary>
    public static GraphFailure Unreadable(GraphAnswerContext context, string reason) =>
        new()
        {
            HttpStatus = context.HttpStatus,
            VendorMessage = $"The answer cannot be read: {reason}.",
            Kind = GraphErrorKind.Unknown,
            NextStep = "Report it: Meta may have changed this part of its API.",
            MayHaveHappened = context.Changes,
        };

    private static GraphFailure FromEnvelope(JsonElement error, GraphAnswerContext context)
    {
        var code = error.Int("code") ?? 0;
        var subcode = error.Int("error_subcode") ?? error.Child("error_data")?.Int("error_subcode");
        var saidTransient = error.Flag("is_transient") ?? false;
        var message = context.Clean(error.Text("message") ?? error.AsText());
        // Of a change it is a failure like any other with this code: it may have happened.
        var told = context.Changes ? null : message;
        var meaning = GraphErrorTable.Find(code, subcode, context.HttpStatus, saidTransient, told);
        return Failure(context, meaning, message ?? "Meta gave no explanation.") with
        {
            Code = code,
            Subcode = subcode,
            Type = context.Clean(error.Text("type")),
            UserTitle = context.Clean(error.Text("error_user_title")),
            UserMessage = context.Clean(error.Text("error_user_msg")),
            TraceId = context.Clean(error.Text("fbtrace_id")),
            IsTransient = saidTransient || meaning.Kind == GraphErrorKind.Transient,
            MayHaveHappened = context.Changes && IsIndefinite(meaning.Kind, context.HttpStatus, saidTransient),
        };
    }

    /// <summary>
    /// A failure inside Meta says nothing about what was done before it. A throttle is a refusal at the door, whatever its
    /// status and its is_transient say.
    /// </summary>
    private static bool IsIndefinite(GraphErrorKind kind, int? httpStatus, bool saidTransient) =>
        kind != GraphErrorKind.Throttled
        && (kind == GraphErrorKind.Transient || httpStatus >= 500 || (saidTransient && kind == GraphErrorKind.Unknown));

    private static GraphFailure Definite(GraphAnswerContext context, string message) =>
        Failure(context, GraphErrorTable.Find(0, null, context.HttpStatus, saidTransient: false), message);

    private static GraphFailure WithoutEnvelope(GraphAnswerContext context, string message)
    {
        var meaning = GraphErrorTable.Find(0, null, context.HttpStatus, saidTransient: false);
        return Failure(context, meaning, message) with
        {
            // Whoever wrote this answer is not known to be Graph, so a change may have passed it.
            MayHaveHappened = context.Changes && meaning.Kind != GraphErrorKind.Throttled,
        };
    }

    private static GraphFailure Failure(GraphAnswerContext context, GraphErrorMeaning meaning, string message) =>
        new()
        {
            HttpStatus = context.HttpStatus,
            VendorMessage = message,
            Kind = meaning.Kind,
            NextStep = meaning.NextStep,
            IsTransient = meaning.Kind == GraphErrorKind.Transient,
            RetryAfter = meaning.Kind is GraphErrorKind.Throttled or GraphErrorKind.Transient
                ? context.RetryAfter
                : null,
        };
}
