using System.Text.Json;
using MetaGraph;
using SystemUserManager.Data;

namespace SystemUserManager.Tests.Conventions;

/// <summary>No type that is stored, shown or told holds a secret; the types that do print nothing.</summary>
public sealed class SecrecyTests
{
    private static readonly Type[] Secrets = [typeof(AccessToken), typeof(AppSecret), typeof(GraphCredentials)];

    [Fact]
    [Trait("Id", "E08")]
    public void No_entity_has_a_property_of_a_secret_type()
    {
        using var db = DatabaseSetup.CreateForTools(new DatabaseOptions { ConnectionString = "Data Source=:memory:" });
        var entities = db.Model.GetEntityTypes().Select(e => e.ClrType).ToList();

        Assert.NotEmpty(entities);
        Assert.Empty(entities.SelectMany(HoldersIn));
    }

    [Fact]
    [Trait("Id", "E08")]
    public void Nothing_that_the_product_hands_out_has_a_property_of_a_secret_type()
    {
        Assert.Empty(typeof(ProductSetup).Assembly.GetExportedTypes().SelectMany(HoldersIn));
    }

    [Fact]
    [Trait("Id", "E08")]
    public void A_secret_prints_asterisks_and_is_not_written_to_json_at_all()
    {
        var token = AccessToken.FromSecret("EAAcanary0123456789");
        var secret = AppSecret.FromSecret("0123456789abcdef0123456789abcdef");
        var credentials = new GraphCredentials(token, new GraphId("1300000000000001"), secret);

        var printed = $"{token} {secret} {credentials}";

        Assert.DoesNotContain("canary", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", printed, StringComparison.Ordinal);
        Assert.Contains("***", printed, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new { token }));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new { secret }));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(credentials));
    }

    private static IEnumerable<string> HoldersIn(Type type) =>
        type.GetProperties()
            .Where(p =>
                Secrets.Contains(p.PropertyType) || p.PropertyType.GetGenericArguments().Intersect(Secrets).Any()
            )
            .Select(p => $"{type.Name}.{p.Name}");
}
