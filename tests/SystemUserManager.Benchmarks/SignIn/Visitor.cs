using System.Net;
using System.Text.RegularExpressions;

namespace SystemUserManager.Benchmarks.SignIn;

/// <summary>Somebody who guesses at the sign-in form, which was opened once.</summary>
internal sealed partial class Visitor : IDisposable
{
    private const string Path = "/Account/SignIn";
    private readonly HttpClient _client;
    private readonly string _token;

    private Visitor(HttpClient client, string token) => (_client, _token) = (client, token);

    public static async Task<Visitor> OpenAsync(HttpClient client)
    {
        var page = await client.GetStringAsync(new Uri(Path, UriKind.Relative));
        return new Visitor(client, Token().Match(page).Groups[1].Value);
    }

    /// <exception cref="InvalidOperationException">It wasn't refused as a wrong password is.</exception>
    public async Task TryAsync(string email)
    {
        using var form = new FormUrlEncodedContent([
            new("Input.Email", email),
            new("Input.Password", "wrong horse battery"),
            new("__RequestVerificationToken", _token),
        ]);
        using var answer = await _client.PostAsync(new Uri(Path, UriKind.Relative), form);
        var body = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.OK || !body.Contains("is not right", StringComparison.Ordinal))
            throw new InvalidOperationException($"{Path} answered {answer.StatusCode}.");
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
