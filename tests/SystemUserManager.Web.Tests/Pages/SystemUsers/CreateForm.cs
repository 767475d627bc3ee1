using System.Net.Http;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <summary>The form of a new system user as somebody without scripts fills it in.</summary>
internal sealed class CreateForm
{
    private readonly Browser _browser;
    private readonly List<(string Name, string Value)> _values;

    private CreateForm(Browser browser, Page page)
    {
        _browser = browser;
        _values = [.. Page.Values(page.Form(["Input.Name"])).Select(v => (v.Key, v.Value))];
    }

    public static async Task<CreateForm> OpenAsync(Browser browser, long portfolioId) =>
        new(browser, await browser.GetAsync($"/SystemUsers/Create?portfolioId={portfolioId}"));

    /// <summary>With everything that is required, so that it can be sent.</summary>
    public static async Task<CreateForm> FilledAsync(
        Browser browser,
        long portfolioId,
        string name = "northwind ads reporting"
    ) =>
        (await OpenAsync(browser, portfolioId))
            .Type("Tool", "Looker")
            .Type("Purpose", "Reads campaign results")
            .Type("Name", name)
            .Type("Owner", "Maria Lindqvist <maria@example.com>")
            .Tick("Scopes", "ads_read")
            .Type("Reason", "Asked for by reporting");

    public CreateForm Type(string field, string value)
    {
        _values.RemoveAll(v => v.Name == $"Input.{field}");
        _values.Add(($"Input.{field}", value));
        return this;
    }

    public CreateForm Tick(string field, params string[] values)
    {
        _values.AddRange(values.Select(v => ($"Input.{field}", v)));
        return this;
    }

    public CreateForm Pick(long assetId, params string[] tasks) =>
        Tick("AssetIds", $"{assetId}").Tick($"Tasks[{assetId}]", tasks);

    /// <param name="go">The button's value; null: "Create the system user".</param>
    public Task<Page> SendAsync(string? go = null)
    {
        var all = _values.Select(v => KeyValuePair.Create(v.Name, v.Value));
        if (go is not null)
            all = all.Append(KeyValuePair.Create("go", go));
        return _browser.SendAsync(HttpMethod.Post, "/SystemUsers/Create", new FormUrlEncodedContent(all));
    }
}
