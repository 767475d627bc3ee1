namespace MetaGraph.Assets;

/// <summary>The kinds of things in a business that system users can be assigned to.</summary>
public enum AssetKind
{
    AdAccount,
    Page,
    ProductCatalog,

    /// <summary>Meta's API calls it a pixel.</summary>
    Dataset,
    WhatsAppBusinessAccount,

    /// <summary>The business asset, not the Instagram user: their ids differ, and assignments take the asset's.</summary>
    InstagramAccount,

    /// <summary>A group of assets; what is assigned on it reaches every asset put into it, now and later.</summary>
    AssetGroup,
}

/// <summary>On which side of a business an asset stands.</summary>
public enum AssetOwnership
{
    /// <summary>Owned by the business.</summary>
    Owned,

    /// <summary>Owned by a client of the business and shared with it.</summary>
    Client,
}
