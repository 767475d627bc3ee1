namespace SystemUserManager.Data;

/// <summary>An entity that belongs to one portfolio, and is seen only by those who may see that portfolio.</summary>
public interface IPortfolioOwned
{
    long PortfolioId { get; }
}
