using System.Text.Json;
using System.Text.Json.Nodes;

namespace SystemUserManager.Sandbox.State;

/// <summary>
/// What no source says of Meta, as a choice with a default. Set one with
/// <c>POST /_sandbox/change {"switch":"name","value":…}</c>; a new world sets all back.
/// </summary>
public sealed record Switches
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Whether DELETE access_tokens ends the tokens of other apps too. The guide says "all"; ids are per app.</summary>
    public bool RevokeAllReachesOtherApps { get; init; } = true;

    /// <summary><c>accept</c> or <c>refuse</c> (100/33): DELETE assigned_users on a dataset, which no document lists.</summary>
    public string PixelDelete { get; init; } = "accept";

    /// <summary>
    /// What DELETE agencies and clients of a business do, which no document says: <c>all</c> (the partner and every share
    /// of it), <c>edge</c> (the partner alone; its shares stay) or <c>refuse</c> (100/33).
    /// </summary>
    public string PartnerRemoval { get; init; } = "all";

    /// <summary><c>accept</c> or <c>refuse</c> (100/33): DELETE agencies of a single asset.</summary>
    public string AssetAgencyRemoval { get; init; } = "accept";

    /// <summary>Reads that still show a grant as it was before the last change.</summary>
    public int GrantLagReads { get; init; }

    /// <summary>Milliseconds of the sandbox clock in which reads still show a grant as it was.</summary>
    public int GrantLagMilliseconds { get; init; }

    /// <summary>Lists that still lack a new system user.</summary>
    public int SystemUserLagReads { get; init; }

    /// <summary>Milliseconds of the sandbox clock in which lists still lack a new system user.</summary>
    public int SystemUserLagMilliseconds { get; init; }

    /// <summary>Whether Meta adds the lower tasks by itself.</summary>
    public bool TaskExpansion { get; init; } = true;

    /// <summary>Whether ADVERTISE on an Instagram account brings all five tasks (one observation) or only ANALYZE.</summary>
    public bool IgExpansion { get; init; } = true;

    /// <summary>
    /// <c>documented</c> (each endpoint as its page shows it), or for all alike <c>true</c>, <c>object</c>
    /// (<c>{"success":true}</c>), <c>string</c> (<c>{"success":"true"}</c>).
    /// </summary>
    public string SuccessShape { get; init; } = "documented";

    /// <summary>Milliseconds of the sandbox clock that a token outlives its revocation. -1: for ever.</summary>
    public long TokenStaysValidAfterRevoke { get; init; }

    /// <summary>Whether a second system user of the same name is refused (100).</summary>
    public bool NamesUnique { get; init; }

    /// <summary>
    /// What debug_token says instead of the truth: members of <c>data</c> to replace
    /// (<c>{"app_id":"1","user_id":"2","scopes":[],"is_valid":false}</c>). Null: the truth.
    /// </summary>
    public JsonObject? DebugTokenOverride { get; init; }

    /// <summary>Whether debug_token and oauth/revoke take a POST form too.</summary>
    public bool TokenEndpointsAcceptPost { get; init; }

    /// <summary><c>100</c> or <c>190</c> (subcode 458): access_tokens for an app that isn't installed.</summary>
    public int NotInstalledCode { get; init; } = 100;

    /// <summary><c>success</c> or <c>error</c> (190/467): oauth/revoke of a token that is dead already.</summary>
    public string RevokeOfDead { get; init; } = "success";

    /// <summary>Whether a token may be its own caller in oauth/revoke.</summary>
    public bool RevokeBySelf { get; init; } = true;

    /// <summary>Whether POST assigned_users without <c>business</c> fails for every kind, or for Pages alone.</summary>
    public bool BusinessRequiredOnAssign { get; init; } = true;

    /// <summary>Whether an asset assigned after a token was made stays out of that token's reach.</summary>
    public bool GrantsReachOnlyNewTokens { get; init; }

    /// <summary>Whether the first page of every list is empty and the others are half full, all with a <c>next</c>.</summary>
    public bool ShortPages { get; init; }

    /// <summary>
    /// Items above which an answer is refused (code 1, "Please reduce the amount of data you're asking for"), judged by
    /// the limit asked for on a list. 0: never.
    /// </summary>
    public int LargestLimit { get; init; }

    /// <summary>Whether an ad account's activities name system users.</summary>
    public bool ActivitiesListSystemUsers { get; init; } = true;

    /// <summary>Calls per app and hour before (#4); from half of it on, X-App-Usage is sent. 0: no limit, no header.</summary>
    public int CallsPerHour { get; init; }

    /// <summary>Headers on every answer of Graph that isn't (#4), say X-Business-Use-Case-Usage. Null: none.</summary>
    public Dictionary<string, string>? UsageHeaders { get; init; }

    /// <summary>The same with one switch set.</summary>
    /// <exception cref="FormatException">There is no such switch, or the value isn't of its type.</exception>
    public Switches With(string name, JsonNode? value)
    {
        var all = JsonSerializer.SerializeToNode(this, Json)!.AsObject();
        if (!all.ContainsKey(name))
            throw new FormatException(
                $"There is no switch '{name}'. There are: {string.Join(", ", all.Select(one => one.Key))}."
            );
        all[name] = value?.DeepClone();
        try
        {
            return all.Deserialize<Switches>(Json)!.Checked();
        }
        catch (JsonException problem)
        {
            throw new FormatException($"Switch '{name}' doesn't take {value?.ToJsonString() ?? "null"}.", problem);
        }
    }

    private Switches Checked()
    {
        Require(PixelDelete is "accept" or "refuse", "pixelDelete is accept or refuse.");
        Require(PartnerRemoval is "all" or "edge" or "refuse", "partnerRemoval is all, edge or refuse.");
        Require(AssetAgencyRemoval is "accept" or "refuse", "assetAgencyRemoval is accept or refuse.");
        Require(
            SuccessShape is "documented" or "true" or "object" or "string",
            "successShape is documented, true, object or string."
        );
        Require(NotInstalledCode is 100 or 190, "notInstalledCode is 100 or 190.");
        Require(RevokeOfDead is "success" or "error", "revokeOfDead is success or error.");
        return this;
    }

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
            throw new FormatException(sentence);
    }
}
