using System.Text.Json;
using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Meta's refusal: what becomes the error envelope.</summary>
internal sealed class GraphError(int status, int code, string message) : Exception(message)
{
    public int Status => status;

    public int Code => code;

    public string Type { get; init; } = "OAuthException";

    public int? Subcode { get; init; }

    public bool IsTransient { get; init; }

    public string? UserTitle { get; init; }

    public string? UserMessage { get; init; }

    public JsonNode? ErrorData { get; init; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", Message);
        json.WriteString("type", Type);
        json.WriteNumber("code", Code);
        if (ErrorData is not null)
        {
            json.WritePropertyName("error_data");
            ErrorData.WriteTo(json);
        }
        if (Subcode is { } subcode)
            json.WriteNumber("error_subcode", subcode);
        json.WriteBoolean("is_transient", IsTransient);
        if (UserTitle is not null)
            json.WriteString("error_user_title", UserTitle);
        if (UserMessage is not null)
            json.WriteString("error_user_msg", UserMessage);
        json.WriteString("fbtrace_id", Ids.Trace());
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>Meta's texts and numbers, once each.</summary>
internal static class Errors
{
    private const string ReadTheDocumentation =
        "Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api";

    // 1-4: the service itself.
    public static GraphError AppLimit() => new(400, 4, "(#4) Application request limit reached") { IsTransient = true };

    public static GraphError TooMuchData() =>
        new(500, 1, "Please reduce the amount of data you're asking for, then retry your request");

    // 10, 200-299: rights.
    public static GraphError PagesManageMetadataNeeded() =>
        new(
            403,
            10,
            "(#10) This endpoint requires the 'pages_manage_metadata' permission or the 'Page Public Metadata Access' feature."
        );

    public static GraphError ScopeNeeded(string scope) =>
        new(403, 200, $"(#200) Requires {scope} permission to manage the object");

    public static GraphError NotAllowed() => new(403, 200, "(#200) Permissions error");

    public static GraphError InvalidAppId() => new(403, 200, "(#200) Provide valid app ID");

    // 100: parameters.
    public static GraphError InvalidParameter() => new(400, 100, "Invalid parameter");

    public static GraphError Required(string parameter) =>
        new(400, 100, $"(#100) The parameter {parameter} is required");

    public static GraphError MustBeOneOf(string parameter, IEnumerable<string> values) =>
        new(400, 100, $"(#100) Param {parameter} must be one of {{{string.Join(", ", values)}}}");

    public static GraphError MustBe(string parameter, string what) =>
        new(400, 100, $"(#100) Param {parameter} must be {what}");

    public static GraphError EnumViolated(string field, IEnumerable<string> expected, string got) =>
        new(
            400,
            100,
            $"Your request has violated JSON schema constraint 'enum' for the JSON field '{field}', "
                + $"expected : '[{string.Join(", ", expected.Select(one => $"\"{one}\""))}]' but got '{got}'"
        );

    public static GraphError UnparsableBody() => new(400, 100, "Failed to parse the request body parameters");

    public static GraphError NonexistingField(string field, string nodeType) =>
        new(400, 100, $"(#100) Tried accessing nonexisting field ({field}) on node type ({nodeType})");

    public static GraphError Unsupported(string method, string id) =>
        new(
            400,
            100,
            $"Unsupported {method.ToLowerInvariant()} request. Object with ID '{id}' does not exist, cannot be loaded due to "
                + $"missing permissions, or does not support this operation. {ReadTheDocumentation}"
        )
        {
            Type = "GraphMethodException",
            Subcode = 33,
        };

    public static GraphError IdsDeprecated() => new(500, 100, "The ids query parameter is deprecated in v26.0+");

    public static GraphError ProofNeeded() =>
        new(400, 100, "API calls from the server require an appsecret_proof argument")
        {
            Type = "GraphMethodException",
        };

    public static GraphError ProofWrong() =>
        new(400, 100, "Invalid appsecret_proof provided in the API argument") { Type = "GraphMethodException" };

    public static GraphError DebugCaller() =>
        new(
            400,
            100,
            "(#100) You must provide an app access token or a user access token that is an owner or developer of the app"
        );

    public static GraphError OtherApp() =>
        new(400, 100, "(#100) The App_id in the input_token did not match the Viewing App");

    public static GraphError ScopesNotSupported(IEnumerable<string> scopes) =>
        new(400, 100, $"Invalid Scopes: {string.Join(", ", scopes)}");

    public static GraphError MustExpire() =>
        new(400, 100, "(#100) This business must use expiring tokens: set_token_expires_in_60_days must be true");

    public static GraphError NotBusinessScoped() => new(400, 100, "User is not business-scoped") { Subcode = 1752100 };

    public static GraphError InvalidUserId() => new(400, 110, "Invalid user id");

    // 101-104, 190: who calls.
    public static GraphError InvalidApplication() =>
        new(400, 101, "Error validating application. Cannot get application info due to a system error.");

    public static GraphError TokenNeeded() => new(400, 104, "An access token is required to request this resource.");

    public static GraphError TokenNeededForMe() =>
        new(400, 2500, "An active access token must be used to query information about the current user.");

    public static GraphError CannotParseToken() =>
        new(401, 190, "Invalid OAuth access token - Cannot parse access token");

    public static GraphError MalformedToken() => new(400, 190, "Malformed access token");

    public static GraphError InvalidSignature() => new(400, 190, "Invalid OAuth access token signature.");

    public static GraphError DeadToken(int subcode, string reason) =>
        new(400, 190, $"Error validating access token: {reason}") { Subcode = subcode };

    public static GraphError NotAuthorized(string appId) =>
        DeadToken(458, $"The user has not authorized application {appId}.");

    // The rest, by their own numbers.
    public static GraphError TwoFactorNeeded() =>
        new(
            400,
            415,
            "Two factor authentication required. User have to enter a code from SMS or TOTP code generator to pass 2fac. "
                + "This could happen when accessing a 2fac-protected asset like a page that is owned by a 2fac-protected "
                + "business manager."
        )
        {
            Subcode = 2859009,
            UserTitle = "Two-factor authentication required",
            UserMessage =
                "To continue working in your account, please refresh this page to authenticate. Or navigate to the business "
                + "settings page and authenticate when prompted.",
            ErrorData = new JsonObject { ["hash"] = "8874359819718335175" },
        };

    public static GraphError UnknownPath(string path) => new(400, 2500, $"Unknown path components: {path}");

    public static GraphError Syntax(string fields, int position) =>
        new(400, 2500, $"Syntax error \"Unexpected character.\" at character {position}: {fields}");

    public static GraphError CannotUpdateAccountPermissions() =>
        new(400, 2620, "Invalid call to update account permissions");

    public static GraphError SystemUserLimit() =>
        new(400, 3949, "This Business Manager has reached maximum number of system user limit.");

    public static GraphError AdminSystemUserLimit() =>
        new(400, 3965, "This Business Manager has reached maximum number of admin system user limit.");

    public static GraphError PermissionNotValid() =>
        new(400, 3962, "Provided permission is not valid. Check your spelling and syntax.");

    public static GraphError AppNeeded() =>
        new(
            400,
            104001,
            "In order to create a system user, an app must be part of this business. Please add an app and then try again."
        );

    public static GraphError BatchTooLarge() =>
        new(400, 100, "Too many requests in batch message. Maximum batch size is 50");
}
