using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SystemUserManager.Portfolios;

namespace SystemUserManager.Operations;

/// <summary>What Meta's answers of a step said of limits and of the time, noted for all workers. Never in the way of the step's outcome.</summary>
internal sealed partial class AnswerNotes(GraphLimits limits, ClockWatch clock, ILogger<AnswerNotes> logger)
{
    /// <param name="sessions">All that the run opened, one for each app.</param>
    public async Task NoteAsync(IEnumerable<PortfolioSession> sessions)
    {
        foreach (var session in sessions)
        {
            if (session.Graph.ClockSkew is { } skew)
                clock.Note(skew, ClockWatch.Meta);
            try
            {
                await limits.NoteAsync(session);
            }
            catch (Exception failure) when (failure is DbException or DbUpdateException)
            {
                LogNotNoted(logger, failure.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was heard of Meta's limit could not be noted: {Failure}")]
    private static partial void LogNotNoted(ILogger logger, string failure);
}
