using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SystemUserManager.Web.Pages;

public sealed class IndexModel : PageModel;
