using SystemUserManager.Operations;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Tokens;

/// <summary>
/// The worker's half of <see cref="IssueToken"/> for an existing system user, which may have other tokens: whatever is
/// lost, those stay alive.
/// </summary>
internal sealed class IssueTokenWork(IssueTokenSteps issue, ControlRights rights) : IOperationWork
{
    public OperationKind Kind => OperationKind.IssueToken;

    public IReadOnlyList<WorkStep> Steps =>
        [
            new(IssueToken.CheckRights, StepEffect.Reads, (run, ct) => rights.CheckAsync(run, [], ct)),
            new(IssueToken.InstallApp, StepEffect.Changes, AppInstallation.InstallAsync),
            .. issue.Steps(run => run.Input<IssueTokenInput>().Token),
        ];

    public string Summarize(Operation operation)
    {
        var secret = operation
            .Steps.Single(s => s.Name == IssueToken.ReserveInVault)
            .ReadFacts<Reservation>()!
            .SecretName;
        return $"The new token is in the vault as \"{secret}\", proved to work; nobody has seen it. Other tokens of this system user stay as they were.";
    }
}
