using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;
using AtMeta = SystemUserManager.Sandbox.State;

namespace SystemUserManager.Tests.Findings.Kinds;

public abstract class DifferencesComeAndGoTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.UnknownSystemUser))]
    public async Task A_system_user_that_somebody_made_at_Meta()
    {
        await MadeAsync();
        AtMeta.SystemUser? stranger = null;
        var finding = await ComesAndGoesAsync(
            FindingKind.UnknownSystemUser,
            f => f.Detail.Contains("crm export", StringComparison.Ordinal),
            async () =>
            {
                if (stranger is null)
                    await ChangeAsync(
                        new
                        {
                            @do = "addSystemUser",
                            business = "Northwind Retail",
                            name = "crm export",
                        }
                    );
                else
                    PutBack(stranger);
            },
            () =>
            {
                stranger = World.Meta.Called("crm export").Single();
                return ChangeAsync(new { @do = "removeSystemUser", systemUser = "crm export" });
            }
        );
        Assert.Equal((await World.SystemUserAsync("crm export")).Id, finding.SystemUserId);
        Assert.NotNull(finding.NotBefore);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.Vanished))]
    public async Task A_system_user_of_ours_that_somebody_removed()
    {
        var token = await MadeAsync();
        AtMeta.SystemUser? ours = null;
        var finding = await ComesAndGoesAsync(
            FindingKind.Vanished,
            f => f.SystemUserId == token.SystemUserId,
            () =>
            {
                ours = World.Meta.Called(Name).Single();
                return ChangeAsync(new { @do = "removeSystemUser", systemUser = Name });
            },
            () =>
            {
                PutBack(ours!);
                return Task.CompletedTask;
            }
        );
        Assert.Equal(FindingSeverity.High, finding.Severity);
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row(false)]
    [Row(true)]
    [Trait("Finds", nameof(FindingKind.Vanished))]
    public async Task A_system_user_of_ours_that_somebody_removed_until_all_its_tokens_are_revoked(bool ranOut)
    {
        var token = await MadeAsync();
        await ChangeAsync(new { @do = "removeSystemUser", systemUser = Name });
        await ReadAsync();
        Assert.Single(await World.OpenFindingsAsync(FindingKind.Vanished));
        if (ranOut)
        {
            // Time alone is nobody's answer.
            await EnterAsync(token, TokenState.Expired);
            await LookAsync();
            Assert.Single(await World.OpenFindingsAsync(FindingKind.Vanished));
        }

        await World.DoneAsync(World.AskRevokeAllAsync(token.SystemUserId));
        await LookAsync();

        Assert.Empty(await World.OpenFindingsAsync(FindingKind.Vanished));
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.Vanished))]
    public async Task A_revoke_before_another_token_was_issued_is_no_end_of_one_that_somebody_removed()
    {
        var token = await MadeAsync();
        await World.DoneAsync(World.AskRevokeAllAsync(token.SystemUserId));
        World.Clock.Advance(TimeSpan.FromHours(1));
        var issued = await World.DoneAsync(World.AskIssueAsync(World.IssueForm(token.SystemUserId)));
        await EnterAsync(await World.TokenOfAsync(issued.Id), TokenState.Expired);
        await ChangeAsync(new { @do = "removeSystemUser", systemUser = Name });

        await ReadAsync();

        Assert.Single(await World.OpenFindingsAsync(FindingKind.Vanished));
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.Renamed))]
    public async Task Another_name()
    {
        var token = await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.Renamed,
            f => f.SystemUserId == token.SystemUserId,
            () => RenameAsync(Name, "northwind reports"),
            () => RenameAsync("northwind reports", Name)
        );
        Assert.Equal((Name, "northwind reports"), (finding.InRecord, finding.AtMeta));

        // Renamed here, it is as it was wanted.
        await World.DoneAsync(World.AskRenameAsync(token.SystemUserId, "northwind ads figures"));
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.Renamed));

        Task RenameAsync(string from, string to) =>
            ChangeAsync(
                new
                {
                    @do = "renameSystemUser",
                    systemUser = from,
                    name = to,
                }
            );
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.RoleChanged))]
    public async Task Another_role()
    {
        var token = await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.RoleChanged,
            f => f.SystemUserId == token.SystemUserId,
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "setRole",
                        systemUser = Name,
                        role = "ADMIN",
                    }
                ),
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "setRole",
                        systemUser = Name,
                        role = "EMPLOYEE",
                    }
                )
        );
        Assert.Equal(
            ("EMPLOYEE", "ADMIN", FindingSeverity.Critical),
            (finding.InRecord, finding.AtMeta, finding.Severity)
        );
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.GrantAdded))]
    public async Task A_grant_that_somebody_added()
    {
        var token = await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.GrantAdded,
            f => f.SystemUserId == token.SystemUserId,
            () => GrantAsync("Northwind", "MANAGE"),
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "removeGrant",
                        systemUser = Name,
                        asset = "Northwind",
                    }
                )
        );
        Assert.Equal(await AssetIdAsync("Northwind"), finding.AssetId);
        Assert.Equal("No grant.", finding.InRecord);
        Assert.Contains("MANAGE", finding.AtMeta, StringComparison.Ordinal);
        Assert.NotNull(finding.NotBefore);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.GrantRemoved))]
    public async Task A_grant_that_somebody_removed()
    {
        var token = await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.GrantRemoved,
            f => f.SystemUserId == token.SystemUserId,
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "removeGrant",
                        systemUser = Name,
                        asset = Account,
                    }
                ),
            () => GrantAsync(Account, "ANALYZE")
        );
        Assert.Equal((await AssetIdAsync(Account), "No grant."), (finding.AssetId, finding.AtMeta));
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.GrantChanged))]
    public async Task Tasks_that_somebody_raised()
    {
        var token = await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.GrantChanged,
            f => f.SystemUserId == token.SystemUserId,
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "raiseGrant",
                        systemUser = Name,
                        asset = Account,
                        tasks = new[] { "ADVERTISE" },
                    }
                ),
            () => GrantAsync(Account, "ANALYZE")
        );
        Assert.Equal(await AssetIdAsync(Account), finding.AssetId);
        Assert.Contains("ADVERTISE came", finding.Detail, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.TokenInvalid))]
    public async Task A_token_that_somebody_ended()
    {
        var token = await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.TokenInvalid,
            f => f.TokenId == token.Id,
            () => ChangeAsync(new { @do = "invalidateToken", token = token.ValueSha256 }),
            () => AtMetaAsync(token, t => t.RevokedAt = null)
        );
        Assert.Equal((token.SystemUserId, FindingSeverity.Critical), (finding.SystemUserId, finding.Severity));
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.TokenDiffers))]
    public async Task A_scope_that_somebody_took_away()
    {
        var token = await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.TokenDiffers,
            f => f.TokenId == token.Id,
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "removeScope",
                        token = token.ValueSha256,
                        scope = "ads_read",
                    }
                ),
            () => AtMetaAsync(token, t => t.Scopes.Add("ads_read"))
        );
        Assert.Contains("ads_read", finding.Detail, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    [Trait("Finds", nameof(FindingKind.UnknownPartner))]
    public async Task A_partner_that_somebody_let_in()
    {
        await MadeAsync();
        var finding = await ComesAndGoesAsync(
            FindingKind.UnknownPartner,
            f => f.ObjectKey == "Agency/1200000000000777",
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "addPartner",
                        business = "Northwind Retail",
                        partner = "1200000000000777",
                        name = "Fourth Coffee",
                    }
                ),
            () =>
                ChangeAsync(
                    new
                    {
                        @do = "removePartner",
                        business = "Northwind Retail",
                        partner = "Fourth Coffee",
                    }
                )
        );
        await using var db = World.OpenDatabase();
        Assert.Equal("Fourth Coffee", (await db.Partners.SingleAsync(p => p.Id == finding.PartnerId)).Name);
    }

    private Task GrantAsync(string asset, string task) =>
        ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = Name,
                asset,
                tasks = new[] { task },
            }
        );

    private void PutBack(AtMeta.SystemUser systemUser) =>
        World.Meta.Read(state =>
        {
            state.Members.Put(systemUser);
            return true;
        });

    private Task EnterAsync(Token token, TokenState state) =>
        RecordAsync(async db =>
            (await db.Tokens.SingleAsync(t => t.Id == token.Id)).Enter(state, World.Clock.GetUtcNow())
        );
}

public sealed class DifferencesComeAndGoOnSqlite() : DifferencesComeAndGoTests(DatabaseProvider.Sqlite);

public sealed class DifferencesComeAndGoOnPostgres() : DifferencesComeAndGoTests(DatabaseProvider.Postgres);
