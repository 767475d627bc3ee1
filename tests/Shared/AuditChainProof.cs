using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemUserManager.Audit;
using SystemUserManager.Data;

namespace SystemUserManager.Tests.Shared;

/// <summary>Reckons the audit log's hashes anew from what stands in it, with nothing of the product's own.</summary>
internal static class AuditChainProof
{
    public static async Task<IReadOnlyList<AuditEvent>> HoldsAsync(AppDb db)
    {
        var rows = await db.AuditEvents.AsNoTracking().OrderBy(e => e.Sequence).ToListAsync();
        var previous = new string('0', 64);
        foreach (var (index, row) in rows.Index())
        {
            Assert.Equal(index + 1, row.Sequence);
            Assert.Equal(Sha256(row.Text), row.RowHash);
            Assert.Equal(Sha256(previous + row.RowHash), row.Hash);
            previous = row.Hash;
        }

        var head = await db.AuditHeads.AsNoTracking().SingleAsync();
        Assert.Equal((rows.Count, previous), (head.Sequence, head.Hash));
        return rows;
    }

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
