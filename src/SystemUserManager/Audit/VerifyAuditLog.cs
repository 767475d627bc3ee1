using SystemUserManager.Tokens;

namespace SystemUserManager.Audit;

/// <summary>
/// Verifies the audit log, against the anchors in the vault where this process may read it. Changes nothing, anywhere.
/// The current user must see all portfolios.
/// </summary>
public sealed class VerifyAuditLog
{
    private readonly AuditVerifier _verifier;
    private readonly AnchorVault? _vault;

    internal VerifyAuditLog(AuditVerifier verifier, AnchorVault? vault) => (_verifier, _vault) = (verifier, vault);

    public async Task<AuditVerification> RunAsync(CancellationToken cancellationToken)
    {
        // Before the rows: an anchor that is taken while they are read may be of one that comes later.
        var (anchors, problem) = await ReadAnchorsAsync(cancellationToken);
        return await _verifier.VerifyAsync(anchors, cancellationToken) with { AnchorsProblem = problem };
    }

    private async Task<(IReadOnlyList<Anchor>? Anchors, string? Problem)> ReadAnchorsAsync(
        CancellationToken cancellationToken
    )
    {
        if (_vault is null)
            return (null, "this process has no way to the vault.");
        try
        {
            return (await _vault.ListAsync(cancellationToken), null);
        }
        catch (VaultException failure)
        {
            return (null, failure.Message);
        }
    }
}
