using CsCheck;
using SystemUserManager.Grants;

namespace SystemUserManager.Tests.Grants;

public sealed class TaskSetTests
{
    private static readonly Gen<List<string>> Tasks = Gen.OneOf(
        "ANALYZE",
        "ADVERTISE",
        "MANAGE",
        "DRAFT",
        "AA_ANALYZE"
    ).List[0, 8];

    [Fact]
    public void The_same_set_is_the_same_text_in_whatever_order() =>
        Tasks.Sample(tasks =>
            TaskSet.Format(tasks) == TaskSet.Format(tasks.AsEnumerable().Reverse().Concat(tasks))
            && TaskSet.Parse(TaskSet.Format(tasks)).ToHashSet().SetEquals(tasks)
        );

    [Fact]
    public void The_text_is_in_alphabetical_order_and_names_each_once() =>
        Assert.Equal("ADVERTISE,ANALYZE,MANAGE", TaskSet.Format(["MANAGE", "ANALYZE", "ADVERTISE", "ANALYZE"]));

    [Fact]
    public void None_is_the_empty_text_and_back()
    {
        Assert.Equal("", TaskSet.Format([]));
        Assert.Empty(TaskSet.Parse(""));
        Assert.Empty(TaskSet.Parse(null));
    }

    [Theory]
    [InlineData("ADVERTISE,ANALYZE,DRAFT", "ADVERTISE", true)]
    [InlineData("ANALYZE", "ANALYZE", true)]
    [InlineData("ANALYZE", "", true)]
    [InlineData("AA_ANALYZE", "ANALYZE", false)]
    [InlineData("ANALYZE", "ANALYZE,MANAGE", false)]
    public void What_Meta_adds_by_itself_does_not_make_a_grant_less(string seen, string asked, bool covers) =>
        Assert.Equal(covers, TaskSet.Covers(TaskSet.Parse(seen), TaskSet.Parse(asked)));
}
