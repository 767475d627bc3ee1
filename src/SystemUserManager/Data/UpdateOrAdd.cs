using Microsoft.EntityFrameworkCore;

namespace SystemUserManager.Data;

/// <summary>For bookkeeping rows that several workers write: of two that add the same at once, the second updates it.</summary>
internal static class UpdateOrAdd
{
    /// <param name="update">Returns how many rows it changed.</param>
    /// <param name="because">Why this is no act, and needs no audit record.</param>
    public static async Task RunAsync(
        AppDb db,
        Func<Task<int>> update,
        Func<object> row,
        string because,
        CancellationToken cancellationToken
    )
    {
        if (await update() == 1)
            return;
        db.Add(row());
        try
        {
            using (db.Unaudited(because))
                await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            await update();
        }
    }
}
