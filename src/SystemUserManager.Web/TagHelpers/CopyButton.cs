using System.Text.Encodings.Web;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>The button that copies a text. It stays hidden until the script is there, because it does nothing without.</summary>
internal static class CopyButton
{
    /// <param name="text">null: the text of the code beside it.</param>
    /// <param name="what">What is copied, for the button's name: "Copy {what}".</param>
    public static string Html(string? text, string what)
    {
        var encode = HtmlEncoder.Default;
        var name = encode.Encode($"Copy {what}");
        return $"""<button type="button" class="copy" data-copy="{encode.Encode(text ?? "")}" title="{name}" aria-label="{name}">{Icons.Svg("copy")}</button>""";
    }
}
