using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>An answer that leads nowhere, with the sentences that it says.</summary>
public sealed class RefusedException(string message, HttpStatusCode status, TimeSpan? retryAfter)
    : HttpRequestException(message, null, status)
{
    /// <summary>null: it doesn't say when to come again.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>An administrator without a browser: keeps cookies, and sends the real forms as they stand on the pages.</summary>
public sealed class HttpSomebody : IDisposable
{
    public const int PagesAsked = 3;

    private static readonly HtmlParser Parser = new();
    private readonly HttpClient _client;

    private HttpSomebody(string url) =>
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(url),
            Timeout = TimeSpan.FromMinutes(2),
        };

    public static async Task<HttpSomebody> SignInAsync(AppProcess app)
    {
        var somebody = new HttpSomebody(app.Url);
        var to = await somebody.SendAsync(
            "/Account/SignIn",
            [("Input.Email", AppProcess.AdministratorEmail), ("Input.Password", AppProcess.AdministratorPassword)]
        );
        Assert.True(to is "/", $"Signing in led to {to}");
        return somebody;
    }

    /// <summary>Northwind of the sandbox's world, on Observe and act.</summary>
    public Task<string> ConnectNorthwindAsync() =>
        SendAsync(
            "/Portfolios/Connect",
            [
                ("Input.BusinessId", "1200000000000001"),
                ("Input.AppId", "1300000000000001"),
                ("Input.ControlTokenSecret", "northwind-control-token"),
                ("Input.AppSecretSecret", "northwind-app-secret"),
                ("Input.Tier", "Full"),
                ("Input.Mode", "ObserveAndAct"),
                ("Input.Reason", "To see what survives"),
            ]
        );

    /// <summary>With one scope. Returns where the answer led: the operation.</summary>
    /// <param name="pages">How many assets of this kind it is to reach.</param>
    public async Task<string> AskForCreationAsync(string name, int pages = PagesAsked)
    {
        const string Path = "/SystemUsers/Create";
        var form = Form(await OpenAsync(Path), "Input.Name");
        var assets = form.QuerySelectorAll(".picker-item[data-kind=Page]").Take(pages).ToList();
        Assert.Equal(pages, assets.Count);
        var ticks = assets
            .SelectMany(a =>
                new[] { "input[name='Input.AssetIds']", ".picker-tasks input" }.Select(one =>
                    (IHtmlInputElement)a.QuerySelector(one)!
                )
            )
            .Select(box => (box.Name!, box.Value));
        return await PostAsync(
            form,
            Path,
            [
                ("Input.Tool", "Northwind BI"),
                ("Input.Purpose", "To be killed and come back"),
                ("Input.Name", name),
                // Whoever typed it saw that others are called much alike.
                ("Input.AlikeName", name),
                ("Input.Owner", "Maria Jensen <maria.jensen@northwind.example>"),
                ("Input.Scopes", "pages_show_list"),
                ("Input.Reason", "To see that it survives"),
                .. ticks,
            ]
        );
    }

    public Task<string> AskForRevocationAsync(long tokenId) =>
        SendAsync($"/Tokens/{tokenId}/Revoke", [("Input.Reason", "To see that it survives")]);

    /// <summary>Gives it one Page more, and takes away whatever it reaches now.</summary>
    public async Task<string> AskForAccessAsync(long systemUserId, string page)
    {
        var path = $"/SystemUsers/{systemUserId}/Access";
        var form = Form(await OpenAsync(path), "Input.AssetIds");
        var item = form.QuerySelectorAll(".picker-item[data-kind=Page]")
            .Single(i => i.QuerySelector("label span")!.FirstChild!.TextContent == page);
        var ticks = item.QuerySelectorAll("input[name='Input.AssetIds'], .picker-tasks label:first-child input")
            .Cast<IHtmlInputElement>()
            .Take(2)
            .Select(box => (box.Name!, box.Value));
        return await PostAsync(form, path, [.. ticks, .. Adopted]);
    }

    /// <summary>A token for 60 days of one that was found, which is adopted with it.</summary>
    public Task<string> AskForTokenAsync(long systemUserId) =>
        SendAsync($"/SystemUsers/{systemUserId}/Tokens/Issue", [("Input.Scopes", "pages_show_list"), .. Adopted]);

    /// <summary>That the token in this secret be put into the record; the found system user is adopted with it.</summary>
    public Task<string> AskForRegistrationAsync(long systemUserId, string secret) =>
        SendAsync($"/SystemUsers/{systemUserId}/Tokens/Register", [("Input.Secret", secret), .. Adopted]);

    /// <summary>That it be called so at Meta; the found system user is adopted with it.</summary>
    public Task<string> AskForRenamingAsync(long systemUserId, string name) =>
        SendAsync($"/SystemUsers/{systemUserId}/Rename", [("Input.Name", name), .. Adopted]);

    public Task<string> AskToEndPartnerAsync(long partnerId) =>
        SendAsync($"/Partners/{partnerId}/End", [("Input.Reason", "To see that it survives")]);

    public Task<string> AskToRevokeAllAsync(long systemUserId) =>
        SendAsync($"/SystemUsers/{systemUserId}/RevokeAll", [("Input.Reason", "To see that it survives")]);

    /// <param name="pattern">Of the secrets' names.</param>
    public Task<string> AskToCheckSecretsAsync(long portfolioId, string pattern) =>
        SendAsync(
            $"/Portfolios/{portfolioId}/Secrets",
            [("Input.NamePattern", pattern), ("Input.Reason", "To see that it survives")]
        );

    public Task<string> AskToReplaceControlTokenAsync(long portfolioId, string secret) =>
        SendAsync(
            $"/Portfolios/{portfolioId}/ControlToken",
            [("Input.SecretName", secret), ("Input.Reason", "To see that it survives")]
        );

    public Task<string> AskToAddAppAsync(long portfolioId, string app, string controlSecret, string appSecret) =>
        SendAsync(
            $"/Portfolios/{portfolioId}/Apps/Add",
            [
                ("Input.AppId", app),
                ("Input.ControlTokenSecret", controlSecret),
                ("Input.AppSecretSecret", appSecret),
                ("Input.Reason", "To see that it survives"),
            ]
        );

    public Task<string> AskForReadAsync(long portfolioId) =>
        SendAsync($"/Portfolios/{portfolioId}/Read", [("Input.Reason", "To see what is there")]);

    /// <summary>Decides on an operation that needs attention.</summary>
    public Task<string> TryAgainAsync(long operationId) =>
        SendAsync($"/Operations/{operationId}", [("TryAgain.Reason", "To see that it goes on")]);

    /// <summary>Its one-time password is <see cref="AppProcess.AdministratorPassword"/>.</summary>
    public async Task<string> AddAccountAsync(string email, string role = "Auditor")
    {
        const string Path = "/Settings/People/Add";
        return await PostAsync(Form(await OpenAsync(Path), "Input.Email"), Path, Account(email, role));
    }

    /// <summary>A form that can be sent again and again without opening its page.</summary>
    public async Task<Func<string, Task<string>>> OpenAccountFormAsync()
    {
        const string Path = "/Settings/People/Add";
        var form = Form(await OpenAsync(Path), "Input.Email");
        return email => PostAsync(form, Path, Account(email));
    }

    public async Task<HttpStatusCode> GetAsync(string path) => (await _client.GetAsync(path)).StatusCode;

    /// <summary>The answer as it came, its headers included.</summary>
    public async Task<string> ReadAsync(string path, HttpStatusCode status, string accept = "text/html")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        return await ReadAsync(request, status);
    }

    /// <summary>As <see cref="ReadAsync(string, HttpStatusCode, string)"/>, of a form without what makes it ours.</summary>
    public async Task<string> ReadRefusalAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new FormUrlEncodedContent([new("TryAgain.Reason", "Not from the page")]);
        return await ReadAsync(request, HttpStatusCode.BadRequest);
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadAsync(HttpRequestMessage request, HttpStatusCode status)
    {
        using var answer = await _client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
        return $"{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync()}";
    }

    private static (string, string)[] Adopted =>
        [
            ("Input.Owner", "Maria Jensen <maria.jensen@northwind.example>"),
            ("Input.Purpose", "To be killed and come back"),
            ("Input.Reason", "To see that it survives"),
        ];

    private static (string, string)[] Account(string email, string role = "Auditor") =>
        [
            ("Input.Name", email.Split('@')[0]),
            ("Input.Email", email),
            ("Input.Roles.Role", role),
            ("Input.Roles.AllPortfolios", "true"),
            ("Input.Password", AppProcess.AdministratorPassword),
            ("Input.PasswordAgain", AppProcess.AdministratorPassword),
        ];

    private async Task<string> SendAsync(string path, (string Name, string Value)[] values) =>
        await PostAsync(Form(await OpenAsync(path), values[0].Name), path, values);

    private async Task<IHtmlDocument> OpenAsync(string path)
    {
        using var answer = await _client.GetAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} answered {(int)answer.StatusCode}");
        return Parser.ParseDocument(await answer.Content.ReadAsStringAsync());
    }

    private static IHtmlFormElement Form(IHtmlDocument page, string field) =>
        page.Forms.First(f => f.QuerySelector($"[name='{field}']") is not null);

    /// <summary>What a browser would send of the form, with these values typed and ticked. Returns where the answer leads.</summary>
    /// <exception cref="RefusedException">The answer leads nowhere.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    private async Task<string> PostAsync(IHtmlFormElement form, string path, (string Name, string Value)[] values)
    {
        var typed = values.Select(v => v.Name).ToHashSet();
        var all = Standing(form)
            .Where(v => !typed.Contains(v.Key))
            .Concat(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));
        var action = form.GetAttribute("action") is { Length: > 0 } own ? own : path;
        using var answer = await _client.PostAsync(action, new FormUrlEncodedContent(all));
        if (answer.Headers.Location is { } to)
            return to.OriginalString;
        var page = Parser.ParseDocument(await answer.Content.ReadAsStringAsync());
        var said = string.Join(
            " ",
            page.QuerySelectorAll(".field-error, .validation-summary-errors, h1, .note, .plain-card p")
                .Select(e => e.TextContent.Trim())
                .Where(t => t.Length > 0)
        );
        throw new RefusedException(
            $"{action} answered {(int)answer.StatusCode}: {said}",
            answer.StatusCode,
            answer.Headers.RetryAfter?.Delta
        );
    }

    private static IEnumerable<KeyValuePair<string, string>> Standing(IHtmlFormElement form) =>
        from element in form.QuerySelectorAll("input[name], textarea[name], select[name]")
        let value = element switch
        {
            IHtmlInputElement { Type: "radio" or "checkbox" } box => box.IsChecked ? box.Value : null,
            IHtmlInputElement input => input.Value,
            IHtmlTextAreaElement area => area.Value,
            IHtmlSelectElement list => list.Value,
            _ => null,
        }
        where value is not null
        select KeyValuePair.Create(element.GetAttribute("name")!, value);
}
