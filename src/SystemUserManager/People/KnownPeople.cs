using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Results;

namespace SystemUserManager.People;

/// <summary>Whom a name or an address means, as <see cref="FindOrAddPerson"/> will find them, and whether they can be named.</summary>
internal sealed class KnownPeople
{
    private readonly IReadOnlyList<Person> _people;

    private KnownPeople(IReadOnlyList<Person> people) => _people = people;

    /// <param name="typed">null: nobody was typed there.</param>
    public static async Task<KnownPeople> OfAsync(
        AppDb db,
        IEnumerable<TypedPerson?> typed,
        CancellationToken cancellationToken
    )
    {
        var all = typed.OfType<TypedPerson>().ToList();
        var names = all.Select(t => SortKey.Of(t.Name ?? "")).Distinct(StringComparer.Ordinal).ToList();
        var emails = all.Select(t => SortKey.Of(t.Email ?? "")).Distinct(StringComparer.Ordinal).ToList();
        return new KnownPeople(
            await db
                .People.AsNoTracking()
                .Where(p => names.Contains(p.NameKey) || (p.EmailKey != null && emails.Contains(p.EmailKey)))
                .OrderBy(p => p.Id)
                .ToListAsync(cancellationToken)
        );
    }

    public bool IsNew(TypedPerson? typed) => typed is not null && Find(typed).Count == 0;

    /// <summary>True where it may mean this person: they are named already, and stay.</summary>
    public bool Means(TypedPerson typed, long? personId) => Find(typed).Exists(p => p.Id == personId);

    /// <returns>A sentence; null: they can be named.</returns>
    public string? WhatIsWrong(string who, TypedPerson? typed, bool isRequired)
    {
        if (typed is null)
            return isRequired ? $"{who} is missing." : null;
        if (string.IsNullOrWhiteSpace(typed.Name))
            return $"{who} has an address and no name. Write: Ada Lovelace <ada@northwind.example>.";
        return PersonFields.Check(who, typed).FirstOrDefault() is { } wrong ? wrong.Sentence : WhoIsWrong(typed);
    }

    /// <summary>As a form shows it at its field; empty: they can be named, or nobody was typed.</summary>
    /// <param name="keeps">Whoever is named already: one who left may stay until somebody else is found.</param>
    public IEnumerable<Problem> Check(string field, TypedPerson? typed, long? keeps = null)
    {
        if (typed is null || string.IsNullOrWhiteSpace(typed.Name) || Means(typed, keeps))
            yield break;
        if (WhoIsWrong(typed) is { } wrong)
            yield return InvalidValue.Of(field, $"{wrong} Nothing was done yet.");
    }

    private string? WhoIsWrong(TypedPerson typed)
    {
        var found = Find(typed);
        if (found.Count > 1)
            return $"{found.Count} people are called {typed.Name}: {string.Join(", ", found.Select(Described))}. Write the address behind the name: {typed.Name} <…@…>.";
        return found.Count == 1 && found[0].LeftAt is not null
            ? $"{found[0].Name} left. Name somebody who is here."
            : null;
    }

    private static string Described(Person person) =>
        (person.Email ?? "one without an address") + (person.LeftAt is null ? "" : " (left)");

    private List<Person> Find(TypedPerson typed)
    {
        var email = string.IsNullOrWhiteSpace(typed.Email) ? null : SortKey.Of(typed.Email);
        var name = SortKey.Of(typed.Name);
        return [.. _people.Where(p => email is null ? p.NameKey == name : p.EmailKey == email)];
    }
}
