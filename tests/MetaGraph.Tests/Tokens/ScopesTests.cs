using MetaGraph.Tokens;

namespace MetaGraph.Tests.Tokens;

public sealed class ScopesTests
{
    [Fact]
    public void The_documented_scopes_are_there_once_each()
    {
        Assert.Equal(35, Scopes.All.Count(info => !info.IsGated));
        Assert.Equal(6, Scopes.All.Count(info => info.IsGated));
        Assert.Equal(Scopes.All.Count, Scopes.All.Select(info => info.Scope).Distinct().Count());
    }

    [Fact]
    public void Every_scope_has_a_meaning_and_depends_on_scopes_of_the_list()
    {
        Assert.All(Scopes.All, info => Assert.NotEmpty(info.Meaning));
        Assert.All(Scopes.All.SelectMany(info => info.DependsOn), scope => Assert.NotNull(Scopes.Find(scope)));
    }

    [Fact]
    public void A_scope_outside_the_list_is_found_nowhere_but_can_be_used()
    {
        Assert.Null(Scopes.Find(new Scope("scope_of_2031")));
    }
}
