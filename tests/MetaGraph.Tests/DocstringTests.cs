using System.Reflection;
using System.Xml.Linq;
using MetaGraph.Assets;
using MetaGraph.Businesses;
using MetaGraph.SystemUsers;
using MetaGraph.Tokens;

namespace MetaGraph.Tests;

public sealed class DocstringTests
{
    private static readonly Type[] Clients =
    [
        typeof(BusinessesClient),
        typeof(SystemUsersClient),
        typeof(AssetsClient),
        typeof(TokensClient),
    ];

    private static readonly XDocument Docs = XDocument.Load(
        Path.ChangeExtension(typeof(MetaGraphClient).Assembly.Location, ".xml")
    );

    [Fact]
    public void Every_call_names_its_vendor_page_with_the_date_it_was_read_and_the_permission_it_needs()
    {
        var calls = Clients
            .SelectMany(client => client.GetMethods().Where(method => method.DeclaringType == client))
            .ToList();
        Assert.True(calls.Count > 20);
        Assert.All(
            calls,
            call =>
            {
                foreach (var summary in SummariesOf(call))
                {
                    Assert.Contains("https://developers.facebook.com/docs/", summary);
                    Assert.Contains("v26.0, read 2026-11-24", summary);
                    Assert.Contains("Permission:", summary);
                }
            }
        );
    }

    [Fact]
    public void A_call_that_changes_something_says_so_first()
    {
        string[] verbs =
        [
            "Create",
            "Rename",
            "Install",
            "Assign",
            "Unassign",
            "Remove",
            "Generate",
            "Revoke",
            "Exchange",
        ];
        var changes = Clients
            .SelectMany(client => client.GetMethods())
            .Where(method => verbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal)))
            .ToList();
        Assert.Equal(14, changes.Count);
        Assert.All(changes, call => Assert.All(SummariesOf(call), summary => Assert.StartsWith("Changes", summary)));
    }

    /// <summary>Of all overloads.</summary>
    private static List<string> SummariesOf(MethodInfo call)
    {
        var name = $"M:{call.DeclaringType!.FullName}.{call.Name}(";
        var summaries = Docs.Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith(name, StringComparison.Ordinal))
            .Select(member => member.Element("summary")!.Value.Trim())
            .ToList();
        Assert.NotEmpty(summaries);
        return summaries;
    }
}
