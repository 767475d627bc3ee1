namespace SystemUserManager.People;

/// <summary>A person in one field: "Ada Lovelace", or "Ada Lovelace &lt;ada@example.com&gt;" as the suggestions say it.</summary>
public static class TypedPersonText
{
    /// <summary>null: nothing was typed.</summary>
    public static TypedPerson? Read(string? text, bool isTeam)
    {
        var typed = text?.Trim() ?? "";
        if (typed.Length == 0)
            return null;
        var start = typed.LastIndexOf('<');
        return start >= 0 && typed.EndsWith('>')
            ? new TypedPerson(typed[..start].Trim(), typed[(start + 1)..^1].Trim(), isTeam)
            : new TypedPerson(typed, null, isTeam);
    }
}
