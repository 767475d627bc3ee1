using System.Text;
using Microsoft.EntityFrameworkCore;

namespace SystemUserManager.Tests.Fixture;

/// <summary>Every row of every table as text, so that it can be swept for secrets.</summary>
internal static class Everything
{
    public static async Task<IReadOnlyList<string>> InAsync(World world)
    {
        await using var db = world.OpenDatabase();
        await db.Database.OpenConnectionAsync();
        var lines = new List<string>();
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct(StringComparer.Ordinal))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var values = new object[reader.FieldCount];
                reader.GetValues(values);
                lines.Add($"{table} {string.Join('|', values.Select(Text))}");
            }
        }

        return lines;
    }

    /// <summary>What was stored as bytes may be a text.</summary>
    public static string? Text(object value) =>
        value is byte[] bytes ? $"{Convert.ToHexString(bytes)} {Encoding.UTF8.GetString(bytes)}" : value.ToString();
}
