using SystemUserManager.Partners;
using SystemUserManager.Portfolios;
using Asset = SystemUserManager.Assets.Asset;

namespace SystemUserManager.Web.Tests.Pages;

/// <content>Partners, as reads of Meta would have left them.</content>
public partial class PagesApp
{
    public Task<Partner> GivenPartnerAsync(
        Portfolio portfolio,
        string name,
        PartnerRelation relation = PartnerRelation.Agency,
        Action<Partner>? and = null
    )
    {
        var partner = new Partner
        {
            PortfolioId = portfolio.Id,
            BusinessId = Guid.NewGuid().ToString("N"),
            Relation = relation,
            Name = name,
            FirstSeenAt = Time.GetUtcNow(),
        };
        partner.Rename(name);
        and?.Invoke(partner);
        return AddAsync(partner);
    }

    public Task<PartnerShare> GivenShareAsync(Partner partner, Asset asset, string tasks, bool ended = false) =>
        AddAsync(
            new PartnerShare
            {
                PortfolioId = partner.PortfolioId,
                PartnerId = partner.Id,
                AssetId = asset.Id,
                Tasks = tasks,
                ValidFrom = Time.GetUtcNow(),
                ValidTo = ended ? Time.GetUtcNow() : null,
            }
        );
}
