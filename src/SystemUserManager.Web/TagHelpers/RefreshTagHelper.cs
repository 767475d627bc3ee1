using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.TagHelpers;

/// <summary>
/// <c>&lt;div id="operation" refresh-from="@(isSettled ? null : path)" refresh-every="1"&gt;</c>: the script asks for this
/// piece again until the page leaves the address out. A data attribute written by hand would stay, empty.
/// </summary>
[HtmlTargetElement(Attributes = Attribute)]
public sealed class RefreshTagHelper : TagHelper
{
    private const string Attribute = "refresh-from";

    /// <summary>A local path; null or empty: nothing moves any more.</summary>
    [HtmlAttributeName(Attribute)]
    public string? From { get; set; }

    /// <summary>In seconds.</summary>
    [HtmlAttributeName("refresh-every")]
    public int Every { get; set; } = 2;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (string.IsNullOrEmpty(From))
            return;
        output.Attributes.SetAttribute("data-refresh", From);
        output.Attributes.SetAttribute("data-every", Every.ToString(CultureInfo.InvariantCulture));
    }
}
