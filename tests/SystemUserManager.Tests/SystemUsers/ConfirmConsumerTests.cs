using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tests.Fixture;
using SystemUserManager.Tests.Shared;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.SystemUsers;

/// <summary>A tool works with its token when somebody who knows says so, signed in or by a link that opens once.</summary>
public abstract class ConfirmConsumerTests(DatabaseProvider provider) : ActTests(provider)
{
    [Fact]
    public async Task An_administrator_confirms_and_a_newer_token_has_to_be_confirmed_anew()
    {
        var (consumer, token) = await WaitingAsync();

        World.Succeeds(await ConfirmAsync(consumer.Id));

        var confirmed = await ConsumerAsync();
        Assert.Equal(token.Id, confirmed.ConfirmedTokenId);
        Assert.StartsWith("Administrator", confirmed.ConfirmedByName, StringComparison.Ordinal);
        var newer = await World.DoneAsync(World.AskIssueAsync(World.IssueForm(token.SystemUserId)));
        World.Succeeds(await ConfirmAsync(consumer.Id));
        Assert.Equal((await World.TokenOfAsync(newer.Id)).Id, (await ConsumerAsync()).ConfirmedTokenId);
    }

    [FactOnOneDatabase]
    public async Task Its_contact_confirms_and_nobody_else()
    {
        var (consumer, _) = await WaitingAsync();
        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await ConfirmAsync(consumer.Id)).Problems));
        await SetContactAsync("Otto <OFFBOARDER@example.com>");

        World.Succeeds(await ConfirmAsync(consumer.Id));

        await World.AsAdministrator();
        await World.AsAdministrator(await World.ConnectAsync("Contoso"));
        Assert.IsType<NotFound>(Assert.Single((await ConfirmAsync(consumer.Id)).Problems));
    }

    [FactOnOneDatabase]
    public async Task A_link_confirms_once_without_signing_in_and_its_code_is_nowhere_kept()
    {
        var (consumer, token) = await WaitingAsync();
        var link = World.Succeeds(await LinkAsync(consumer.Id));
        Assert.Equal(128 / 8, System.Buffers.Text.Base64Url.DecodeFromChars(link.Code).Length);
        Assert.NotEqual(link.Code, (await ConsumerAsync()).LinkSha256);
        World.SignIn(new Account { Name = "nobody" });

        var asked = await World.AsksAsync((ConfirmConsumer act) => act.FindByLinkAsync(link.Code, default));
        Assert.Equal(("Looker", "northwind ads reporting"), (asked!.Tool, asked.SystemUserName));
        World.Succeeds(await ByLinkAsync(link.Code));

        var confirmed = await ConsumerAsync();
        Assert.Equal(
            (token.Id, "the one-time link for Looker"),
            (confirmed.ConfirmedTokenId, confirmed.ConfirmedByName)
        );
        Assert.Null(confirmed.LinkSha256);
        Assert.IsType<ConfirmationLinkOver>(Assert.Single((await ByLinkAsync(link.Code)).Problems));
        var rows = await AuditProof.HoldsAsync(World);
        Assert.Contains(rows, r => r.ActorName == "the one-time link for Looker" && r.ActorId == 0);
        Assert.DoesNotContain(rows, r => r.Text.Contains(link.Code, StringComparison.Ordinal));
    }

    [FactOnOneDatabase]
    public async Task Pressed_many_times_at_once_it_counts_once()
    {
        var (consumer, _) = await WaitingAsync();
        var link = World.Succeeds(await LinkAsync(consumer.Id));

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => ByLinkAsync(link.Code))));

        Assert.Single(answers, a => a.Succeeded);
        Assert.All(
            answers.Where(a => !a.Succeeded),
            a => Assert.IsType<ConfirmationLinkOver>(Assert.Single(a.Problems))
        );
    }

    [Theory]
    [RowsOnOneDatabase]
    [Row("old")]
    [Row("replaced")]
    [Row("token revoked")]
    [Row("unknown")]
    public async Task A_link_that_is_over_opens_nothing(string why)
    {
        var (consumer, token) = await WaitingAsync();
        var code = World.Succeeds(await LinkAsync(consumer.Id)).Code;
        if (why == "old")
            World.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        else if (why == "replaced")
            await LinkAsync(consumer.Id);
        else if (why == "token revoked")
            await World.DoneAsync(World.AskRevokeAsync(token.Id));
        else
            code = "AAAAAAAAAAAAAAAAAAAAAA";

        Assert.Null(await World.AsksAsync((ConfirmConsumer act) => act.FindByLinkAsync(code, default)));
        Assert.IsType<ConfirmationLinkOver>(Assert.Single((await ByLinkAsync(code)).Problems));
        Assert.Null((await ConsumerAsync()).ConfirmedTokenId);
    }

    [FactOnOneDatabase]
    public async Task Only_an_administrator_makes_links_and_only_where_a_token_was_proved()
    {
        var (consumer, token) = await WaitingAsync();
        await World.AsOffboarder();
        Assert.IsType<NotAllowed>(Assert.Single((await LinkAsync(consumer.Id)).Problems));
        await World.AsAdministrator();
        await World.DoneAsync(World.AskRevokeAsync(token.Id));

        Assert.IsType<NoTokenToConfirm>(Assert.Single((await LinkAsync(consumer.Id)).Problems));
        Assert.IsType<NoTokenToConfirm>(Assert.Single((await ConfirmAsync(consumer.Id)).Problems));
    }

    [FactOnOneDatabase]
    public async Task What_works_with_one_apps_token_is_not_said_to_work_with_anothers()
    {
        var (consumer, first) = await WaitingAsync();
        var app = await World.AddAppAsync(consumer.PortfolioId);
        var other = await IssueAsync(first.SystemUserId, app.Id);

        // The newest of all is another app's: it has to be said which one is meant.
        Assert.IsType<NotTheTokenToConfirm>(Assert.Single((await ConfirmAsync(consumer.Id)).Problems));
        Assert.IsType<NotTheTokenToConfirm>(Assert.Single((await LinkAsync(consumer.Id)).Problems));
        World.Succeeds(await ConfirmAsync(consumer.Id, first.Id));
        Assert.Equal(first.Id, (await ConsumerAsync()).ConfirmedTokenId);

        // A newer one of its app is to be confirmed anew, and the one before it can't be any more.
        var newer = await IssueAsync(first.SystemUserId, null);
        Assert.IsType<NotTheTokenToConfirm>(Assert.Single((await ConfirmAsync(consumer.Id, first.Id)).Problems));
        var link = World.Succeeds(await LinkAsync(consumer.Id, other.Id));
        Assert.Equal(other.Id, World.Succeeds(await ByLinkAsync(link.Code)).ConfirmedTokenId);
        World.Succeeds(await ConfirmAsync(consumer.Id, newer.Id));
        Assert.Equal(newer.Id, (await ConsumerAsync()).ConfirmedTokenId);
    }

    private async Task<Token> IssueAsync(long systemUserId, long? app)
    {
        var form = World.IssueForm(systemUserId) with { PortfolioAppId = app };
        return await World.TokenOfAsync((await World.DoneAsync(World.AskIssueAsync(form))).Id);
    }

    private async Task<(Consumer Consumer, Token Token)> WaitingAsync()
    {
        var portfolio = await World.ConnectAsync("Northwind");
        var created = await World.CreateAsync(World.CreateForm(portfolio, "northwind ads reporting"));
        return (await ConsumerAsync(), await World.TokenOfAsync(created.Id));
    }

    private Task<Result<Consumer>> ConfirmAsync(long id, long? token = null) =>
        World.AsksAsync((ConfirmConsumer act) => act.RunAsync(id, token, default));

    private Task<Result<Consumer>> ByLinkAsync(string code) =>
        World.AsksAsync((ConfirmConsumer act) => act.ByLinkAsync(code, default));

    private Task<Result<ConfirmationLink>> LinkAsync(long id, long? token = null) =>
        World.AsksAsync((MakeConfirmationLink act) => act.RunAsync(id, token, default));

    private async Task SetContactAsync(string contact)
    {
        await using var db = World.OpenDatabase();
        await db.Consumers.ExecuteUpdateAsync(c => c.SetProperty(x => x.Contact, contact));
    }

    private async Task<Consumer> ConsumerAsync()
    {
        await using var db = World.OpenDatabase();
        return await db.Consumers.AsNoTracking().SingleAsync();
    }
}

public sealed class ConfirmConsumerOnSqlite() : ConfirmConsumerTests(DatabaseProvider.Sqlite);

public sealed class ConfirmConsumerOnPostgres() : ConfirmConsumerTests(DatabaseProvider.Postgres);
