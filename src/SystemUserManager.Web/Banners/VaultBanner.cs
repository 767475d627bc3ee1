using System.Globalization;
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
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The vault has taken no writes since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC. No token is made until it does; revokes go on."
                ),
                Tone.Warning
            );
}
