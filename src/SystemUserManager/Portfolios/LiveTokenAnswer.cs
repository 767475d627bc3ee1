namespace SystemUserManager.Portfolios;

/// <summary>What becomes of the live tokens of a system user whose portfolio is disconnected.</summary>
public enum LiveTokenChoice
{
    /// <summary>Somebody else looks after them from now on; who is written down.</summary>
    HandOver,

    /// <summary>All its tokens are ended first, those made elsewhere included.</summary>
    Revoke,

    /// <summary>They live on; why is written down.</summary>
    Keep,
}

/// <param name="Words">To whom they are handed over, with a contact; or why they are kept. null: they are revoked.</param>
public sealed record LiveTokenAnswer(long SystemUserId, LiveTokenChoice Choice, string? Words);
