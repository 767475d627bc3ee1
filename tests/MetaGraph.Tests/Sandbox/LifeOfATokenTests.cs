using MetaGraph.Assets;
using MetaGraph.Http;
using MetaGraph.SystemUsers;
using MetaGraph.Tokens;

namespace MetaGraph.Tests.Sandbox;

/// <summary>From a new system user to the proof that its token is dead, over the protocol.</summary>
public sealed class LifeOfATokenTests(GraphInSandbox graph) : IClassFixture<GraphInSandbox>
{
    private static readonly Scope[] AdsRead = [new("ads_read")];

    [Fact]
    public async Task A_system_user_is_made_equipped_used_and_its_token_ended()
    {
        var session = graph.Session;
        var user = await session.SystemUsers.CreateAsync(
            graph.Business,
            "Lead export (production)",
            SystemUserRole.Employee
        );
        var listed = await session.SystemUsers.ListAsync(graph.Business).SingleAsync(one => one.Id == user);
        var me = await session.SystemUsers.MeAsync();
        Assert.Equal("Lead export (production)", listed.Name);
        Assert.Equal(SystemUserRole.Employee, listed.Role);
        Assert.Equal(me.Id, listed.CreatedBy?.Id);
        Assert.NotNull(listed.CreatedTime);

        await session.SystemUsers.RenameAsync(graph.Business, user, "Lead export (Hamburg)");
        await session.SystemUsers.InstallAppAsync(user, graph.AppId);
        var account = await session
            .Assets.ListAsync(graph.Business, AssetKind.AdAccount, AssetOwnership.Owned)
            .FirstAsync();
        await session.Assets.AssignAsync(
            new Assignment(account.Id, graph.Business, user, [new AssetTask("ADVERTISE")])
        );
        var grant = Assert.Single(await session.SystemUsers.ReadGrantsAsync(user));
        Assert.Equal((AssetKind.AdAccount, account.Id, account.Name), (grant.Kind, grant.Id, grant.Name));
        Assert.Contains(new AssetTask("ADVERTISE"), grant.Tasks);
        Assert.Contains(
            await session.Assets.ListAssignedUsersAsync(account.Id, graph.Business).ToListAsync(),
            assigned => assigned.Id == user && assigned.Name == "Lead export (Hamburg)"
        );

        var token = await session.Tokens.GenerateAsync(user, graph.AppId, AdsRead, TokenLifetime.SixtyDays);
        var info = await session.Tokens.DebugAsync(token);
        Assert.True(info.IsValid);
        Assert.Equal(TokenType.SystemUser, info.Type);
        Assert.Equal(graph.AppId, info.AppId);
        Assert.Equal(user, info.UserId);
        Assert.Equal(AdsRead, info.Scopes);
        Assert.Equal(60, (info.ExpiresAt! - info.IssuedAt!).Value.TotalDays, precision: 0);
        var its = graph.Open(GraphAccess.ReadOnly, token: token);
        Assert.Equal(user, (await its.SystemUsers.MeAsync()).Id);

        await session.Tokens.RevokeAsync(token);
        var dead = await session.Tokens.DebugAsync(token);
        Assert.False(dead.IsValid);
        Assert.Equal(190, dead.Error?.Code);
        var refused = await Assert.ThrowsAsync<MetaGraphException>(() => its.SystemUsers.MeAsync());
        Assert.Equal(GraphErrorKind.Authentication, refused.Kind);

        await session.Assets.UnassignAsync(account.Id, graph.Business, user);
        Assert.Empty(await session.SystemUsers.ReadGrantsAsync(user));
    }

    [Fact]
    public async Task A_renewed_token_lives_beside_the_old_one_until_all_are_ended()
    {
        var session = graph.Session;
        var user = await session.SystemUsers.CreateAsync(graph.Business, "Renewals", SystemUserRole.Employee);
        await session.SystemUsers.InstallAppAsync(user, graph.AppId);
        var old = await session.Tokens.GenerateAsync(user, graph.AppId, AdsRead, TokenLifetime.SixtyDays);
        var renewed = await session.Tokens.ExchangeAsync(old);
        Assert.InRange(renewed.ExpiresIn!.Value.TotalDays, 59, 60.1);
        Assert.NotEqual(old.Sha256, renewed.Token.Sha256);
        Assert.True((await session.Tokens.DebugAsync(old)).IsValid);
        Assert.True((await session.Tokens.DebugAsync(renewed.Token)).IsValid);
        await session.Tokens.RevokeAllAsync(user);
        await session.Tokens.RevokeAllAsync(user);
        Assert.False((await session.Tokens.DebugAsync(old)).IsValid);
        Assert.False((await session.Tokens.DebugAsync(renewed.Token)).IsValid);
    }

    [Fact]
    public async Task A_token_that_never_expires_has_no_end()
    {
        var session = graph.Session;
        var user = await session.SystemUsers.CreateAsync(graph.Business, "For ever", SystemUserRole.Employee);
        await session.SystemUsers.InstallAppAsync(user, graph.AppId);
        var token = await session.Tokens.GenerateAsync(user, graph.AppId, AdsRead, TokenLifetime.Never);
        Assert.Null((await session.Tokens.DebugAsync(token)).ExpiresAt);
    }

    [Fact]
    public async Task A_token_for_an_app_that_is_not_installed_is_refused_for_good()
    {
        var session = graph.Session;
        var user = await session.SystemUsers.CreateAsync(graph.Business, "No app", SystemUserRole.Employee);
        var error = await Assert.ThrowsAsync<MetaGraphException>(() =>
            session.Tokens.GenerateAsync(user, graph.AppId, AdsRead, TokenLifetime.SixtyDays)
        );
        Assert.False(error.MayHaveHappened);
    }

    [Fact]
    public async Task A_token_whose_answer_was_lost_may_live()
    {
        var session = graph.Session;
        var user = await session.SystemUsers.CreateAsync(graph.Business, "Lost answer", SystemUserRole.Employee);
        await session.SystemUsers.InstallAppAsync(user, graph.AppId);
        await graph.GivenFaultAsync(
            new
            {
                server = "graph",
                method = "POST",
                path = $"/{user}/access_tokens",
                mode = "after",
                times = 1,
            }
        );
        await Assert.ThrowsAsync<GraphOutcomeUnknownException>(() =>
            session.Tokens.GenerateAsync(user, graph.AppId, AdsRead, TokenLifetime.SixtyDays)
        );
        await session.Tokens.RevokeAllAsync(user);
    }
}
