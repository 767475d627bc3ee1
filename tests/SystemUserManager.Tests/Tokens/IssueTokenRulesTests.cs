using MetaGraph.Tokens;
using SystemUserManager.Portfolios;
using SystemUserManager.Results;
using SystemUserManager.Tokens;

namespace SystemUserManager.Tests.Tokens;

public sealed class IssueTokenRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private readonly Portfolio _portfolio = new()
    {
        BusinessId = "1200000000000001",
        Name = "Northwind",
        AppId = "1300000000000001",
        ControlTokenSecret = "northwind-control-token",
        AppSecretSecret = "northwind-app-secret",
    };

    [Fact]
    public void Sixty_days_and_a_scope_that_Meta_documents_are_fine() =>
        Assert.Empty(IssueTokenRules.Check(["ads_read"], TokenLifetime.SixtyDays, null, _portfolio));

    [Fact]
    public void Without_a_scope_it_could_call_nothing() =>
        Is("Scopes", "Choose at least one scope", IssueTokenRules.Check([], TokenLifetime.SixtyDays, null, _portfolio));

    [Fact]
    public void A_scope_that_Meta_does_not_document_is_named() =>
        Is(
            "Scopes",
            "\"everything\" is no scope",
            IssueTokenRules.Check(["ads_read", "everything"], TokenLifetime.SixtyDays, null, _portfolio)
        );

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Never_expiring_needs_a_sentence(string? why) =>
        Is(
            "NeverReason",
            "needs a sentence",
            IssueTokenRules.Check(["ads_read"], TokenLifetime.Never, why, _portfolio)
        );

    [Fact]
    public void Never_expiring_with_a_sentence_is_fine_unless_Meta_wants_expiring_tokens()
    {
        Assert.Empty(IssueTokenRules.Check(["ads_read"], TokenLifetime.Never, "A sensor in a wall", _portfolio));

        _portfolio.ExpiryRule = ExpiryRule.MustExpire;

        Is(
            "Lifetime",
            "expiring tokens for Northwind",
            IssueTokenRules.Check(["ads_read"], TokenLifetime.Never, "A sensor in a wall", _portfolio)
        );
        Assert.Empty(IssueTokenRules.Check(["ads_read"], TokenLifetime.SixtyDays, null, _portfolio));
    }

    [Fact]
    public void A_sentence_of_500_characters_is_fine_and_a_longer_one_is_too_long()
    {
        Assert.Empty(IssueTokenRules.Check(["ads_read"], TokenLifetime.Never, new string('x', 500), _portfolio));
        Is(
            "NeverReason",
            "longer than 500 characters",
            IssueTokenRules.Check(["ads_read"], TokenLifetime.Never, new string('x', 501), _portfolio)
        );
    }

    [Fact]
    public void An_orphan_dies_within_sixty_days_or_when_it_was_known_to_expire_or_perhaps_never()
    {
        Assert.Equal(Now.AddDays(60), Orphan(t => t.AskedLifetime = TokenLifetime.SixtyDays).DiesBy);
        Assert.Equal(
            Now.AddDays(3),
            Orphan(t =>
            {
                t.AskedLifetime = TokenLifetime.SixtyDays;
                t.ExpiresAt = Now.AddDays(3);
            }).DiesBy
        );
        Assert.Null(Orphan(t => t.AskedLifetime = TokenLifetime.Never).DiesBy);
        Assert.Null(
            Orphan(t =>
            {
                t.AskedLifetime = TokenLifetime.SixtyDays;
                t.NeverExpires = true;
            }).DiesBy
        );
        // Made elsewhere: nobody knows.
        Assert.Null(Orphan(_ => { }).DiesBy);
    }

    [Theory]
    [InlineData(TokenState.Issuing, false)]
    [InlineData(TokenState.Active, true)]
    [InlineData(TokenState.Rotating, true)]
    [InlineData(TokenState.Revoking, true)]
    [InlineData(TokenState.Revoked, false)]
    [InlineData(TokenState.Expired, false)]
    [InlineData(TokenState.Orphan, false)]
    public void A_state_says_whether_it_is_in_use_and_only_an_orphan_dies_by_itself(TokenState state, bool isLive)
    {
        var token = Orphan(t => t.AskedLifetime = TokenLifetime.SixtyDays);

        var version = token.Enter(state, Now.AddHours(1));

        Assert.Equal(isLive, token.IsLive);
        Assert.Equal((state, Now.AddHours(1)), (version.State, version.ValidFrom));
        Assert.Equal(state == TokenState.Orphan, token.DiesBy is not null);
    }

    private static Token Orphan(Action<Token> with)
    {
        var token = new Token
        {
            PortfolioId = 7,
            SystemUserId = 3,
            AppId = "1300000000000001",
            SecretName = "meta-northwind",
            IssueOperationId = 2,
        };
        with(token);
        token.Enter(TokenState.Orphan, Now);
        return token;
    }

    private static void Is(string field, string part, IEnumerable<Problem> problems)
    {
        var problem = Assert.Single(problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(part, problem.Sentence, StringComparison.Ordinal);
        Assert.Contains("Nothing was done yet", problem.Sentence, StringComparison.Ordinal);
    }
}
