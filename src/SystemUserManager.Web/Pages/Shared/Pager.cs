namespace SystemUserManager.Web.Pages.Shared;

/// <summary>Where a list stands. Lists are read by key, so there is a next page and a first one, and no page numbers.</summary>
/// <param name="Shown">How many rows are on this page.</param>
/// <param name="Next">The cursor of the next page; null: this is the last.</param>
/// <param name="Noun">What is listed, in the plural: "system users".</param>
public sealed record Pager(int Shown, string? Next, string Noun)
{
    /// <summary>The name of the cursor in the query string; the page binds it as <c>After</c>.</summary>
    public const string Parameter = "after";
}
