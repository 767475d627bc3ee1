using SystemUserManager.Tokens;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Banners;

/// <summary>A vault takes no writes: no token is made, revokes go on.</summary>
internal sealed class VaultBanner(TokenQueries tokens) : IBannerSource
{
    public async Task<Banner?> FindAsync(CancellationToken cancellation) =>
        await tokens.FindVaultDownAsync(cancellation) is not { } since
            ? null
            : new Banner(
                $"The vault has taken no writes since {TimeWords.Minute(since)}. No token is made until it does; revokes go on.",
                Tone.Warning
            );
}
