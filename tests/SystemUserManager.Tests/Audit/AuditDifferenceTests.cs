using SystemUserManager.Audit;

namespace SystemUserManager.Tests.Audit;

public sealed class AuditDifferenceTests
{
    [Fact]
    public void Only_the_fields_that_differ_are_shown()
    {
        var before = AuditFields.Of(("App", "1"), ("Mode", "Observe only"), ("Vault", null));
        var after = AuditFields.Of(("App", "1"), ("Mode", "Observe and act"), ("Tier", "Full"));

        Assert.Equal(
            [
                new AuditChange("Mode", "Observe only", "Observe and act"),
                new AuditChange("Vault", "none", null),
                new AuditChange("Tier", null, "Full"),
            ],
            AuditDifference.Of(before, after)
        );
    }

    [Fact]
    public void A_new_object_shows_all_its_fields()
    {
        var after = AuditFields.Of(("App", "1"), ("Mode", "Observe only"));

        Assert.Equal(
            [new AuditChange("App", null, "1"), new AuditChange("Mode", null, "Observe only")],
            AuditDifference.Of(null, after)
        );
    }

    [Fact]
    public void A_field_that_stands_several_times_is_one_change_with_all_its_values() =>
        Assert.Equal(
            [new AuditChange("Asset", "Northwind EU", "Northwind EU, Northwind US")],
            AuditDifference.Of(
                AuditFields.Of(("Asset", "Northwind EU"), ("Mode", "one")),
                AuditFields.Of(("Asset", "Northwind EU"), ("Mode", "one"), ("Asset", "Northwind US"))
            )
        );

    [Theory]
    [InlineData("it was so", "it is so")]
    [InlineData("Mode: one", "it is so")]
    [InlineData(null, "Checked: nothing differs")]
    [InlineData(null, "attempt 2")]
    [InlineData("locked: until then", null)]
    [InlineData("Checked: nothing differs", null)]
    public void Text_that_is_not_made_of_fields_is_shown_as_it_is(string? before, string? after) =>
        Assert.Equal([new AuditChange(null, before, after)], AuditDifference.Of(before, after));

    [Theory]
    [InlineData(null, null)]
    [InlineData("the same", "the same")]
    [InlineData("Mode: one", "Mode: one")]
    public void What_does_not_differ_is_not_shown(string? before, string? after) =>
        Assert.Empty(AuditDifference.Of(before, after));

    [Fact]
    public void A_value_of_several_lines_stays_one_field()
    {
        var text = AuditFields.Of(("Purpose", "Pulls: figures\r\nRole: none"), ("Owner", " Ines "));

        Assert.Equal([("Purpose", "Pulls: figures Role: none"), ("Owner", "Ines")], AuditFields.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mode")]
    [InlineData("Mode:one")]
    [InlineData(": one")]
    [InlineData("mode: one")]
    [InlineData("Mode: one\n")]
    [InlineData("A field with a name that nobody would ever give to one: one")]
    public void What_is_no_field_is_not_taken_for_one(string text) => Assert.Null(AuditFields.Parse(text));
}
