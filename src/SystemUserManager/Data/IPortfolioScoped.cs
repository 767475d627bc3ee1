namespace SystemUserManager.Data;

/// <summary>A row of one portfolio, or (null) of the product itself: then only those who see all portfolios see it.</summary>
public interface IPortfolioScoped
{
    long? PortfolioId { get; }
}
