using System.Net.Http;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Pages.SystemUsers;

/// <summary>The form of an access that is to change, as somebody without scripts fills it in.</summary>
internal sealed class AccessForm
{
    private readonly Browser _browser;
    private readonly string _path;
    private readonly List<(string Name, string Value)> _values;

    private AccessForm(Browser browser, string path, Page page)
    {
        (_browser, _path) = (browser, path);
        _values = [.. Page.Values(page.Form(["Input.Reason"])).Select(v => (v.Key, v.Value))];
    }

    public static async Task<AccessForm> OpenAsync(Browser browser, long systemUserId)
    {
        var path = $"/SystemUsers/{systemUserId}/Access";
        return new(browser, path, await browser.GetAsync(path));
    }

    public AccessForm Type(string field, string value)
    {
        Untick(field)._values.Add(($"Input.{field}", value));
        return this;
    }

    /// <param name="value">null: whatever has a tick.</param>
    public AccessForm Untick(string field, string? value = null)
    {
        _values.RemoveAll(v => v.Name == $"Input.{field}" && (value is null || v.Value == value));
        return this;
    }

    public AccessForm Pick(long assetId, params string[] tasks)
    {
        Untick("AssetIds", $"{assetId}").Untick($"Tasks[{assetId}]");
        _values.Add(("Input.AssetIds", $"{assetId}"));
        _values.AddRange(tasks.Select(t => ($"Input.Tasks[{assetId}]", t)));
        return this;
    }

    public IEnumerable<string> Values(string field) =>
        _values.Where(v => v.Name == $"Input.{field}").Select(v => v.Value);

    /// <param name="go">The button's value; null: "Change access".</param>
    public Task<Page> SendAsync(string? go = null)
    {
        var all = _values.Select(v => KeyValuePair.Create(v.Name, v.Value));
        if (go is not null)
            all = all.Append(KeyValuePair.Create("go", go));
        return _browser.SendAsync(HttpMethod.Post, _path, new FormUrlEncodedContent(all));
    }
}
