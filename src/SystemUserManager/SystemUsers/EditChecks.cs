using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.SystemUsers;

/// <summary>What is wrong with an edit of the record, in the order of the form.</summary>
internal static class EditChecks
{
    private const int LongestText = 500;
    private const int MostConsumers = 50;

    public static IEnumerable<Problem> Of(
        SystemUser systemUser,
        IReadOnlyCollection<Consumer> known,
        KnownPeople people,
        PresetEdit preset,
        EditSystemUserRequest request
    ) =>
        [
            .. Texts((nameof(request.Purpose), request.Purpose)),
            .. preset.Check(),
            .. OfPeople(systemUser, request),
            .. people.Check(nameof(request.Owner), request.Owner, systemUser.OwnerId),
            .. people.Check(nameof(request.Successor), request.Successor, systemUser.SuccessorId),
            .. OfConsumers(known, request.Consumers),
            .. request.Act.Check(),
        ];

    private static IEnumerable<Problem> OfPeople(SystemUser systemUser, EditSystemUserRequest request)
    {
        if (systemUser.IsOurs && string.IsNullOrWhiteSpace(request.Purpose))
            yield return InvalidValue.Required(nameof(request.Purpose), "The purpose");
        if (systemUser.IsOurs && request.Owner is null)
            yield return InvalidValue.Required(nameof(request.Owner), "The owner");
        foreach (
            var (field, person) in new[]
            {
                (nameof(request.Owner), request.Owner),
                (nameof(request.Successor), request.Successor),
            }
        )
        {
            if (person is not null && string.IsNullOrWhiteSpace(person.Name))
                yield return InvalidValue.Required(field, "The name");
            foreach (var problem in PersonFields.Check(field, person))
                yield return problem;
        }
    }

    private static IEnumerable<Problem> OfConsumers(
        IReadOnlyCollection<Consumer> known,
        IReadOnlyList<EditedConsumer> wanted
    )
    {
        if (wanted.Count > MostConsumers)
            yield return InvalidValue.Of(
                nameof(EditSystemUserRequest.Consumers),
                $"These are more than {MostConsumers} consumers. Nothing was changed: keep fewer."
            );
        foreach (var (index, consumer) in wanted.Index())
        {
            var at = $"{nameof(EditSystemUserRequest.Consumers)}[{index}]";
            if (consumer.Id is not null && known.All(c => c.Id != consumer.Id))
                yield return InvalidValue.Of(
                    $"{at}.Tool",
                    $"\"{consumer.Tool}\" isn't there any more: somebody removed it meanwhile. Nothing was changed. Open the page again."
                );
            if (string.IsNullOrWhiteSpace(consumer.Tool))
                yield return InvalidValue.Required($"{at}.Tool", "The tool");
            foreach (
                var problem in Texts(
                    ($"{at}.Tool", consumer.Tool),
                    ($"{at}.RunsAt", consumer.RunsAt),
                    ($"{at}.Contact", consumer.Contact)
                )
            )
                yield return problem;
        }

        if (wanted.Where(c => c.Id is not null).GroupBy(c => c.Id).Any(g => g.Count() > 1))
            yield return InvalidValue.Of(
                nameof(EditSystemUserRequest.Consumers),
                "A consumer stands twice. Nothing was changed: keep one of them."
            );
    }

    private static IEnumerable<Problem> Texts(params (string Field, string? Text)[] texts) =>
        texts
            .Where(t => t.Text?.Length > LongestText)
            .Select(t =>
                InvalidValue.Of(
                    t.Field,
                    $"This text is longer than {LongestText} characters. Nothing was changed: shorten it."
                )
            );
}
