using SystemUserManager.Audit;

namespace SystemUserManager.Web.Pages.Audit;

/// <summary>The log's own words in those of the pages, and the addresses of what it speaks of.</summary>
public static class AuditWords
{
    public static string ObjectType(string type) => type == AuditObjects.SystemUser ? "System user" : type;

    /// <summary>The local path of the log, filtered for one object.</summary>
    public static string LinkTo(string objectType, string objectId) =>
        $"/Audit?ObjectType={Uri.EscapeDataString(objectType)}&ObjectId={Uri.EscapeDataString(objectId)}";

    /// <summary>"Maria Lindqvist &lt;maria@…&gt;" as name and address; the address null where there is none.</summary>
    public static (string Name, string? Address) Who(string actorName)
    {
        var parts = actorName.Split(" <");
        return (parts[0], parts.Length > 1 ? parts[1].TrimEnd('>') : null);
    }
}
