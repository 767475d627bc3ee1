using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Banners;

/// <summary>Something that everybody should know on every page, for as long as it is so.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="LinkText">The words of the link, with <paramref name="Href"/>; null: nothing to go to.</param>
public sealed record Banner(string Text, Tone Tone, string? LinkText = null, string? Href = null);
