using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Browser.Tests.Processes;

/// <summary>What a SQLite file holds at the instant in which its process stops being, and what a copy of that instant says.</summary>
[Collection(SqliteSiteCollection.Name)]
public sealed class FileImageTests(SqliteSite sqlite)
{
    private const int Clients = 8;

    [Fact]
    [Trait("Id", "A05")]
    public async Task Killed_in_the_middle_of_commits_the_file_is_whole_and_has_every_form_that_was_answered()
    {
        var random = Soak.Seeded(out var replay);
        var rounds = Soak.Number("SOAK_COMMITS", 3);
        var site = sqlite.Site;
        await site.PlayAsync(
            replay,
            async () =>
            {
                var answered = new List<string>();
                for (var round = 1; round <= rounds; round++)
                {
                    answered.AddRange(await PostUntilKilledAsync(site, round, random));
                    await SeeWholeAsync(site.DatabaseFile);
                    await site.App.StartAgainAsync();
                    await using var db = site.Record.Open();
                    var there = await db.Users.Select(u => u.Email!).ToListAsync();
                    Assert.Empty(answered.Except(there));
                }

                Soak.Say($"{answered.Count} forms were answered before {rounds} kills");
                await site.Record.SeeAuditHoldsAsync();
            }
        );
    }

    [Fact]
    [Trait("Id", "A07")]
    public async Task A_copy_of_any_instant_opens_and_shows_no_token_active_that_the_vault_does_not_hold()
    {
        var random = Soak.Seeded(out var replay);
        var copies = Soak.Number("SOAK_COPIES", 20);
        var site = sqlite.Site;
        await site.PlayAsync(
            replay,
            async () =>
            {
                // Some five copies in the time of one operation, however fast this machine is.
                var longest = await site.TakeTimeAsync() / 3;
                using var enough = new CancellationTokenSource();
                var work = WorkAsync(site, enough.Token);
                var active = 0;
                for (var copy = 0; copy < copies && !work.IsCompleted; copy++)
                {
                    await Task.Delay(longest * random.NextDouble(), TimeProvider.System);
                    active += await SeeCopyAsync(site, copy);
                }

                await enough.CancelAsync();
                await work;
                Soak.Say($"{copies} copies; tokens made here that were active in them, all together: {active}");
            }
        );
    }

    /// <summary>Eight at once, until the app is gone. Returns those whose form got its answer.</summary>
    private static async Task<List<string>> PostUntilKilledAsync(CrashSite site, int round, Random random)
    {
        var send = await site.Anna.OpenAccountFormAsync();
        var (answered, enough) = (new List<string>(), Clients + random.Next(2 * Clients));
        var reached = new TaskCompletionSource();
        var clients = Enumerable
            .Range(1, Clients)
            .Select(async client =>
            {
                for (var n = 1; ; n++)
                {
                    var email = string.Create(
                        CultureInfo.InvariantCulture,
                        $"r{round}-c{client}-n{n}@northwind.example"
                    );
                    try
                    {
                        await send(email);
                    }
                    catch (HttpRequestException lost) when (lost.StatusCode is null)
                    {
                        return;
                    }
                    catch (HttpRequestException refused) when (refused.StatusCode >= HttpStatusCode.InternalServerError)
                    {
                        // Eight at once on a slow disk wait longer for the file than they may: nothing was promised.
                        continue;
                    }

                    lock (answered)
                    {
                        answered.Add(email);
                        if (answered.Count >= enough)
                            reached.TrySetResult();
                    }
                }
            })
            .ToList();
        await Task.WhenAny(reached.Task, Task.WhenAll(clients));
        await site.App.KillAsync();
        await Task.WhenAll(clients);
        return answered;
    }

    /// <summary>Creations and revocations, one after the other.</summary>
    private static async Task WorkAsync(CrashSite site, CancellationToken enough)
    {
        for (var i = 1; !enough.IsCancellationRequested; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"northwind copied {i}");
            await site.CreateAsync(name);
            await site.SeeDoneAsync(CrashSite.CreationOf(name));
            await site.RevokeAsync(name);
            await site.SeeDoneAsync(CrashSite.RevocationOf(name));
            await CrashSite.RemoveAsync(site.Meta, name);
        }
    }

    /// <summary>The files as they are in one instant, as a snapshot of the disk has them. Returns how many tokens made here are active in it.</summary>
    private static async Task<int> SeeCopyAsync(CrashSite site, int number)
    {
        var folder = Directory.CreateTempSubdirectory("sum-copy-").FullName;
        try
        {
            var file = Path.Combine(folder, "copy.db");
            site.App.Freeze();
            File.Copy(site.DatabaseFile, file);
            File.Copy($"{site.DatabaseFile}-wal", $"{file}-wal");
            var state = await site.Meta.VaultAsync();
            site.App.Thaw();

            await SeeWholeAsync(file);
            var options = new DatabaseOptions { ConnectionString = $"Data Source={file};Pooling=false" };
            await using var db = new RecordView(options).Open();
            var active = await db.Tokens.AsNoTracking().Where(t => t.State == TokenState.Active).ToListAsync();
            foreach (var token in active)
            {
                Assert.NotNull(token.ProvedAt);
                Assert.True(
                    state.IsEnabled(token.SecretName, token.SecretVersion!, token.ValueSha256!),
                    $"Copy {number} shows token {token.Id} as active, and the vault doesn't hold it"
                );
            }

            // The control token, too, stands in the record.
            return active.Count - 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SeeWholeAsync(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await command.ExecuteScalarAsync());
    }
}
