using MetaGraph;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemUserManager.Operations;

namespace SystemUserManager.Tokens;

/// <summary>
/// Whether a token may still come to be of a call that was broken off: Meta may be at work on it when our connection is
/// gone, and a revoke of all that overtakes it doesn't reach it.
/// </summary>
internal sealed class UnheardGenerations(
    IOptions<MetaGraphOptions> graph,
    IOptions<OperationOptions> options,
    TimeProvider time
)
{
    /// <summary>
    /// After all tokens were ended: wait until Meta is surely through with what was broken off, then end all once more.
    /// null: nothing is to be waited for.
    /// </summary>
    public async Task<StepResult?> FindWaitAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var last = await run
            .Db.Operations.Where(o => o.SystemUserId == run.Operation.SystemUserId && o.Id != run.Operation.Id)
            .SelectMany(o => o.Steps)
            .Where(s => s.Name == IssueToken.GenerateAndStage)
            .Where(s => s.State == StepState.Started || s.State == StepState.Unknown)
            .MaxAsync(s => s.StartedAt, cancellationToken);
        var longest = graph.Value.Timeout + options.Value.Settle;
        var left = last + longest - time.GetUtcNow();
        return left > TimeSpan.Zero
            ? new StepResult.Later(
                left < longest ? left.Value : longest,
                "Meta ended all tokens. One was being made when this was asked for, so all are ended once more when Meta is surely through with it."
            )
            : null;
    }
}
