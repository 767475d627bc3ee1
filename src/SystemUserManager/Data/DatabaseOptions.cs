namespace SystemUserManager.Data;

public enum DatabaseProvider
{
    /// <summary>One process, one file.</summary>
    Sqlite,

    /// <summary>Any number of Web and Worker processes.</summary>
    Postgres,
}

/// <summary>The section <c>Database</c> of the settings, and <c>ConnectionStrings:Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Default: Sqlite.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Default: <c>Data Source=system-user-manager.db</c>, in the app's data folder.</summary>
    public string ConnectionString { get; set; } = "Data Source=system-user-manager.db";
}
