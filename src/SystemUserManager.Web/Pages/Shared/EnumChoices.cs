using Microsoft.AspNetCore.Mvc.Rendering;
using SystemUserManager.Web.TagHelpers;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>The values of an enumeration as the options of a list, in the words that pages use for them.</summary>
public static class EnumChoices
{
    public static IEnumerable<SelectListItem> Of<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => new SelectListItem(StateWords.Of(value).Text, value.ToString()));
}
