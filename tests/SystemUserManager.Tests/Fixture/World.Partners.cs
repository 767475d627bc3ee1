using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemUserManager.Partners;
using SystemUserManager.Results;

namespace SystemUserManager.Tests.Fixture;

/// <content>Partners, and ending them.</content>
public sealed partial class World
{
    public async Task<Partner> PartnerAsync(string name)
    {
        await using var db = OpenDatabase();
        return await db.Partners.AsNoTracking().SingleAsync(p => p.Name == name);
    }

    /// <param name="saw">null: the mark of what its form shows now.</param>
    public Task<Result<long>> AskEndAsync(long partnerId, string? saw = null) =>
        InScopeAsync(async scope =>
        {
            var shown = await scope.GetRequiredService<PartnerQueries>().PreviewEndAsync(partnerId, default);
            return await scope
                .GetRequiredService<EndPartner>()
                .AskAsync(new EndPartnerRequest(Act(), partnerId, saw ?? shown?.Saw), default);
        });
}
