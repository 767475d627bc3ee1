using System.Diagnostics;
using System.Globalization;

namespace SystemUserManager.Tests.Shared;

/// <summary>
/// One throw-away PostgreSQL for this test process, started when the first test asks for it and gone when the process
/// ends. It listens on a socket in its own folder: no port, and nothing but this machine can reach it.
/// </summary>
internal sealed class TestPostgres
{
    private const string Prefix = "sum-test-postgres-";
    private static readonly Lazy<TestPostgres> Cluster = new(() => new TestPostgres());
    private readonly string _folder;

    /// <summary>As a server of production does, for what measures it; set before anything asks for it.</summary>
    public static bool KeepsStatistics { get; set; }

    private TestPostgres()
    {
        StopThoseLeftBehind();
        _folder = Path.Combine(
            Path.GetTempPath(),
            string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}")
        );
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(_folder);
        var statistics = KeepsStatistics ? "on" : "off";
        // A server as root is refused; the folder's owner runs it then.
        Run(
            $"""
            mkdir -p "$1"; chmod 711 "$1"; cd "$1"
            if [ "$(id -u)" = 0 ]; then chown postgres "$1"; as="setpriv --reuid=postgres --regid=postgres --init-groups"; fi
            bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1); [ -n "$bin" ] && PATH="$bin:$PATH"
            $as initdb -D "$1/data" -U app --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync
            $as pg_ctl -D "$1/data" -w -s -l "$1/log" start -o "-h '' -k '$1' -c max_connections=300 \
              -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 \
              -c autovacuum={statistics} -c jit=off -c update_process_title=off -c track_counts={statistics}"
            """,
            _folder
        );
    }

    /// <summary>To a database of this name in the cluster, whether it is there or not.</summary>
    public static string ConnectionString(string database) =>
        $"Host={Cluster.Value._folder};Username=app;Database={database};Maximum Pool Size=20;No Reset On Close=true;Server Compatibility Mode=NoTypeLoading";

    public static void StopIfStarted()
    {
        if (Cluster.IsValueCreated)
            Stop(Cluster.Value._folder);
    }

    private static void Stop(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        Run(
            """
            if [ "$(id -u)" = 0 ]; then as="setpriv --reuid=postgres --regid=postgres --init-groups"; fi
            bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1); [ -n "$bin" ] && PATH="$bin:$PATH"
            cd "$1" && $as pg_ctl -D "$1/data" -s -m immediate stop; cd /; rm -rf "$1"
            """,
            folder,
            // The process that ends isn't kept waiting: a test runner ends it by force after some seconds.
            inBackground: true
        );
    }

    /// <summary>A test process that was killed could not stop its own.</summary>
    private static void StopThoseLeftBehind()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = int.Parse(Path.GetFileName(folder)[Prefix.Length..], CultureInfo.InvariantCulture);
            if (!Directory.Exists($"/proc/{owner}"))
                Stop(folder);
        }
    }

    private static void Run(string script, string folder, bool inBackground = false)
    {
        // The server keeps the outputs it is started with: they must not be pipes that somebody waits on.
        var log = $"{folder}.start";
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", $"{{ set -e\n{script}\n}} >\"$2\" 2>&1 </dev/null", "postgres", folder, log },
        };
        if (inBackground)
        {
            start.ArgumentList[1] = $"( {{ {script}\n}}; rm -f \"$2\" ) >/dev/null 2>&1 </dev/null &";
            Process.Start(start)!.Dispose();
            return;
        }
        using var process = Process.Start(start)!;
        process.WaitForExit();
        var said = File.ReadAllText(log);
        File.Delete(log);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"PostgreSQL for the tests: {said}");
    }
}
