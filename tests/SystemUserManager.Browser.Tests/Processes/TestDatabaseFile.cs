using System.Data.Common;
using SystemUserManager.Data;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Where a test's SQLite database is.</summary>
internal static class TestDatabaseFile
{
    public static string Of(DatabaseOptions options) =>
        (string)new DbConnectionStringBuilder { ConnectionString = options.ConnectionString }["Data Source"];
}
