namespace SystemUserManager.Reviews;

/// <summary>Over which system users a review looks: what is set narrows it, and something has to be.</summary>
/// <param name="Label">Of portfolios; however it is spelled.</param>
public sealed record ReviewScope(long? PortfolioId, long? OwnerId, string? Label)
{
    public bool IsEmpty => PortfolioId is null && OwnerId is null && string.IsNullOrWhiteSpace(Label);
}
