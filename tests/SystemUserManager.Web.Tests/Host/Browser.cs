using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;

namespace SystemUserManager.Web.Tests.Host;

/// <summary>Somebody at a browser without scripts: keeps cookies, follows nothing by itself, sends forms as they stand on the page.</summary>
public sealed class Browser
{
    private readonly HttpClient _client;
    private readonly CookieContainerHandler _cookies = new();
    private readonly Uri _address;

    internal Browser(Uri address, Func<CookieContainerHandler, HttpClient> connect)
    {
        _address = address;
        _client = connect(_cookies);
    }

    /// <summary>The cookie of the session; null: none.</summary>
    public Cookie? Session =>
        _cookies.Container.GetCookies(_address).FirstOrDefault(c => c.Name is "sum" or "__Host-sum");

    /// <summary>Through a reverse proxy, which says that this is the address.</summary>
    public Browser ComingFrom(string address)
    {
        _client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return this;
    }

    /// <summary>As somebody would who copied it.</summary>
    public void UseSession(string value) => _cookies.Container.Add(_address, new Cookie("sum", value) { Path = "/" });

    public async Task<Page> GetAsync(string path) => await Page.ReadAsync(await _client.GetAsync(path));

    public async Task<Page> SendAsync(HttpMethod method, string path, HttpContent? content = null) =>
        await Page.ReadAsync(await _client.SendAsync(new HttpRequestMessage(method, path) { Content = content }));

    /// <summary>Opens the page and sends its form with these values in it (the hidden ones as they are).</summary>
    public async Task<Page> PostFormAsync(string path, Dictionary<string, string> values)
    {
        var page = await GetAsync(path);
        Assert.True(page.Status == HttpStatusCode.OK, $"{path} answered {page.Status}");
        return await SendFormAsync(page.Form(values.Keys), path, values);
    }

    /// <summary>Opens the page and presses the button with this text, in its main part and not in the menu.</summary>
    public async Task<Page> PressAsync(string path, string button)
    {
        var page = await GetAsync(path);
        var form = page.Document.Forms.Single(f =>
            f.Closest("main") is not null && f.QuerySelectorAll("button").Any(b => b.TextContent.Trim() == button)
        );
        return await SendFormAsync(form, path, []);
    }

    private async Task<Page> SendFormAsync(IHtmlFormElement form, string path, Dictionary<string, string> values)
    {
        var all = Page.Values(form).Where(v => !values.ContainsKey(v.Key)).Concat(values.SelectMany(Split));
        var action = form.GetAttribute("action") ?? path;
        return await SendAsync(HttpMethod.Post, action, new FormUrlEncodedContent(all));
    }

    /// <summary>"1,2" for a row of check boxes.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Split(KeyValuePair<string, string> value) =>
        value.Key.EndsWith("Ids", StringComparison.Ordinal)
            ? value.Value.Split(',').Select(part => KeyValuePair.Create(value.Key, part))
            : [value];
}

/// <summary>An answer, read.</summary>
public sealed class Page
{
    private static readonly HtmlParser Parser = new();

    private Page(HttpResponseMessage response, string body)
    {
        Response = response;
        Body = body;
        Document = Parser.ParseDocument(body);
    }

    public HttpResponseMessage Response { get; }

    public string Body { get; }

    public IHtmlDocument Document { get; }

    public HttpStatusCode Status => Response.StatusCode;

    public bool IsRedirect => (int)Status is >= 300 and < 400;

    /// <summary>Path and query of where a redirect leads, or the whole address where it leads elsewhere.</summary>
    public string? Location =>
        Response.Headers.Location is { } to
            ? to is { IsAbsoluteUri: true, Host: "localhost" }
                ? to.PathAndQuery
                : to.OriginalString
            : null;

    public string Heading => Document.QuerySelector("h1")?.TextContent.Trim() ?? "";

    public string Text => Document.Body?.TextContent ?? "";

    public static async Task<Page> ReadAsync(HttpResponseMessage response) =>
        new(response, await response.Content.ReadAsStringAsync());

    /// <summary>The form that has these fields: one of the page itself before one of the menu.</summary>
    public IHtmlFormElement Form(IEnumerable<string> fields) =>
        Document
            .Forms.OrderBy(f => f.Closest("main") is null)
            .First(f => fields.All(name => f.QuerySelector($"[name='{name}']") is not null));

    /// <summary>What a browser would send of it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Values(IHtmlFormElement form) =>
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
