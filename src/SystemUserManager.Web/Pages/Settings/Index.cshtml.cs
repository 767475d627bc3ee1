using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SystemUserManager.Web.Pages.Settings;

public sealed class IndexModel : PageModel;
