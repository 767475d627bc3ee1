using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>What a person typed into a form must be like.</summary>
internal static class PersonFields
{
    /// <param name="person">null: none was typed, which is no problem here.</param>
    public static IEnumerable<Problem> Check(string field, TypedPerson? person)
    {
        if (person?.Name.Length > 200 || person?.Email?.Length > 200)
            yield return InvalidValue.Of(
                field,
                "A name or address is longer than 200 characters. Nothing was done yet: shorten it."
            );
        if (!string.IsNullOrWhiteSpace(person?.Email) && !person.Email.Contains('@', StringComparison.Ordinal))
            yield return InvalidValue.Of(
                $"{field}Email",
                $"\"{person.Email}\" is no e-mail address. Nothing was done yet."
            );
    }
}
