namespace SystemUserManager.Web.TagHelpers;

/// <summary>How a state is to be taken. A tone is always shown as colour, icon and words together.</summary>
public enum Tone
{
    /// <summary>Nothing to be glad or worried about: pending, skipped, ended.</summary>
    Neutral,

    /// <summary>Under way.</summary>
    Working,
    Good,

    /// <summary>Somebody should look.</summary>
    Warning,

    /// <summary>It failed, or harm is near.</summary>
    Bad,
}
