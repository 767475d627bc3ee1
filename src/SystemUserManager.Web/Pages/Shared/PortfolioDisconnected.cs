namespace SystemUserManager.Web.Pages.Shared;

/// <summary>What stands here is of a portfolio that is disconnected.</summary>
public sealed record PortfolioDisconnected(long Id, string Name, DateTimeOffset Since);
