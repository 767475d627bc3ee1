using SystemUserManager.Operations;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Banners;

/// <summary>No worker lives, or the work piles up: what is asked for here isn't done now.</summary>
internal sealed class WorkersBanner(WorkerQueries workers) : IBannerSource
{
    public async Task<Banner?> FindAsync(CancellationToken cancellation)
    {
        var view = await workers.ReadAsync(cancellation);
        var waits = view.Waiting switch
        {
            0 => "",
            1 => " 1 piece of work waits.",
            var many => $" {many} pieces of work wait.",
        };
        if (!view.IsAnyAlive)
            return new Banner(
                // One that was asked to end leaves no sign behind.
                $"No worker {(view.LastSeenAt is { } seen ? $"seen since {TimeWords.Minute(seen)}" : "runs")}: nothing is read or done until one does.{waits}",
                Tone.Bad,
                "See the operations",
                "/Operations"
            );
        return view.Waiting == 0
            ? null
            : new Banner(
                $"The work is behind:{waits} It should have begun more than a minute ago.",
                Tone.Warning,
                "See the operations",
                "/Operations"
            );
    }
}
