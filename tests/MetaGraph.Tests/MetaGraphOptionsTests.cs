namespace MetaGraph.Tests;

public sealed class MetaGraphOptionsTests
{
    [Fact]
    public void The_defaults_can_be_used()
    {
        Assert.Empty(new MetaGraphOptions().Validate());
    }

    public static TheoryData<string, Action<MetaGraphOptions>> Mistakes =>
        new()
        {
            { "BaseAddress", options => options.BaseAddress = new Uri("http://graph.facebook.com") },
            { "BaseAddress", options => options.BaseAddress = new Uri("/v26.0", UriKind.Relative) },
            { "BaseAddress", options => options.BaseAddress = new Uri("https://graph.facebook.com/?access_token=1") },
            { "BaseAddress", options => options.BaseAddress = null! },
            { "BaseAddress", options => options.BaseAddress = new Uri("https://me@graph.facebook.com/") },
            { "Version", options => options.Version = "26.0" },
            { "Version", options => options.Version = "v26.0/../v1.0" },
            { "Timeout", options => options.Timeout = TimeSpan.Zero },
            { "ReadRetries", options => options.ReadRetries = 11 },
            { "RetryDelay", options => options.RetryDelay = TimeSpan.FromMinutes(2) },
            { "PageSize", options => options.PageSize = 0 },
            { "NestedPageSize", options => options.NestedPageSize = 1001 },
            { "MaxResponseBytes", options => options.MaxResponseBytes = 1 },
            { "UserAgent", options => options.UserAgent = "a\r\nb" },
        };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_setting_that_cannot_be_used_is_named_in_a_sentence(string setting, Action<MetaGraphOptions> mistake)
    {
        var options = new MetaGraphOptions();
        mistake(options);
        var sentence = Assert.Single(options.Validate());
        Assert.StartsWith(setting, sentence);
        Assert.EndsWith(".", sentence);
    }

    [Fact]
    public void Plain_http_is_accepted_for_loopback_alone()
    {
        Assert.Empty(new MetaGraphOptions { BaseAddress = new Uri("http://127.0.0.1:5081") }.Validate());
        Assert.Empty(new MetaGraphOptions { BaseAddress = new Uri("http://[::1]:5081") }.Validate());
    }

    [Fact]
    public void A_client_is_not_made_from_options_that_cannot_be_used()
    {
        using var http = new HttpClient();
        var options = new MetaGraphOptions { Version = "latest" };
        var error = Assert.Throws<ArgumentException>(() =>
            new MetaGraphClient(http, http, options, TimeProvider.System)
        );
        Assert.Contains("Version must look like v26.0.", error.Message);
    }
}
