using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SystemUserManager.Web.Pages;

[IgnoreAntiforgeryToken]
public sealed class NotFoundModel : PageModel;
