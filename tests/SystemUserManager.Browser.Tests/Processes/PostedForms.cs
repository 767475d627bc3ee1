using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Tests.Shared;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>Clients that send forms, all at once, to an app that is killed meanwhile; and what must stand of those that got their answer.</summary>
internal sealed class PostedForms(AppProcess app, HttpSomebody somebody, RecordView record, Random random)
{
    private const int Clients = 8;

    private readonly List<string> _answered = [];
    private readonly string _run = Guid.NewGuid().ToString("N")[..6];
    private int _rounds;

    /// <param name="see">Before it is started again.</param>
    public async Task KillAndSeeAsync(int rounds, Func<Task>? see = null)
    {
        for (var round = 1; round <= rounds; round++)
        {
            var before = _answered.Count;
            await PostUntilKilledAsync();
            Assert.NotEqual(before, _answered.Count);
            if (see is not null)
                await see();
            await app.StartAgainAsync();
            await SeeAllAsync();
        }

        Soak.Say($"{_answered.Count} forms were answered before {rounds} kills");
        await record.SeeAuditHoldsAsync();
    }

    /// <summary>Each that was answered; and no account without its row in the audit log, no row without its account.</summary>
    private async Task SeeAllAsync()
    {
        await using var db = record.Open();
        var there = await db.Users.AsNoTracking().ToListAsync();
        Assert.Empty(_answered.Except(there.Select(u => u.Email!)));
        var audited = await db
            .AuditEvents.Where(e => e.Action == "Create account")
            .Select(e => e.ObjectId)
            .ToListAsync();
        var made = there
            .Where(u => u.Email != AppProcess.AdministratorEmail)
            .Select(u => u.Id.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(made.Order(StringComparer.Ordinal), audited.Order(StringComparer.Ordinal));
    }

    /// <summary>Until the app is gone.</summary>
    private async Task PostUntilKilledAsync()
    {
        var (send, round, enough) = (
            await somebody.OpenAccountFormAsync(),
            ++_rounds,
            _answered.Count + Clients + random.Next(2 * Clients)
        );
        var reached = new TaskCompletionSource();
        var clients = Enumerable
            .Range(1, Clients)
            .Select(client => PostAsync(send, $"{_run}-r{round}-c{client}", enough, reached))
            .ToList();
        await Task.WhenAny(reached.Task, Task.WhenAll(clients)).WaitAsync(Patience.Longest);
        await app.KillAsync();
        await Task.WhenAll(clients);
    }

    private async Task PostAsync(
        Func<string, Task<string>> send,
        string client,
        int enough,
        TaskCompletionSource reached
    )
    {
        for (var n = 1; ; n++)
        {
            var email = string.Create(CultureInfo.InvariantCulture, $"{client}-n{n}@northwind.example");
            try
            {
                await send(email);
            }
            catch (HttpRequestException lost) when (lost.StatusCode is null)
            {
                return;
            }
            catch (HttpRequestException refused) when (refused.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // Eight at once on a slow disk wait longer for the file than they may: nothing was promised. Anything else
                // that isn't the account is a failure.
                continue;
            }

            lock (_answered)
            {
                _answered.Add(email);
                if (_answered.Count >= enough)
                    reached.TrySetResult();
            }
        }
    }
}
