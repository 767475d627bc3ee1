using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Sandbox;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Hosting;

/// <summary><c>verify-audit</c> as a process of its own, on a database that another wrote.</summary>
[Trait("Id", "F02")]
public abstract class VerifyAuditCommandTests(DatabaseProvider provider) : IAsyncLifetime
{
    /// <summary>A vault that answers nobody, soon.</summary>
    private static readonly string[] Nowhere =
    [
        "--Sandbox:Enabled=false",
        "--KeyVault:VaultUri=https://127.0.0.1:1/",
        "--KeyVault:RetryDelay=00:00:00.010",
    ];

    private TestDatabase _database = null!;

    public sealed class OnSqlite() : VerifyAuditCommandTests(DatabaseProvider.Sqlite)
    {
        [Fact]
        public async Task A_database_that_is_not_there_is_not_made()
        {
            await using var process = AppProcess.StartCommand("verify-audit", "--Sandbox:Enabled=false");

            var (exitCode, errors) = await process.EndAsync();

            Assert.Equal(2, exitCode);
            Assert.Contains("isn't there", errors, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(process.Folder, "*.db", SearchOption.AllDirectories));
        }
    }

    public sealed class OnPostgres() : VerifyAuditCommandTests(DatabaseProvider.Postgres)
    {
        [Fact]
        public async Task Role_Web_verifies_without_the_vault_and_says_so()
        {
            await using var process = Start("--Host:Role=Web");

            var ended = await process.EndAsync();

            Assert.Equal((0, ""), ended);
            Assert.EndsWith(
                "not compared with the anchors in the vault: this process has no way to the vault.",
                Assert.Single(process.Lines),
                StringComparison.Ordinal
            );
        }
    }

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(provider);
        for (var n = 1; n <= 6; n++)
        {
            await using var db = _database.Open();
            db.Audit(
                new AuditRecord
                {
                    Action = $"Act {n}",
                    Outcome = AuditOutcome.Succeeded,
                    ObjectType = "Test",
                    ObjectId = () => "1",
                    ObjectLabel = "One",
                }
            );
            await db.SaveChangesAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_log_as_it_was_written_ends_with_0_and_one_sentence()
    {
        await using var process = Start(Nowhere);

        var (exitCode, errors) = await process.EndAsync();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(
            "6 rows, no gap, each as it was written. It was not compared with the anchors in the vault: The vault doesn't answer.",
            Assert.Single(process.Lines)
        );
        Assert.False(Directory.Exists(Path.Combine(process.Folder, "data", "sandbox")));
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("""UPDATE "AuditEvents" SET "ActorName" = 'somebody else' WHERE "Sequence" = 3""", 3)]
    [Row("""DELETE FROM "AuditEvents" WHERE "Sequence" = 4""", 4)]
    [Row("""DELETE FROM "AuditEvents" WHERE "Sequence" > 4""", 5)]
    public async Task A_log_that_was_tampered_with_ends_with_1_and_names_the_first_bad_row(string statement, int first)
    {
        await RunAsync(statement);
        await using var process = Start(Nowhere);

        var (exitCode, errors) = await process.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.StartsWith(
            $"ALARM: the audit log was tampered with. The first bad row is {first}: ",
            Assert.Single(errors.TrimEnd().Split('\n')),
            StringComparison.Ordinal
        );
        Assert.Empty(process.Lines);
    }

    [Fact]
    public async Task A_log_that_was_cut_off_with_its_head_is_found_by_the_anchor_in_the_vault()
    {
        var folder = Directory.CreateTempSubdirectory("sum-test-vault-").FullName;
        await using var sandbox = await SandboxHost.StartAsync(
            new Sandbox.State.SandboxOptions
            {
                GraphPort = 0,
                VaultPort = 0,
                World = "Demo",
            }
        );
        await File.WriteAllBytesAsync(
            Path.Combine(folder, "vault.cer"),
            sandbox.VaultCertificate.Export(X509ContentType.Cert)
        );
        string[] vault =
        [
            "--Sandbox:Enabled=true",
            $"--Sandbox:VaultPort={sandbox.VaultAddress.Port}",
            $"--Sandbox:DataFolder={folder}",
            "--KeyVault:VaultUri=",
        ];
        await AnchorAsync(sandbox);
        await using (var whole = Start(vault))
        {
            Assert.Equal((0, ""), await whole.EndAsync());
            Assert.EndsWith(
                "It agrees with the anchor in the vault, of row 6.",
                Assert.Single(whole.Lines),
                StringComparison.Ordinal
            );
        }

        await RunAsync(
            """DELETE FROM "AuditEvents" WHERE "Sequence" > 4""",
            """UPDATE "AuditHead" SET "Sequence" = 4, "Hash" = (SELECT "Hash" FROM "AuditEvents" WHERE "Sequence" = 4)"""
        );
        await using var cut = Start(vault);
        var (exitCode, errors) = await cut.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("The first bad row is 5: the log was cut off here", errors, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Where_it_can_not_be_verified_it_ends_with_2_and_says_why()
    {
        await RunAsync("""DROP TABLE "AuditEvents" """);
        await using var without = Start(Nowhere);
        var (exitCode, errors) = await without.EndAsync();
        Assert.Equal(2, exitCode);
        Assert.EndsWith(
            "The audit log was not verified.",
            Assert.Single(errors.TrimEnd().Split('\n')),
            StringComparison.Ordinal
        );

        await using var wrong = AppProcess.StartCommand("verify-audit", "--Host:Role=Both");
        (exitCode, errors) = await wrong.EndAsync();
        Assert.Equal(2, exitCode);
        Assert.Contains("Host:Role", errors, StringComparison.Ordinal);
    }

    private protected AppProcess Start(params string[] arguments) =>
        AppProcess.StartCommand(
            "verify-audit",
            [
                $"--Database:Provider={provider}",
                $"--ConnectionStrings:Database={_database.Options.ConnectionString}",
                .. arguments,
            ]
        );

    /// <summary>As a worker would have written it.</summary>
    private async Task AnchorAsync(SandboxHost sandbox)
    {
        await using var db = _database.Open();
        var head = await db.AuditHeads.SingleAsync();
        sandbox.Vault.Plant(
            "audit-anchor",
            $"{head.Sequence} {head.Hash}",
            new Dictionary<string, string>
            {
                ["managed-by"] = "system-user-manager",
                ["sequence"] = $"{head.Sequence}",
                ["hash"] = head.Hash,
            }
        );
    }

    private async Task RunAsync(params string[] statements)
    {
        await using var db = _database.Open();
        foreach (var statement in statements)
            await db.Database.ExecuteSqlRawAsync(statement);
    }
}
