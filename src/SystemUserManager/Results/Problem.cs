namespace SystemUserManager.Results;

/// <summary>
/// An expected failure, named after the rule that was broken. <paramref name="Sentence"/> is shown to a person as it
/// is: what happened, what was not done, what to do next.
/// </summary>
public abstract record Problem(string Sentence)
{
    /// <summary>The form field that the sentence belongs to; null: the whole form.</summary>
    public string? Field { get; init; }

    /// <summary>A local path where the reader can go on (an existing system user, the running operation); null: none.</summary>
    public string? Link { get; init; }
}

/// <summary>The object isn't there, or the asker may not see it: the two are answered alike.</summary>
public sealed record NotFound(string What) : Problem($"{What} was not found. Nothing was changed.");

/// <summary>The asker may see the object, but not do this to it.</summary>
public sealed record NotAllowed(string Act)
    : Problem($"You may not {Act} here. Nothing was changed. Ask an administrator of this portfolio.");

/// <summary>A value was missing or didn't fit.</summary>
public sealed record InvalidValue(string FieldName, string Text) : Problem(Text)
{
    public static InvalidValue Required(string field, string label) =>
        new(field, $"{label} is missing. Nothing was done yet.") { Field = field };

    public static InvalidValue Of(string field, string text) => new(field, text) { Field = field };
}
