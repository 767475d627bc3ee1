using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SystemUserManager.Web.Tests.TagHelpers;

/// <summary>Runs one tag helper as a page would, and gives its HTML.</summary>
internal static class Rendering
{
    /// <param name="element">The element's name on the page.</param>
    /// <param name="inner">What stands between its tags, as text: encoded like a page would.</param>
    public static async Task<string> RenderAsync(TagHelper helper, string element, string inner = "")
    {
        var context = new TagHelperContext([], new Dictionary<object, object>(), "test");
        var output = new TagHelperOutput(
            element,
            [],
            (_, _) =>
            {
                var content = new DefaultTagHelperContent();
                content.SetContent(inner);
                return Task.FromResult<TagHelperContent>(content);
            }
        );
        await helper.ProcessAsync(context, output);
        using var writer = new StringWriter();
        output.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
