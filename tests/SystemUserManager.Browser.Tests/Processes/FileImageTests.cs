using System.Globalization;
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
    private const string Ours = "northwind copied";

    // Milliseconds that a write into the vault is held back: long enough to take a copy meanwhile.
    private const int Caught = 1500;

    [Fact]
    [Trait("Id", "A05")]
    public async Task Killed_in_the_middle_of_commits_the_file_is_whole_and_has_every_form_that_was_answered()
    {
        var random = Soak.Seeded(out var replay);
        var site = sqlite.Site;
        await site.PlayAsync(
            replay,
            () =>
                new PostedForms(site.App, site.Anna, site.Record, random).KillAndSeeAsync(
                    Soak.Number("SOAK_COMMITS", 2),
                    see: () => SeeWholeAsync(site.DatabaseFile)
                )
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
                var taken = new List<TokenState>();
                for (var copy = 0; copy < copies && !work.IsCompleted; copy++)
                {
                    await Task.Delay(longest * random.NextDouble(), TimeProvider.System);
                    taken.AddRange((await SeeCopyAsync(site, $"copy {copy + 1}")).Values);
                }

                await enough.CancelAsync();
                await work;
                var stood = string.Join(", ", taken.CountBy(state => state).Select(t => $"{t.Value} {t.Key}"));
                Soak.Say($"{copies} copies; tokens made meanwhile stood in them so: {stood}");
                await SeeMomentsAsync(site);
            }
        );
    }

    /// <summary>Creations and revocations, one after the other.</summary>
    private static async Task WorkAsync(CrashSite site, CancellationToken enough)
    {
        for (var i = 1; !enough.IsCancellationRequested; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{Ours} {i}");
            await site.CreateAsync(name);
            await site.SeeDoneAsync(CrashSite.CreationOf(name));
            await site.RevokeAsync(name);
            await site.SeeDoneAsync(CrashSite.RevocationOf(name));
            await CrashSite.RemoveAsync(site.Meta, name);
        }
    }

    /// <summary>Those that matter, whatever chance met: a token on its way into the vault, in use, and ended.</summary>
    private static async Task SeeMomentsAsync(CrashSite site)
    {
        var name = "";
        var number = 0;
        await Patience.UntilAsync(
            async () =>
            {
                if (number > 0)
                    await CrashSite.RemoveAsync(site.Meta, name);
                name = string.Create(CultureInfo.InvariantCulture, $"{Ours} on purpose {++number}");
                await site.Meta.AddFaultAsync(
                    new
                    {
                        server = "vault",
                        method = "PUT",
                        path = "/secrets/meta-*",
                        mode = "slow",
                        milliseconds = Caught,
                        // The trial and the staged copy.
                        skip = 2,
                        times = 1,
                    }
                );
                await site.CreateAsync(name);
                await Patience.UntilAsync(site.Meta.AreFaultsTakenAsync, "the token to be written");
                var onItsWay = await SeeCopyAsync(site, "the copy with a token on its way");
                await site.SeeDoneAsync(CrashSite.CreationOf(name));
                // A machine so busy that it was there before the copy: once more.
                return onItsWay.GetValueOrDefault(name) == TokenState.Issuing;
            },
            "a copy with a token on its way"
        );
        Assert.Equal(TokenState.Active, (await SeeCopyAsync(site, "the copy with a token in use"))[name]);
        await site.RevokeAsync(name);
        await site.SeeDoneAsync(CrashSite.RevocationOf(name));
        Assert.Equal(TokenState.Revoked, (await SeeCopyAsync(site, "the copy with a token ended"))[name]);
        await CrashSite.RemoveAsync(site.Meta, name);
    }

    /// <summary>
    /// The files as they are in one instant, as a snapshot of the disk has them. Returns how the tokens made meanwhile stand
    /// in it, by the name of their system user.
    /// </summary>
    private static async Task<Dictionary<string, TokenState>> SeeCopyAsync(CrashSite site, string which)
    {
        var folder = Directory.CreateTempSubdirectory("sum-copy-").FullName;
        try
        {
            var file = Path.Combine(folder, "copy.db");
            await site.App.FreezeAsync();
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
                    $"In {which} token {token.Id} is active, and the vault doesn't hold it"
                );
            }

            return await db
                .Tokens.Join(db.SystemUsers, t => t.SystemUserId, u => u.Id, (t, u) => new { u.Name, t.State })
                .Where(t => t.Name.StartsWith(Ours))
                .ToDictionaryAsync(t => t.Name, t => t.State);
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
