using System.Diagnostics.Metrics;
using SystemUserManager.Web.Logging;

namespace SystemUserManager.Web.Tests.Logging;

public sealed class RedactionTests
{
    private const string Token = "EAAGm0PX4ZCpsBAKZCabcdefghijklmnop";

    [Theory]
    [InlineData($"the token {Token} of it", "the token EAA*** of it")]
    [InlineData("GET /x?access_token=abc123&b=2", "GET /x?access_token=***&b=2")]
    [InlineData("client_secret=s3cr3t", "client_secret=***")]
    [InlineData("{\"access_token\":\"abc123\",\"b\":2}", "{\"access_token\":\"***\",\"b\":2}")]
    [InlineData("{\\\"access_token\\\": \\\"abc123\\\"}", "{\\\"access_token\\\": \\\"***\\\"}")]
    [InlineData("access_token%3Dabc123", "access_token%3D***")]
    [InlineData("INPUT_TOKEN: abc123, b: 2", "INPUT_TOKEN: ***, b: 2")]
    [InlineData("fb_exchange_token=a;appsecret_proof=b", "fb_exchange_token=***;appsecret_proof=***")]
    [InlineData($"access_token={Token}&b=2", "access_token=EAA***&b=2")]
    [InlineData("EAA45678901234567890123", "EAA***")]
    [InlineData("EAA4567890123456789012", "EAA4567890123456789012")]
    [InlineData("EAAshort and access_token alone", "EAAshort and access_token alone")]
    public void What_looks_like_a_secret_is_blotted_out(string line, string expected) =>
        Assert.Equal(expected, Redaction.Apply(line));

    [Fact]
    public void Each_hit_is_counted()
    {
        long hits = 0;
        string? means = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument is { Meter.Name: Redaction.MeterName, Name: Redaction.CounterName })
            {
                means = instrument.Description;
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref hits, value));
        listener.Start();
        Redaction.Apply($"{Token} and client_secret=x");
        // Others may be counting at the same time.
        Assert.True(hits >= 2);
        Assert.Equal("Secrets that were blotted out of the log", means);
    }
}
