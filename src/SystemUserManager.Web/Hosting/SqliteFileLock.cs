using Microsoft.Data.Sqlite;
using SystemUserManager.Configuration;
using SystemUserManager.Data;

namespace SystemUserManager.Web.Hosting;

/// <summary>
/// SQLite is for one process: a second one over the same file doesn't start. The lock is the operating system's, on a
/// file beside the database; it is gone with the process, however that ends.
/// </summary>
internal sealed class SqliteFileLock(DatabaseOptions database) : IHostedService, IDisposable
{
    private FileStream? _lock;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var file = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        try
        {
            _lock = new FileStream($"{file}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse)
        {
            throw new WrongSettingException(
                $"ConnectionStrings:Database names {file}, which another process of this app uses; SQLite is for one.",
                inUse
            );
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _lock?.Dispose();
}
