using SystemUserManager.Sandbox.Tests.Graph;
using static SystemUserManager.Sandbox.Tests.Graph.GraphFixture;

namespace SystemUserManager.Sandbox.Tests.Control;

/// <summary>What somebody does behind the product's back to a business: its assets, groups, people, partners and rules.</summary>
public sealed class BusinessChangeTests
{
    [Fact]
    public async Task Assets_come_are_renamed_shared_and_go()
    {
        await using var graph = await StartAsync();
        var made = await graph.ChangeAsync(
            new
            {
                @do = "addAsset",
                business = Contoso,
                kind = "Page",
                name = "Contoso Events",
            }
        );
        var id = (string)made.Ok["id"]!;
        await graph.ChangeAsync(
            new
            {
                @do = "renameAsset",
                asset = id,
                name = "Contoso Live",
            }
        );
        await graph.ChangeAsync(
            new
            {
                @do = "shareAsset",
                asset = id,
                business = Northwind,
            }
        );
        Assert.Contains("Contoso Live", (await graph.GetAsync($"{Northwind}/client_pages")).Names);
        await graph.ChangeAsync(
            new
            {
                @do = "addGrant",
                systemUser = "test",
                asset = id,
                tasks = new[] { "MANAGE" },
            }
        );
        await graph.ChangeAsync(
            new
            {
                @do = "unshareAsset",
                asset = id,
                business = Northwind,
            }
        );
        Assert.DoesNotContain("Contoso Live", (await graph.GetAsync($"{Northwind}/client_pages")).Names);
        await graph.ChangeAsync(new { @do = "removeAsset", asset = id });
        Assert.Equal(400, (await graph.GetAsync(id)).Status);
    }

    [Fact]
    public async Task Tier_and_expiring_tokens_are_set()
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(
            new
            {
                @do = "setTier",
                business = Northwind,
                tier = "limited",
            }
        );
        await graph.ChangeAsync(
            new
            {
                @do = "setForceExpiring",
                business = Northwind,
                value = true,
            }
        );
        Assert.Equal(
            3949,
            (int)(await graph.PostAsync($"{Northwind}/system_users", new { name = "x" })).Error["code"]!
        );
        Assert.True(graph.Host.State.FindBusiness(Northwind)!.ForceExpiring);
    }

    [Fact]
    public async Task People_and_partners_come_and_go()
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(
            new
            {
                @do = "addPerson",
                business = Northwind,
                name = "Noor Haddad",
                email = "noor@northwind.example",
            }
        );
        Assert.Contains("Noor Haddad", (await graph.GetAsync($"{Northwind}/business_users")).Names);
        await graph.ChangeAsync(new { @do = "removePerson", person = "noor@northwind.example" });
        Assert.DoesNotContain("Noor Haddad", (await graph.GetAsync($"{Northwind}/business_users")).Names);
        await graph.ChangeAsync(
            new
            {
                @do = "addPartner",
                business = Northwind,
                name = "Tailspin",
                relation = "agency",
            }
        );
        Assert.Contains("Tailspin", (await graph.GetAsync($"{Northwind}/agencies")).Names);
        await graph.ChangeAsync(
            new
            {
                @do = "removePartner",
                business = Northwind,
                partner = "Tailspin",
            }
        );
        Assert.DoesNotContain("Tailspin", (await graph.GetAsync($"{Northwind}/agencies")).Names);
    }

    [Fact]
    public async Task Leaving_a_person_ends_the_person_s_tokens()
    {
        await using var graph = await StartAsync();
        var token = graph.PersonToken();
        await graph.ChangeAsync(new { @do = "removePerson", person = "Maria Jensen" });
        Assert.Equal(190, (int)(await graph.GetAsync("me", token)).Error["code"]!);
    }

    [Fact]
    public async Task Groups_get_and_lose_members()
    {
        await using var graph = await StartAsync();
        await graph.ChangeAsync(
            new
            {
                @do = "addToGroup",
                group = "DACH",
                systemUser = "ads sync",
                pixel_tasks = new[] { "ANALYZE" },
            }
        );
        Assert.Equal(["ANALYZE"], await graph.TasksAsync(Pixel, graph.IdOf("ads sync")));
        await graph.ChangeAsync(
            new
            {
                @do = "removeFromGroup",
                group = "DACH",
                systemUser = "ads sync",
            }
        );
        Assert.Null(await graph.TasksAsync(Pixel, graph.IdOf("ads sync")));
    }
}
