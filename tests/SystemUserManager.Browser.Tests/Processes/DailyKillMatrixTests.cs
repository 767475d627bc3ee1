using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>
/// As <see cref="KillMatrixTests"/>, for what people do every day with what is there already, and for what the product does
/// by itself. In CI one act on each database dies where something outside may have happened; <c>SOAK_MATRIX=1</c> kills all
/// of them at every step, on both. In one process, each dies at every step in <c>ResumeTests</c>.
/// </summary>
public abstract class DailyKillMatrixTests(DatabaseProvider provider, IReadOnlyList<OperationKind> kinds)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("Id", "A01")]
    [Trait("Id", "A02")]
    public async Task Killed_before_or_after_any_step_what_is_done_every_day_happens_once()
    {
        // Where they die, and what they need beforehand, is known without a site.
        var before = Acts(null!);
        await using var site = await CrashSite.OpenAsync(
            provider,
            before[0].Deaths(Soak.Matrix)[0][0],
            prepare: async meta =>
            {
                foreach (var act in before)
                    await act.PrepareAsync(meta, act.Deaths(Soak.Matrix).Count);
            },
            reconcile: before.Exists(a => a.Kind == OperationKind.RenewControlToken) ? Often : null
        );
        var acts = Acts(site);
        foreach (var (i, act) in acts.Index())
            await DieOfAsync(site, act, i + 1 < acts.Count ? acts[i + 1] : null);
        await site.PlayAsync(
            "after all of them",
            async () =>
            {
                await site.SeeNothingLeftToDoAsync();
                await site.Record.SeeAuditHoldsAsync();
            }
        );
    }

    private static async Task DieOfAsync(CrashSite site, DailyAct act, DailyAct? following)
    {
        var deaths = act.Deaths(Soak.Matrix);
        if (site.App.Failpoint != deaths[0][0])
            await site.StartAgainAsync(deaths[0][0]);
        foreach (var (number, points) in deaths.Index())
        {
            var next = number + 1 < deaths.Count ? deaths[number + 1][0] : First(following, act);
            await site.PlayAsync(
                $"{(Soak.Matrix ? "SOAK_MATRIX=1, " : "")}{act.Kind} {number + 1} on {string.Join(", ", points)}, then started with {next ?? "no failpoint"}",
                async () =>
                {
                    await act.AskAsync(number);
                    foreach (var (i, point) in points.Index())
                    {
                        await site.App.WaitForDeathAsync();
                        await act.MeanwhileAsync(point);
                        var to = i + 1 < points.Count ? points[i + 1] : next;
                        await site.StartAgainAsync(to, isDoomed: i + 1 < points.Count);
                    }

                    await act.SeeAsync(number, points);
                }
            );
        }
    }

    /// <summary>Where the following act dies first; null: whoever ends this one would pass there.</summary>
    private static string? First(DailyAct? following, DailyAct act) =>
        following?.Deaths(Soak.Matrix)[0][0] is { } point && !act.Plan.Contains(point.Split(':')[1]) ? point : null;

    private List<DailyAct> Acts(CrashSite site)
    {
        var issuing = new Issuing(site);
        DailyAct[] all =
        [
            new ChangingAccess(site),
            issuing,
            new RevokingAll(site, issuing),
            new Renaming(site),
            new Registering(site),
            new CheckingSecrets(site),
            new EndingPartner(site),
            new ReplacingControlToken(site),
            new RenewingControlToken(site),
            new AddingApp(site),
        ];
        return [.. all.Where(a => Soak.Matrix || kinds.Contains(a.Kind))];
    }
}

public sealed class DailyKillMatrixOnSqliteTests()
    : DailyKillMatrixTests(DatabaseProvider.Sqlite, [OperationKind.RenameSystemUser]);

public sealed class DailyKillMatrixOnPostgresTests()
    : DailyKillMatrixTests(DatabaseProvider.Postgres, [OperationKind.ChangeAccess]);
