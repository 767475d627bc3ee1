using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.Operations;

namespace SystemUserManager.Tests.Conventions;

/// <summary>What belongs where.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly Meta = typeof(MetaGraph.MetaGraphClient).Assembly;
    private static readonly Assembly Product = typeof(ProductSetup).Assembly;
    private static readonly Assembly Web = Assembly.Load("SystemUserManager.Web");
    private static readonly Assembly SandboxProgram = typeof(Sandbox.SandboxHost).Assembly;

    private static readonly string[] PagesOfTheAppItself = ["Account", "Help", "Search", "Settings", "Setup", "Shared"];

    private static readonly string[] ProjectsOfWeb =
    [
        "SystemUserManager",
        "SystemUserManager.Migrations.Postgres",
        "SystemUserManager.Migrations.Sqlite",
    ];

    private static readonly string[] WordsOfMeta =
    [
        "MetaGraph.Assets.AssetKind",
        "MetaGraph.Assets.AssetKindInfo",
        "MetaGraph.Assets.AssetKinds",
        "MetaGraph.Assets.AssetTask",
        "MetaGraph.Tokens.Scope",
        "MetaGraph.Tokens.ScopeInfo",
        "MetaGraph.Tokens.Scopes",
        "MetaGraph.Tokens.TokenLifetime",
    ];

    [Fact]
    public void Meta_knows_nothing_of_the_product_and_the_sandbox_nothing_of_either()
    {
        Assert.Empty(OursIn(Meta));
        Assert.Empty(OursIn(SandboxProgram));
        Assert.Equal(["MetaGraph"], OursIn(Product));
    }

    [Fact]
    public void The_pages_know_the_product_its_migrations_and_a_few_words_of_Meta()
    {
        // The migrations are found by name, and Meta's words come along with the product.
        Assert.Equal(["MetaGraph", "SystemUserManager"], OursIn(Web).Order(StringComparer.Ordinal));
        Assert.Equal(ProjectsOfWeb, ProjectsReferencedBy("SystemUserManager.Web").Order(StringComparer.Ordinal));
        Assert.Equal(WordsOfMeta, TypesUsedOf(Meta, by: Web).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_product_has_no_pages_and_no_html()
    {
        Assert.DoesNotContain(
            Product.GetReferencedAssemblies(),
            a => a.Name!.Contains("Mvc", StringComparison.Ordinal) || a.Name.Contains("Razor", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void No_page_takes_the_database_Meta_or_the_vault()
    {
        var pages = Web.GetTypes().Where(t => t.IsAssignableTo(typeof(PageModel)) && !t.IsAbstract).ToList();
        var taken =
            from page in pages
            from parameter in page.GetConstructors().SelectMany(c => c.GetParameters()).Concat(HandlersOf(page))
            where IsKeptFromPages(parameter.ParameterType)
            select $"{page.FullName} takes {parameter.ParameterType.Name}";

        Assert.NotEmpty(pages);
        Assert.Empty(taken);
    }

    [Fact]
    public void No_part_of_a_page_takes_them_either()
    {
        var parts = Web.GetTypes()
            .Where(t =>
                !t.IsAbstract && (t.IsAssignableTo(typeof(ViewComponent)) || t.IsAssignableTo(typeof(ITagHelper)))
            )
            .ToList();
        var taken =
            from part in parts
            from parameter in part.GetConstructors().SelectMany(c => c.GetParameters())
            where IsKeptFromPages(parameter.ParameterType)
            select $"{part.FullName} takes {parameter.ParameterType.Name}";

        Assert.Contains(parts, p => p.IsAssignableTo(typeof(ViewComponent)));
        Assert.Contains(parts, p => p.IsAssignableTo(typeof(ITagHelper)));
        Assert.Empty(taken);
    }

    [Fact]
    public void No_markup_asks_for_them_by_inject()
    {
        var files = Directory
            .GetFiles(Path.Combine(Root(), "src/SystemUserManager.Web"), "*.cshtml", SearchOption.AllDirectories)
            .ToDictionary(f => f, File.ReadAllText);
        var injected = files
            .SelectMany(f => Inject().Matches(f.Value), (f, match) => (File: f.Key, Type: match.Groups["type"].Value))
            .ToList();

        Assert.NotEmpty(injected);
        Assert.DoesNotContain(injected, i => KeptFromMarkup().IsMatch(i.Type));
    }

    [Theory]
    [InlineData("@inject AppDb Db", true)]
    [InlineData("  @inject SystemUserManager.Data.AppDb Db", true)]
    [InlineData("@inject IDbContextFactory<AppDb> Databases", true)]
    [InlineData("@inject MetaGraphClient Meta", true)]
    [InlineData("@inject MetaGraph.MetaGraphSession Meta", true)]
    [InlineData("@inject Azure.Security.KeyVault.Secrets.SecretClient Vault", true)]
    [InlineData("@inject IServiceProvider Services", true)]
    [InlineData("@inject CurrentUser User", false)]
    public void What_is_kept_from_markup_is_known_by_its_name(string line, bool isKept) =>
        Assert.Equal(isKept, KeptFromMarkup().IsMatch(Inject().Match(line).Groups["type"].Value));

    [Fact]
    public void Every_folder_of_pages_is_a_folder_of_the_product()
    {
        var root = Root();
        var pages = Directory
            .GetDirectories(Path.Combine(root, "src/SystemUserManager.Web/Pages"))
            .Select(Path.GetFileName);
        var features = Directory.GetDirectories(Path.Combine(root, "src/SystemUserManager")).Select(Path.GetFileName);

        Assert.Empty(pages.Except(PagesOfTheAppItself).Except(features));
    }

    [Fact]
    public void What_is_written_down_as_a_plan_is_what_the_worker_does()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddProduct(new DatabaseOptions { ConnectionString = "Data Source=:memory:" });
        services.AddOperations(new ConfigurationBuilder().Build());
        using var provider = services.BuildServiceProvider();
        using var scope = provider.CreateScope();
        var works = scope.ServiceProvider.GetServices<IOperationWork>().ToList();

        Assert.Equal(Enum.GetValues<OperationKind>(), works.Select(w => w.Kind).Order());
        Assert.All(works, work => Assert.Equal(PlanOf(work.Kind), work.Steps.Select(s => s.Name)));
    }

    [Fact]
    public void Tests_that_are_written_for_each_database_run_on_one_at_least()
    {
        var types = typeof(ArchitectureTests).Assembly.GetTypes();
        var written = types.Where(t =>
            t.IsAbstract && t.GetMethods().Any(m => m.DeclaringType == t && m.IsDefined(typeof(FactAttribute), true))
        );

        Assert.All(written, t => Assert.Contains(types, other => !other.IsAbstract && other.IsSubclassOf(t)));
    }

    [Fact]
    public void In_role_Web_nothing_that_reaches_Meta_or_the_vault_can_be_made()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddProduct(new DatabaseOptions { ConnectionString = "Data Source=:memory:" });
        using var provider = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }
        );

        Assert.DoesNotContain(
            services,
            s =>
                IsOfMetaOrVault(s.ServiceType)
                || s.ServiceType == typeof(IOperationWork)
                || s.ServiceType == typeof(OperationRunner)
        );
    }

    [GeneratedRegex(@"^\s*@inject\s+(?<type>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Inject();

    [GeneratedRegex(
        @"AppDb|DbContext|MetaGraphClient|MetaGraphSession|SecretClient|Vault|IServiceProvider|IServiceScopeFactory"
    )]
    private static partial Regex KeptFromMarkup();

    /// <summary>Without those that are only built beside it.</summary>
    private static IEnumerable<string> ProjectsReferencedBy(string project) =>
        XDocument
            .Load(Path.Combine(Root(), "src", project, $"{project}.csproj"))
            .Descendants("ProjectReference")
            .Where(r => r.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

    /// <summary>Their names; those that are only passed on count too.</summary>
    private static IEnumerable<string> TypesUsedOf(Assembly assembly, Assembly by)
    {
        using var file = new PEReader(File.OpenRead(by.Location));
        var reader = file.GetMetadataReader();
        var types = reader.TypeReferences.Select(reader.GetTypeReference);
        return
        [
            .. from type in types
            where type.ResolutionScope.Kind == HandleKind.AssemblyReference
            let scope = reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope)
            where reader.GetString(scope.Name) == assembly.GetName().Name
            select $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}",
        ];
    }

    private static IEnumerable<string> OursIn(Assembly assembly) =>
        assembly
            .GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(n => n.StartsWith("SystemUserManager", StringComparison.Ordinal) || n == "MetaGraph");

    private static IEnumerable<ParameterInfo> HandlersOf(Type page) =>
        page.GetMethods()
            .Where(m => m.Name.StartsWith("On", StringComparison.Ordinal))
            .SelectMany(m => m.GetParameters());

    private static bool IsKeptFromPages(Type type) =>
        IsOfMetaOrVault(type)
        || type == typeof(AppDb)
        || type.Namespace?.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) == true
        || type == typeof(IServiceProvider)
        || type == typeof(IServiceScopeFactory);

    private static bool IsOfMetaOrVault(Type type) =>
        type == typeof(MetaGraph.MetaGraphClient)
        || type == typeof(MetaGraph.MetaGraphSession)
        || type.Namespace?.StartsWith("Azure", StringComparison.Ordinal) == true
        || type.Name.Contains("Vault", StringComparison.Ordinal);

    private static IReadOnlyList<string> PlanOf(OperationKind kind)
    {
        var act = Product.GetTypes().Single(t => t.Name == kind.ToString());
        return (IReadOnlyList<string>)act.GetField("Plan", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SystemUserManager.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
