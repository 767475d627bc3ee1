namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>Meta's word for a role as a page says it.</summary>
public static class MetaRole
{
    public static string Word(string role) =>
        role switch
        {
            "ADMIN" => "Admin",
            "EMPLOYEE" => "Employee",
            _ => role,
        };
}
