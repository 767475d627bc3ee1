using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Control;

/// <summary>Reads what a change names: by id or by name, as a person would.</summary>
internal sealed class ChangeBody(GraphState state, JsonObject body)
{
    public string? Text(string name) => body[name]?.ToString();

    public string Need(string name) => Text(name) ?? throw new FormatException($"This change needs {name}.");

    public bool Flag(string name, bool otherwise = true) =>
        body[name] is { } value ? value.GetValue<bool>() : otherwise;

    public double? Number(string name) => body[name]?.GetValue<double>();

    /// <summary>Null when it isn't there.</summary>
    public List<string>? List(string name) => body[name]?.AsArray().Select(item => item!.ToString()).ToList();

    public Business Business(string name = "business") =>
        state.FindBusiness(Need(name))
        ?? state.Businesses.FirstOrDefault(business => business.Name == Need(name))
        ?? throw NotThere(name);

    public App App(Business business) =>
        Text("app") is { } id
            ? state.FindApp(id) ?? throw NotThere("app")
            : state.FindApp(business.ClaimedApps.FirstOrDefault() ?? "") ?? throw NotThere("app");

    /// <summary>By an app's id for it, by the id in Meta's own pages, or by name (within <c>business</c>, when said).</summary>
    public SystemUser SystemUser()
    {
        var text = Need("systemUser");
        var business = Text("business");
        return state
                .Businesses.Where(one => business is null || one.Id == business || one.Name == business)
                .SelectMany(one => state.Members.SystemUsersOf(one.Id))
                .FirstOrDefault(user => user.Id == text || user.AppScopedIds.ContainsValue(text) || user.Name == text)
            ?? throw NotThere("systemUser");
    }

    /// <summary>By business-scoped id, e-mail or name.</summary>
    public Human Person()
    {
        var text = Need("person");
        return state
                .Businesses.SelectMany(business => state.Members.HumansOf(business.Id))
                .FirstOrDefault(human => human.Id == text || human.Email == text || human.Name == text)
            ?? throw NotThere("person");
    }

    /// <summary>A system user or a person.</summary>
    public BusinessMember Member() => Text("person") is null ? SystemUser() : Person();

    /// <summary>By id or name.</summary>
    public Asset Asset(string name = "asset") =>
        state.Assets.Find(Need(name))
        ?? state.Assets.All.FirstOrDefault(asset => asset.Name == Need(name))
        ?? throw NotThere(name);

    /// <summary>By id or name.</summary>
    public AssetGroup Group() =>
        state.Assets.FindGroup(Need("group"))
        ?? state.Assets.Groups.FirstOrDefault(group => group.Name == Need("group"))
        ?? throw NotThere("group");

    /// <summary>One by <c>token</c> (its SHA-256 or its value), or all live ones of <c>systemUser</c> or <c>person</c>.</summary>
    public List<Token> Tokens()
    {
        if (Text("token") is { } text)
            return
            [
                state.Tokens.Find(text)
                    ?? state.Tokens.All.FirstOrDefault(token =>
                        string.Equals(Sha256(token.Value), text, StringComparison.OrdinalIgnoreCase)
                    )
                    ?? throw NotThere("token"),
            ];
        var member = Member();
        return [.. state.Tokens.Of(member is Human human ? human.UserId : member.Id).Where(state.Tokens.IsLive)];
    }

    public TimeSpan Duration() =>
        TimeSpan.FromDays(Number("days") ?? 0)
        + TimeSpan.FromHours(Number("hours") ?? 0)
        + TimeSpan.FromMinutes(Number("minutes") ?? 0)
        + TimeSpan.FromSeconds(Number("seconds") ?? 0);

    public static string Sha256(string value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    private FormatException NotThere(string name) =>
        new(string.Create(CultureInfo.InvariantCulture, $"There is no {name} '{Text(name)}'."));
}
