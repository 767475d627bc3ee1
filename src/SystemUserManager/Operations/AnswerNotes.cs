using System.Data.Common;
using MetaGraph.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Operations;

/// <summary>What Meta's answers of a step said of limits and of the time, noted for all workers. Never in the way of the step's outcome.</summary>
internal sealed partial class AnswerNotes(GraphLimits limits, ClockWatch clock, ILogger<AnswerNotes> logger)
{
    /// <param name="session">null: Meta was not called.</param>
    /// <param name="met">What the step failed with; null: it didn't.</param>
    public async Task NoteAsync(PortfolioSession? session, Exception? met)
    {
        if (session is null)
            return;
        if (session.Graph.ClockSkew is { } skew)
            clock.Note(skew, ClockWatch.Meta);
        TimeSpan? refusedFor = met switch
        {
            MetaGraphException { Kind: GraphErrorKind.Throttled } throttle => limits.Wait(throttle.RetryAfter),
            GraphLimitNearException near => limits.Wait(near.Wait),
            _ => null,
        };
        try
        {
            await limits.NoteAsync(
                session.PortfolioId,
                session.Graph.Usage,
                refusedFor,
                met is MetaGraphException { IsLimitOfApp: true }
            );
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException)
        {
            LogNotNoted(logger, failure.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was heard of Meta's limit could not be noted: {Failure}")]
    private static partial void LogNotNoted(ILogger logger, string failure);
}
