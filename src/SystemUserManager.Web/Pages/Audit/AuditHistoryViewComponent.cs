using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using SystemUserManager.Audit;

namespace SystemUserManager.Web.Pages.Audit;

/// <param name="Link">The local path to all of them.</param>
public sealed record AuditHistory(IReadOnlyList<AuditEvent> Rows, string Link);

/// <summary><c>&lt;vc:audit-history of="Token" id="7" /&gt;</c>: the latest that was done to an object, on its own page.</summary>
public sealed class AuditHistoryViewComponent(AuditQueries audit) : ViewComponent
{
    private const int Most = 10;

    /// <param name="of">One of <see cref="AuditObjects.Types"/>.</param>
    /// <param name="id">Ours.</param>
    public async Task<IViewComponentResult> InvokeAsync(string of, long id)
    {
        var objectId = id.ToString(CultureInfo.InvariantCulture);
        var rows = await audit.AboutAsync(of, objectId, Most, HttpContext.RequestAborted);
        return View(new AuditHistory(rows, AuditWords.LinkTo(of, objectId)));
    }
}
