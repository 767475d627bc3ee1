using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>Who calls: an app itself, a system user, a person, or a Page.</summary>
internal sealed class Caller(GraphState state, App app, Token? token)
{
    public App App => app;

    /// <summary>Null for an app token.</summary>
    public Token? Token => token;

    public SystemUser? SystemUser { get; } =
        token?.Type is "SYSTEM_USER" ? state.Members.Find(token.UserId) as SystemUser : null;

    public bool IsApp => token is null;

    public bool IsPerson => token?.Type is "USER";

    /// <summary>The businesses that it is a member of, each with its membership there.</summary>
    public IEnumerable<BusinessMember> Memberships =>
        SystemUser is not null ? [SystemUser]
        : token is not null ? state.Members.MembershipsOf(token.UserId)
        : [];

    public BusinessMember? MemberOf(string businessId) =>
        Memberships.FirstOrDefault(member => member.BusinessId == businessId);

    public bool Has(string scope) => token?.Scopes.Contains(scope) ?? false;

    public void Need(string scope)
    {
        if (!Has(scope))
            throw Errors.ScopeNeeded(scope);
    }

    /// <exception cref="GraphError">200, when it isn't an admin of this business.</exception>
    public BusinessMember NeedAdmin(string businessId) =>
        MemberOf(businessId) is { IsAdmin: true } member ? member : throw Errors.NotAllowed();

    public BusinessMember NeedMember(string businessId) => MemberOf(businessId) ?? throw Errors.NotAllowed();

    /// <summary>A person's session must have passed two-factor authentication where the business asks for it.</summary>
    public void NeedTwoFactor(Business business)
    {
        if (!IsPerson || MemberOf(business.Id) is not Human { TwoFactorPassed: false } human)
            return;
        if (business.TwoFactorType is "all_required" || (business.TwoFactorType is "admin_required" && human.IsAdmin))
            throw Errors.TwoFactorNeeded();
    }

    /// <summary>Reads the token's text.</summary>
    /// <exception cref="GraphError">104, 2500 or 190.</exception>
    public static Caller Read(GraphState state, string? text, bool isMe)
    {
        if (text is null)
            throw isMe ? Errors.TokenNeededForMe() : Errors.TokenNeeded();
        if (text.Split('|') is [var appId, var secret])
        {
            var itself = state.FindApp(appId) ?? throw Errors.InvalidApplication();
            return itself.Secret == secret ? new Caller(state, itself, null) : throw Errors.InvalidSignature();
        }
        var token = state.Tokens.Find(text) ?? throw Unreadable(text);
        if (WhyDead(state, token) is { } dead)
            throw dead;
        return new Caller(state, state.FindApp(token.AppId)!, token);
    }

    public static GraphError Unreadable(string text) =>
        text.StartsWith("EAA", StringComparison.Ordinal) ? Errors.MalformedToken() : Errors.CannotParseToken();

    /// <summary>Null for a live token.</summary>
    public static GraphError? WhyDead(GraphState state, Token token)
    {
        var now = state.Clock.GetUtcNow();
        if (state.Tokens.IsRevoked(token))
            return token.RevokedSubcode is 458
                ? Errors.NotAuthorized(token.AppId)
                : Errors.DeadToken(token.RevokedSubcode, Reason(token.RevokedSubcode));
        if (state.Tokens.IsExpired(token))
            return Errors.DeadToken(
                463,
                $"Session has expired on {Date(token.ExpiresAt!.Value)}. The current time is {Date(now)}."
            );
        if (token.Type is not "SYSTEM_USER")
            return null;
        if (state.Members.Find(token.UserId) is not SystemUser user)
            return Errors.DeadToken(467, Reason(467));
        return user.InstalledApps.Contains(token.AppId) ? null : Errors.NotAuthorized(token.AppId);
    }

    /// <summary>Checks a proof that was sent, or that this app always asks for.</summary>
    /// <param name="others">Secrets of other apps that may have made it.</param>
    /// <exception cref="GraphError">100.</exception>
    public void CheckProof(Arguments arguments, bool required, params ReadOnlySpan<string> others)
    {
        if (token is null)
            return;
        var proof = arguments["appsecret_proof"];
        if (proof is null)
        {
            if (required || app.RequireProof)
                throw Errors.ProofNeeded();
            return;
        }
        var message = token.Value;
        if (arguments["appsecret_time"] is { } time)
        {
            if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                throw Errors.ProofWrong();
            if (Math.Abs(state.Clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > 300)
                throw Errors.ProofWrong();
            message += "|" + time;
        }
        if (Proof(app.Secret, message) == proof)
            return;
        foreach (var other in others)
            if (Proof(other, message) == proof)
                return;
        throw Errors.ProofWrong();
    }

    private static string Proof(string secret, string message) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(message)));

    private static string Reason(int subcode) =>
        subcode switch
        {
            459 => "You cannot access the app till you log in to www.facebook.com and follow the instructions given.",
            460 =>
                "The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
            464 => "Sessions for the user are not allowed because the user is not a confirmed user.",
            492 => "The user does not have a role on the Page.",
            _ => "The session is invalid because the user logged out.",
        };

    private static string Date(DateTimeOffset time) =>
        time.UtcDateTime.ToString("dddd, dd-MMM-yy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
