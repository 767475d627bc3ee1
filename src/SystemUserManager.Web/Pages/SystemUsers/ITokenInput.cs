using MetaGraph.Tokens;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>The part of a form that says what a new token is to be.</summary>
public interface ITokenInput
{
    List<string> Scopes { get; }

    TokenLifetime Lifetime { get; }

    string? NeverReason { get; }

    /// <summary>The key of a purpose preset; null: none is chosen.</summary>
    string? Preset { get; }

    /// <summary>Why scopes go beyond the preset.</summary>
    string? ScopesWhy { get; }
}
