using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Banners;

/// <summary>A worker's clock is wrong: administrators are told, and from ten minutes on no token is made.</summary>
internal sealed class ClockBanner(WorkerQueries workers, CurrentUser user) : IBannerSource
{
    public async Task<Banner?> FindAsync(CancellationToken cancellation)
    {
        if (!user.Holds(Role.Administrator) || (await workers.ReadAsync(cancellation)).Skew is not { } skew)
            return null;
        return skew.IsTooFar
            ? new Banner(
                $"A worker's clock is {skew.Words}. No token is made or proved until it is right: set it by a time server.",
                Tone.Bad
            )
            : new Banner(
                $"A worker's clock is {skew.Words}. From 10 minutes on no token is made: set it by a time server.",
                Tone.Warning
            );
    }
}
