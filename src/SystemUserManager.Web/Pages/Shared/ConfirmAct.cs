namespace SystemUserManager.Web.Pages.Shared;

/// <summary>The end of a form that asks for a change.</summary>
/// <param name="Verb">The words of the button, which say what happens: "Revoke this token", never "OK".</param>
/// <param name="CancelTo">The local path that one came from.</param>
/// <param name="Danger">It takes something away.</param>
/// <param name="Warning">A sentence on what can't be undone; null: nothing.</param>
/// <param name="OffBecause">Why it can't be asked for now; null: it can.</param>
public sealed record ConfirmAct(
    string Verb,
    string CancelTo,
    bool Danger = false,
    string? Warning = null,
    string? OffBecause = null
);
