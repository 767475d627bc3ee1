using MetaGraph.Http;
using static MetaGraph.Http.GraphErrorKind;

namespace MetaGraph.Tests.Http;

/// <summary>Every row of Meta's codes that the client knows.</summary>
public sealed class GraphErrorTableTests
{
    public static TheoryData<int, int?, GraphErrorKind> Rows =>
        new()
        {
            { 1, null, Transient },
            { 2, null, Transient },
            { 3, null, Permission },
            { 4, null, Throttled },
            { 10, null, Permission },
            { 10, 2859030, Permission },
            { 10, 3858749, Permission },
            { 17, null, Throttled },
            { 17, 2446079, Throttled },
            { 32, null, Throttled },
            { 100, null, Validation },
            { 100, 33, NotFound },
            { 100, 1752100, Validation },
            { 101, null, Authentication },
            { 102, null, Authentication },
            { 104, null, Authentication },
            { 110, null, Validation },
            { 190, null, Authentication },
            { 190, 452, Authentication },
            { 190, 458, AppNotInstalled },
            { 190, 459, Authentication },
            { 190, 460, Authentication },
            { 190, 463, Authentication },
            { 190, 464, Authentication },
            { 190, 467, Authentication },
            { 190, 492, Permission },
            { 200, null, Permission },
            { 200, 458, Blocked },
            { 273, null, Permission },
            { 299, null, Permission },
            { 341, null, Throttled },
            { 368, null, Blocked },
            { 415, null, TwoFactor },
            { 415, 2859009, TwoFactor },
            { 452, null, Authentication },
            { 506, null, Validation },
            { 613, null, Throttled },
            { 613, 1996, Throttled },
            { 803, null, NotFound },
            { 2500, null, Validation },
            { 2620, null, Validation },
            { 3919, null, Transient },
            { 3949, null, LimitReached },
            { 3962, null, Validation },
            { 3965, null, LimitReached },
            { 3979, null, LimitReached },
            { 3980, null, LimitReached },
            { 80000, 2446079, Throttled },
            { 80001, null, Throttled },
            { 80002, null, Throttled },
            { 80003, null, Throttled },
            { 80004, 2446079, Throttled },
            { 80005, null, Throttled },
            { 80006, null, Throttled },
            { 80008, null, Throttled },
            { 80009, null, Throttled },
            { 80014, null, Throttled },
            { 104001, null, AppNotInstalled },
            { 0, 1752100, Validation },
            { 3910, null, Unknown },
            { 80015, null, Unknown },
            { 300, null, Unknown },
            { -1, null, Unknown },
        };

    [Fact]
    public void Too_much_data_is_told_by_its_text_since_its_code_is_that_of_everything_unknown()
    {
        const string Text = "Please reduce the amount of data you're asking for, then retry your request";
        Assert.Equal(TooMuchData, GraphErrorTable.Find(1, null, 500, saidTransient: false, Text).Kind);
        Assert.Equal(
            Transient,
            GraphErrorTable.Find(1, 99, 500, saidTransient: false, "An unknown error occurred").Kind
        );
        Assert.Equal(Validation, GraphErrorTable.Find(100, null, 400, saidTransient: false, Text).Kind);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_code_has_its_kind_and_a_next_step(int code, int? subcode, GraphErrorKind kind)
    {
        var meaning = GraphErrorTable.Find(code, subcode, httpStatus: 400, saidTransient: false);
        Assert.Equal(kind, meaning.Kind);
        Assert.EndsWith(".", meaning.NextStep);
    }

    [Theory]
    [InlineData(429, false, Throttled)]
    [InlineData(500, false, Transient)]
    [InlineData(503, false, Transient)]
    [InlineData(400, true, Transient)]
    [InlineData(302, false, Unknown)]
    [InlineData(404, false, Unknown)]
    public void Without_a_known_code_the_answer_itself_decides(int status, bool saidTransient, GraphErrorKind kind)
    {
        Assert.Equal(kind, GraphErrorTable.Find(0, null, status, saidTransient).Kind);
    }

    [Fact]
    public void A_known_code_decides_whatever_the_status()
    {
        Assert.Equal(Validation, GraphErrorTable.Find(100, null, httpStatus: 500, saidTransient: false).Kind);
        Assert.Equal(Throttled, GraphErrorTable.Find(4, null, httpStatus: 400, saidTransient: true).Kind);
    }
}
