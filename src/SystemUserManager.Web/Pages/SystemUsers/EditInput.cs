using System.Globalization;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>What the form of a record holds, and how it becomes a request.</summary>
public sealed class EditInput : ActInput
{
    public string? Purpose { get; set; }

    public IntegrationEnvironment? Environment { get; set; }

    /// <summary>The key of a purpose preset; null: none.</summary>
    public string? Preset { get; set; }

    /// <summary>The preset that <see cref="GrantWhys"/> were shown for: for another they say nothing.</summary>
    public string? WhysFor { get; set; }

    /// <summary>The sentences that the record keeps on why a grant goes beyond the preset, by asset.</summary>
    public Dictionary<long, string?> GrantWhys { get; set; } = [];

    /// <summary>Why, for the others that go beyond it.</summary>
    public string? GrantsWhy { get; set; }

    /// <summary>Why, for live tokens whose scopes go beyond it.</summary>
    public string? ScopesWhy { get; set; }

    public string? Owner { get; set; }

    public bool OwnerIsTeam { get; set; }

    public string? Successor { get; set; }

    public bool SuccessorIsTeam { get; set; }

    public DateOnly? NextReviewOn { get; set; }

    public string? SawAtMeta { get; set; }

    /// <summary>Those that are there, and an empty one at the end.</summary>
    public List<ConsumerInput> Consumers { get; set; } = [];

    public static EditInput Of(SystemUserActs acts) =>
        new()
        {
            Purpose = acts.SystemUser.Purpose,
            Environment = acts.SystemUser.Environment,
            Preset = acts.SystemUser.Preset,
            NextReviewOn = acts.SystemUser.NextReviewOn,
            Owner = acts.Owner?.Text,
            OwnerIsTeam = acts.Owner?.IsTeam == true,
            Successor = acts.Successor?.Text,
            SuccessorIsTeam = acts.Successor?.IsTeam == true,
            Consumers = [.. acts.Consumers.Select(ConsumerInput.Of), new ConsumerInput()],
        };

    /// <summary>The request, and at which place of the form each of its consumers stands.</summary>
    public (EditSystemUserRequest Request, IReadOnlyList<int> Places) ToRequest(long systemUserId)
    {
        var kept = Consumers.Index().Where(c => !c.Item.IsRemoved && !c.Item.IsEmpty).ToList();
        return (
            new EditSystemUserRequest
            {
                Act = ToAct(),
                SystemUserId = systemUserId,
                SawAtMeta = SawAtMeta,
                Purpose = Purpose,
                Environment = Environment,
                Preset = Preset,
                GrantWhys = (WhysFor ?? "") == (Preset ?? "") ? GrantWhys : [],
                GrantsWhy = GrantsWhy,
                ScopesWhy = ScopesWhy,
                Owner = TypedPersonText.Read(Owner, OwnerIsTeam),
                Successor = TypedPersonText.Read(Successor, SuccessorIsTeam),
                NextReviewOn = NextReviewOn,
                Consumers =
                [
                    .. kept.Select(c => new EditedConsumer(
                        c.Item.Id,
                        c.Item.Tool,
                        c.Item.RunsAt,
                        c.Item.Contact,
                        c.Item.Delivery
                    )),
                ],
            },
            [.. kept.Select(c => c.Index)]
        );
    }

    /// <summary>The request leaves out what is removed or empty; a problem belongs to the place in the form.</summary>
    public static IReadOnlyList<Problem> AtPlaces(IEnumerable<Problem> problems, IReadOnlyList<int> places) =>
        [.. problems.Select(p => Moved(p, places))];

    private static Problem Moved(Problem problem, IReadOnlyList<int> places)
    {
        foreach (var (index, place) in places.Index())
        {
            if (problem.Field?.StartsWith(At(index), StringComparison.Ordinal) == true)
                return problem with { Field = At(place) + problem.Field[At(index).Length..] };
        }

        return problem;
    }

    private static string At(int index) => string.Create(CultureInfo.InvariantCulture, $"Consumers[{index}].");

    public sealed class ConsumerInput
    {
        /// <summary>null: it is new.</summary>
        public long? Id { get; set; }

        public string? Tool { get; set; }

        public string? RunsAt { get; set; }

        public string? Contact { get; set; }

        public TokenDelivery Delivery { get; set; }

        public bool IsRemoved { get; set; }

        internal bool IsEmpty =>
            Id is null
            && string.IsNullOrWhiteSpace(Tool)
            && string.IsNullOrWhiteSpace(RunsAt)
            && string.IsNullOrWhiteSpace(Contact);

        internal static ConsumerInput Of(Consumer consumer) =>
            new()
            {
                Id = consumer.Id,
                Tool = consumer.Tool,
                RunsAt = consumer.RunsAt,
                Contact = consumer.Contact,
                Delivery = consumer.Delivery,
            };
    }
}
