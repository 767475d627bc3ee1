using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;
using SystemUserManager.Findings;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tests.Findings.Kinds;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Findings;

/// <summary>One answer to many findings: each by itself, and none twice.</summary>
public abstract class AnswerFindingsTests(DatabaseProvider provider) : ComesAndGoesTests(provider)
{
    private const string Other = "northwind feed import";
    private static readonly DateOnly May = new(2027, 5, 1);

    [FactOnOneDatabase]
    public async Task Each_is_answered_by_itself_and_sent_again_nothing_happens_twice()
    {
        var (first, second) = (await MadeAsync(), await MadeAsync(Other));
        foreach (var name in new[] { Name, Other })
            await ChangeAsync(
                new
                {
                    @do = "renameSystemUser",
                    systemUser = name,
                    name = $"{name} behind our back",
                }
            );
        await RecordAsync(db =>
            db.SystemUsers.Where(s => s.Id == first.SystemUserId)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.OwnerId, (long?)null))
        );
        await ReadAsync();
        var renamed = await World.OpenFindingsAsync(FindingKind.Renamed);
        var unowned = Assert.Single(await World.OpenFindingsAsync(FindingKind.NoOwner));
        var unknown = (await World.OpenFindingsAsync(FindingKind.UnknownSystemUser))[0];
        Assert.Equal(2, renamed.Count);
        long[] all = [.. renamed.Select(f => f.Id), unowned.Id, unknown.Id];

        // What fits, before anything is asked for.
        Assert.Equal([true, true, false, false], await FitsAsync(all, BulkAnswer.Revert));
        Assert.Equal([false, false, true, false], await FitsAsync(all, BulkAnswer.AssignOwner));
        Assert.Equal([false, false, false, true], await FitsAsync(all, BulkAnswer.RevokeAllTokens));

        // Accepted: all that are open; the same form leaves no second row.
        var accept = new AnswerFindingsRequest(World.Act("Known"), all, BulkAnswer.Accept, May);
        Assert.All(World.Succeeds(await AnswerAsync(accept)), a => Assert.Null(a.Refused));
        var rows = (await AuditProof.HoldsAsync(World)).Count;
        Assert.All(World.Succeeds(await AnswerAsync(accept)), a => Assert.Null(a.Refused));
        Assert.Equal(rows, (await AuditProof.HoldsAsync(World)).Count);

        var owned = World.Succeeds(
            await AnswerAsync(
                new(World.Act(), all, BulkAnswer.AssignOwner, Owner: new TypedPerson("Mona Weiss", null, false))
            )
        );
        Assert.Equal([unowned.Id], owned.Where(a => a.Refused is null).Select(a => a.Finding.Id));
        Assert.Empty(await World.OpenFindingsAsync(FindingKind.NoOwner));
        Assert.NotNull((await World.SystemUserAsync($"{Name} behind our back")).OwnerId);

        // One is adopted; its revert is refused then, and the other one's is asked for all the same.
        Assert.Null(World.Succeeds(await AnswerAsync(new(World.Act(), [renamed[0].Id], BulkAnswer.Adopt)))[0].Refused);
        var revert = new AnswerFindingsRequest(World.Act(), [.. renamed.Select(f => f.Id)], BulkAnswer.Revert);
        var reverted = World.Succeeds(await AnswerAsync(revert));
        Assert.Equal((true, false), (reverted[0].Refused is not null, reverted[1].Refused is not null));
        var operation = await World.OperationAsync(reverted[1].OperationId!.Value);
        Assert.Equal((OperationKind.RenameSystemUser, second.SystemUserId), (operation.Kind, operation.SystemUserId));
        Assert.Equal(operation.Id, World.Succeeds(await AnswerAsync(revert))[1].OperationId);
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(operation.Id)).State);
        Assert.Equal(second.SystemUserId, (await World.SystemUserAsync(Other)).Id);

        var revoke = new AnswerFindingsRequest(World.Act(), [unknown.Id, unowned.Id], BulkAnswer.RevokeAllTokens);
        var revoked = World.Succeeds(await AnswerAsync(revoke));
        Assert.NotNull(revoked.Single(a => a.Finding.Id == unowned.Id).Refused);
        var asked = revoked.Single(a => a.Finding.Id == unknown.Id).OperationId;
        Assert.Equal(OperationKind.RevokeAllTokens, (await World.OperationAsync(asked!.Value)).Kind);
        Assert.Equal(asked, World.Succeeds(await AnswerAsync(revoke)).Single(a => a.Refused is null).OperationId);
    }

    [FactOnOneDatabase]
    public async Task Roles_portfolios_Observe_only_and_limits_hold_for_each()
    {
        var found = await FoundAsync();
        await LookAsync();
        var finding = (await World.OpenFindingsAsync(FindingKind.UnknownSystemUser)).Single(f =>
            f.SystemUserId == found.Id
        );
        var accept = new AnswerFindingsRequest(World.Act(), [finding.Id], BulkAnswer.Accept, May);
        var many = Enumerable.Range(1, 101).Select(n => (long)n).ToList();
        Assert.Contains(
            "more than 100",
            Assert.Single((await AnswerAsync(accept with { FindingIds = many })).Problems).Sentence,
            StringComparison.Ordinal
        );
        Assert.Equal("Until", Assert.Single((await AnswerAsync(accept with { Until = null })).Problems).Field);
        Assert.Equal(
            "Owner",
            Assert.Single((await AnswerAsync(accept with { Answer = BulkAnswer.AssignOwner })).Problems).Field
        );
        Assert.Contains("No finding", (await AnswerAsync(accept with { FindingIds = [] })).Problems[0].Sentence);

        await World.SetModeAsync(PortfolioId, PortfolioMode.ObserveOnly);
        await World.AsOffboarder(PortfolioId);
        var revoke = accept with { Answer = BulkAnswer.RevokeAllTokens };
        Assert.Contains("Observe only", World.Succeeds(await AnswerAsync(revoke))[0].Refused, StringComparison.Ordinal);
        var before = (await AuditProof.HoldsAsync(World)).Count;
        foreach (var answer in new[] { BulkAnswer.Accept, BulkAnswer.Adopt, BulkAnswer.Revert })
        {
            var refused = World.Succeeds(await AnswerAsync(accept with { Answer = answer }))[0].Refused;
            Assert.Contains("may not", refused, StringComparison.Ordinal);
            // What the role doesn't allow is in the log, whatever page showed it.
            var rows = await AuditProof.HoldsAsync(World);
            Assert.Equal(++before, rows.Count);
            Assert.Equal(
                ($"Answer a finding: {answer}", AuditOutcome.Refused, PortfolioId, refused),
                (rows[^1].Action, rows[^1].Outcome, rows[^1].PortfolioId, rows[^1].After)
            );
        }

        await World.AsAdministrator((await World.GivenOtherPortfolioAsync()).Id);
        Assert.IsType<NotFound>(Assert.Single((await AnswerAsync(accept)).Problems));
        Assert.Null(
            Assert
                .Single(await World.OpenFindingsAsync(FindingKind.UnknownSystemUser), f => f.Id == finding.Id)
                .AcceptedUntil
        );
    }

    [FactOnOneDatabase]
    public async Task Tokens_are_revoked_and_names_given_once_for_each_however_many_findings_say_so()
    {
        var (first, second) = (await MadeAsync(), await MadeAsync(Other));
        long[] names = [await GivenAsync(FindingKind.VagueName, second), await GivenAsync(FindingKind.Renamed, second)];
        Assert.Equal([true, true], await FitsAsync(names, BulkAnswer.Rename));
        Assert.Equal([false, false], await FitsAsync(names, BulkAnswer.RevokeToken));

        // A name that is none stops them all, at its field.
        var rename = new AnswerFindingsRequest(World.Act(), names, BulkAnswer.Rename);
        foreach (var wrong in new[] { null, " ", "test" })
            Assert.Equal(
                $"Names[{second.SystemUserId}]",
                Assert.Single((await AnswerAsync(rename with { Names = Names(second, wrong) })).Problems).Field
            );
        rename = rename with { Names = Names(second, "northwind feed sync") };
        var named = Assert
            .Single(World.Succeeds(await AnswerAsync(rename)).Select(a => (a.Refused, a.OperationId)).Distinct())
            .OperationId!.Value;
        Assert.Equal(OperationState.Done, (await World.RunToEndAsync(named)).State);
        Assert.Equal(second.SystemUserId, (await World.SystemUserAsync("northwind feed sync")).Id);
        Assert.Equal(named, World.Succeeds(await AnswerAsync(rename))[1].OperationId);

        long[] tokens =
        [
            await GivenAsync(FindingKind.NeverExpiring, first),
            await GivenAsync(FindingKind.NotRotated, first),
            await GivenAsync(FindingKind.NeverExpiring, second),
        ];
        Assert.Equal([true, true, true], await FitsAsync(tokens, BulkAnswer.RevokeToken));
        Assert.Equal([false, false, false], await FitsAsync(tokens, BulkAnswer.Rename));
        var revoke = new AnswerFindingsRequest(World.Act(), tokens, BulkAnswer.RevokeToken);
        var asked = World.Succeeds(await AnswerAsync(revoke)).Select(a => a.OperationId).ToList();
        Assert.Equal((asked[0], true), (asked[1], asked[0] != asked[2]));
        Assert.Equal(asked, World.Succeeds(await AnswerAsync(revoke)).Select(a => a.OperationId));
        foreach (var (operation, token) in new[] { (asked[0], first), (asked[2], second) })
        {
            Assert.Equal(OperationState.Done, (await World.RunToEndAsync(operation!.Value)).State);
            Assert.Equal(TokenState.Revoked, (await World.TokenAsync(token.Id)).State);
        }

        // Of a dead one there is nothing to revoke; an offboarder may ask for that, and names nothing.
        await World.AsOffboarder(PortfolioId);
        long[] late = [await GivenAsync(FindingKind.BusinessManagement, first)];
        var dead = World.Succeeds(await AnswerAsync(revoke with { Act = World.Act(), FindingIds = late }))[0];
        Assert.Contains("dead already", dead.Refused, StringComparison.Ordinal);
        Assert.Equal($"/Tokens/{first.Id}", dead.Link);
        var refused = World.Succeeds(await AnswerAsync(rename with { Act = World.Act(), FindingIds = late }))[0];
        Assert.Contains("may not", refused.Refused, StringComparison.Ordinal);
    }

    [FactOnOneDatabase]
    public async Task A_secret_that_the_record_lost_is_registered_for_whom_its_tag_names()
    {
        var token = await MadeAsync();
        var found = await World.SystemUserAsync(Found);
        await LoseAsync("meta-1200000000000001-lost-aaaaaaaa", (await World.SystemUserAsync(Name)).GraphId);
        await LoseAsync("meta-1200000000000001-lost-bbbbbbbb", found.GraphId);
        await LoseAsync("meta-1200000000000001-lost-cccccccc", "4711");
        await World.ReconcileAsync();
        var lost = await World.OpenFindingsAsync(FindingKind.VaultSecretExtra);
        Assert.Equal([token.SystemUserId, found.Id, null], lost.Select(f => f.SystemUserId));

        var register = new AnswerFindingsRequest(World.Act(), [.. lost.Select(f => f.Id)], BulkAnswer.RegisterToken);
        var answered = World.Succeeds(await AnswerAsync(register));

        // Where nobody answers for it, or it names nobody, a form asks what is missing.
        Assert.Equal(
            [null, $"/SystemUsers/{found.Id}/Tokens/Register", $"/Portfolios/{PortfolioId}/Secrets"],
            answered.Select(a => a.Link)
        );
        var operation = await World.RunToEndAsync(answered[0].OperationId!.Value);
        Assert.Equal((OperationKind.RegisterToken, OperationState.Done), (operation.Kind, operation.State));
        Assert.Equal(lost[0].ObjectKey, (await World.TokenAsync(operation.TokenId!.Value)).SecretName);
        Assert.Equal(operation.Id, World.Succeeds(await AnswerAsync(register))[0].OperationId);
        World.Clock.Advance(TimeSpan.FromMinutes(15));
        await World.ReconcileAsync();
        Assert.Equal(2, (await World.OpenFindingsAsync(FindingKind.VaultSecretExtra)).Count);

        async Task LoseAsync(string secret, string systemUser) =>
            await World.ChangeVaultAsync(
                new
                {
                    change = "plant",
                    secret,
                    value = await World.MakeTokenAsync(
                        new
                        {
                            @do = "makeToken",
                            systemUser = Name,
                            scopes = new[] { "ads_read" },
                        }
                    ),
                    tags = new Dictionary<string, string>(World.Vault.Versions(token.SecretName)[^1].Tags)
                    {
                        ["system-user"] = systemUser,
                    },
                }
            );
    }

    private static Dictionary<long, string?> Names(Token of, string? name) => new() { [of.SystemUserId] = name };

    /// <summary>As a look would have found it.</summary>
    private async Task<long> GivenAsync(FindingKind kind, Token of)
    {
        var finding = new Finding
        {
            PortfolioId = PortfolioId,
            Kind = kind,
            ObjectKey = $"{of.Id}",
            SystemUserId = of.SystemUserId,
            TokenId = kind is FindingKind.VagueName or FindingKind.Renamed ? null : of.Id,
            FirstSeenAt = World.Clock.GetUtcNow(),
            LastSeenAt = World.Clock.GetUtcNow(),
        };
        await RecordAsync(db =>
        {
            db.Findings.Add(finding);
            return Task.CompletedTask;
        });
        return finding.Id;
    }

    private async Task<IEnumerable<bool>> FitsAsync(IReadOnlyList<long> ids, BulkAnswer answer)
    {
        var rows = await World.AsksAsync((BulkAnswerQueries queries) => queries.PreviewAsync(ids, answer, default));
        return ids.Select(id => rows.Single(r => r.Id == id).WhyNot is null);
    }

    private Task<Result<IReadOnlyList<AnsweredFinding>>> AnswerAsync(AnswerFindingsRequest request) =>
        World.AsksAsync((AnswerFindings act) => act.RunAsync(request, default));
}

public sealed class AnswerFindingsOnSqlite() : AnswerFindingsTests(DatabaseProvider.Sqlite);

public sealed class AnswerFindingsOnPostgres() : AnswerFindingsTests(DatabaseProvider.Postgres);
