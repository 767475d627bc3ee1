namespace SystemUserManager.Web.Banners;

/// <summary>Knows one reason for a banner. Register each as a scoped <see cref="IBannerSource"/>; the order is theirs.</summary>
public interface IBannerSource
{
    /// <summary>null: nothing to say now.</summary>
    Task<Banner?> FindAsync(CancellationToken cancellation);
}
