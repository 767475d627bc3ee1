namespace MetaGraph.Assets;

public enum AssetKind { AdAccount, Page, ProductCatalog, Dataset, WhatsAppBusinessAccount, InstagramAccount, AssetGroup }
