using System.Text.Json;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Tests.Fixture;

/// <summary>The troubles of a network and of two services, by name.</summary>
internal static class Faults
{
    /// <summary>Refused with Meta's code; nothing happens.</summary>
    public static Fault Refused(string method, string path, int code, int status = 400, int? times = 1) =>
        new()
        {
            Server = "graph",
            Method = method,
            Path = path,
            Mode = "before",
            Status = status,
            Code = JsonSerializer.SerializeToElement(code),
            Times = times,
        };

    /// <summary>Down: answered with a status, nothing happens.</summary>
    public static Fault Down(string server, string? method, string path, int status = 503, int? times = null) =>
        new()
        {
            Server = server,
            Method = method,
            Path = path,
            Mode = "before",
            Status = status,
            Times = times,
        };

    /// <summary>The vault is too busy, and says for how many seconds.</summary>
    public static Fault Busy(string? method, string path, int retryAfter, int? times) =>
        Down("vault", method, path, 429, times) with
        {
            RetryAfter = JsonSerializer.SerializeToElement(retryAfter),
        };

    /// <summary>It happens, and the answer never comes (<c>after</c>), comes in half (<c>cut</c>), or nothing ever happens (<c>hang</c>).</summary>
    public static Fault Lost(string server, string method, string path, string mode = "after", int? times = 1) =>
        new()
        {
            Server = server,
            Method = method,
            Path = path,
            Mode = mode,
            Times = times,
        };

    public static Fault Throttled(string method, string path, int code, int minutes) =>
        new()
        {
            Server = "graph",
            Method = method,
            Path = path,
            Mode = "before",
            Status = 400,
            Code = JsonSerializer.SerializeToElement(code),
            Times = 1,
            Headers = new Dictionary<string, string>
            {
                ["X-Business-Use-Case-Usage"] =
                    $$"""{"1200000000000001":[{"type":"ads_management","call_count":100,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":{{minutes}}}]}""",
            },
        };
}
