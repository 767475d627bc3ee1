using System.Reflection;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Data;
using SystemUserManager.Operations;

namespace SystemUserManager.Tests.Conventions;

/// <summary>What belongs where.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Meta = typeof(MetaGraph.MetaGraphClient).Assembly;
    private static readonly Assembly Product = typeof(ProductSetup).Assembly;
    private static readonly Assembly Web = Assembly.Load("SystemUserManager.Web");
    private static readonly Assembly SandboxProgram = typeof(Sandbox.SandboxHost).Assembly;

    private static readonly string[] PagesOfTheAppItself = ["Account", "Help", "Settings", "Setup", "Shared"];

    [Fact]
    public void Meta_knows_nothing_of_the_product_and_the_sandbox_nothing_of_either()
    {
        Assert.Empty(OursIn(Meta));
        Assert.Empty(OursIn(SandboxProgram));
        Assert.Equal(["MetaGraph"], OursIn(Product));
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
        var act = Product.GetExportedTypes().Single(t => t.Name == kind.ToString());
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
