using System.Collections.Frozen;

namespace MetaGraph.Http;

/// <summary>What an error means, and the sentence that tells an administrator what to do next.</summary>
internal sealed record GraphErrorMeaning(GraphErrorKind Kind, string NextStep);

/// <summary>
/// The one table from Meta's codes to meanings. A subcode is looked up before its code.
/// https://developers.facebook.com/docs/graph-api/guides/error-handling and the pages of the single edges (read 2026-11-24).
/// </summary>
internal static class GraphErrorTable
{
    private const string NewToken = "Replace the token that made this call with a new one.";
    private const string TryLater = "Try again in a few minutes; if it stays, look at Meta's status page.";
    private const string Wait = "Wait until Meta's rate limit has recovered; calling meanwhile makes the wait longer.";
    private const string Grant = "Give the calling system user the permission, role or task that this call needs.";
    private const string ProgramFault = "The call itself is wrong: report it with its code and trace id.";

    private static readonly GraphErrorMeaning TooMuchData = new(
        GraphErrorKind.TooMuchData,
        "Ask for less at a time: Meta says that one answer would hold too much."
    );

    private static readonly FrozenDictionary<(int Code, int? Subcode), GraphErrorMeaning> Rows = new Dictionary<
        (int, int?),
        GraphErrorMeaning
    >
    {
        [(1, null)] = new(GraphErrorKind.Transient, TryLater),
        [(2, null)] = new(GraphErrorKind.Transient, TryLater),
        [(3, null)] = new(
            GraphErrorKind.Permission,
            "Check in the app dashboard that the app may use this part of the API."
        ),
        [(4, null)] = new(GraphErrorKind.Throttled, Wait),
        [(10, null)] = new(GraphErrorKind.Permission, Grant),
        [(10, 2859030)] = new(
            GraphErrorKind.Permission,
            "Ask for the app's access level that this action needs, in the app dashboard."
        ),
        [(10, 3858749)] = new(
            GraphErrorKind.Permission,
            "Assign the advertising task on that Page to the system user."
        ),
        [(17, null)] = new(GraphErrorKind.Throttled, Wait),
        [(32, null)] = new(GraphErrorKind.Throttled, Wait),
        [(100, null)] = new(
            GraphErrorKind.Validation,
            "Check what was entered: Meta does not accept one of the values."
        ),
        [(100, 33)] = new(
            GraphErrorKind.NotFound,
            "Check that the object still exists and that the calling token's app and system user reach it."
        ),
        [(101, null)] = new(GraphErrorKind.Authentication, "Check the app id and the app secret."),
        [(102, null)] = new(GraphErrorKind.Authentication, NewToken),
        [(104, null)] = new(
            GraphErrorKind.Authentication,
            "Check that the token and the app secret are both there and belong to the same app."
        ),
        [(110, null)] = new(GraphErrorKind.Validation, "Check the user's id: it must be the one that this app sees."),
        [(190, null)] = new(GraphErrorKind.Authentication, NewToken),
        [(190, 458)] = new(
            GraphErrorKind.AppNotInstalled,
            "Install the app on the system user, then make a new token."
        ),
        [(190, 459)] = new(
            GraphErrorKind.Authentication,
            "A person has to sign in at facebook.com and clear the checkpoint of the account."
        ),
        [(190, 460)] = new(GraphErrorKind.Authentication, NewToken),
        [(190, 463)] = new(GraphErrorKind.Authentication, "The token has ended. Make a new one."),
        [(190, 464)] = new(
            GraphErrorKind.Authentication,
            "A person has to sign in at facebook.com and confirm the account."
        ),
        [(190, 467)] = new(GraphErrorKind.Authentication, "The token has ended or was revoked. Make a new one."),
        [(190, 492)] = new(GraphErrorKind.Permission, "Give the user behind the Page's token a role on that Page."),
        [(200, 458)] = new(
            GraphErrorKind.Blocked,
            "Meta blocks the app's access to the API. Look for a notice in the app dashboard."
        ),
        [(273, null)] = new(
            GraphErrorKind.Permission,
            "Give the calling system user the MANAGE task on the ad account."
        ),
        [(341, null)] = new(GraphErrorKind.Throttled, Wait),
        [(368, null)] = new(
            GraphErrorKind.Blocked,
            "Meta blocks this action for now for policy reasons. Look for a notice in Business settings and wait."
        ),
        [(415, null)] = new(
            GraphErrorKind.TwoFactor,
            "Use the admin system user's token; a person's token has to pass two-factor authentication first."
        ),
        [(452, null)] = new(GraphErrorKind.Authentication, NewToken),
        [(506, null)] = new(GraphErrorKind.Validation, "The same was sent twice in a row; change it or leave it."),
        [(613, null)] = new(GraphErrorKind.Throttled, Wait),
        [(803, null)] = new(
            GraphErrorKind.NotFound,
            "Check the ids: one of the objects does not exist for this token."
        ),
        [(2500, null)] = new(GraphErrorKind.Validation, ProgramFault),
        [(2620, null)] = new(
            GraphErrorKind.Validation,
            "Check the tasks and the user: Meta refuses this change of the ad account's access."
        ),
        [(3919, null)] = new(GraphErrorKind.Transient, TryLater),
        [(3949, null)] = new(
            GraphErrorKind.LimitReached,
            "The business has no free place for a system user: reuse one, or remove one in Business settings."
        ),
        [(3962, null)] = new(GraphErrorKind.Validation, "Check the scopes: Meta does not know one of them."),
        [(3965, null)] = new(
            GraphErrorKind.LimitReached,
            "The business has its one admin system user already: make an employee system user, or reuse the admin."
        ),
        [(3979, null)] = new(GraphErrorKind.LimitReached, "The business has reached its number of ad accounts."),
        [(3980, null)] = new(
            GraphErrorKind.LimitReached,
            "Some ad accounts of the business are in bad standing: settle them in Business settings first."
        ),
        [(104001, null)] = new(
            GraphErrorKind.AppNotInstalled,
            "Add the app to the business in Business settings, then try again."
        ),
    }.ToFrozenDictionary();

    /// <summary>Subcodes that mean the same whatever code they come with.</summary>
    private static readonly FrozenDictionary<int, GraphErrorMeaning> Subcodes = new Dictionary<int, GraphErrorMeaning>
    {
        [1752100] = new(
            GraphErrorKind.Validation,
            "Use the id of the business user or system user, not a person's Facebook id."
        ),
        [2859009] = new(
            GraphErrorKind.TwoFactor,
            "Use the admin system user's token; a person's token has to pass two-factor authentication first."
        ),
    }.ToFrozenDictionary();

    /// <param name="message">Meta's text: the one meaning that has no number of its own is told by it alone.</param>
    public static GraphErrorMeaning Find(
        int code,
        int? subcode,
        int? httpStatus,
        bool saidTransient,
        string? message = null
    ) =>
        code == 1 && message?.Contains("reduce the amount of data", StringComparison.OrdinalIgnoreCase) == true
            ? TooMuchData
            : Exact(code, subcode) ?? Range(code) ?? ByAnswer(httpStatus, saidTransient);

    private static GraphErrorMeaning? Exact(int code, int? subcode) =>
        subcode is { } sub && Rows.TryGetValue((code, sub), out var row) ? row
        : subcode is { } alone && Subcodes.TryGetValue(alone, out row) ? row
        : Rows.GetValueOrDefault((code, null));

    private static GraphErrorMeaning? Range(int code) =>
        code switch
        {
            >= 200 and <= 299 => new(GraphErrorKind.Permission, Grant),
            >= 80000 and <= 80014 => new(GraphErrorKind.Throttled, Wait),
            _ => null,
        };

    private static GraphErrorMeaning ByAnswer(int? httpStatus, bool saidTransient) =>
        httpStatus switch
        {
            429 => new(GraphErrorKind.Throttled, Wait),
            >= 500 => new(GraphErrorKind.Transient, TryLater),
            _ when saidTransient => new(GraphErrorKind.Transient, TryLater),
            >= 300 and < 400 => new(
                GraphErrorKind.Unknown,
                "Check the base address: something between here and Meta redirects, which is not followed."
            ),
            _ => new(
                GraphErrorKind.Unknown,
                "Look the code up in Meta's documentation, or report it with its trace id."
            ),
        };
}
