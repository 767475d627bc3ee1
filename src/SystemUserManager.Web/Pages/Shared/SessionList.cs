using SystemUserManager.People;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>What _Sessions shows; with a button at each where it is a list of one's own.</summary>
public sealed record SessionList(IReadOnlyList<SessionRow> Rows, bool MayEndOne);
