using SystemUserManager.SystemUsers;

namespace SystemUserManager.Reviews;

/// <summary>One system user as whoever reviews it sees it.</summary>
/// <param name="Reached">In words: "12 ad accounts (up to MANAGE), 1 Page (up to ANALYZE); 2 live tokens".</param>
/// <param name="OpenFindings">Without those that are accepted until a date.</param>
/// <param name="MayAnswer">The asker owns it, or is an administrator of its portfolio.</param>
public sealed record ReviewSubject(
    long Id,
    string Name,
    long PortfolioId,
    string PortfolioName,
    string? OwnerName,
    bool OwnerLeft,
    string? Purpose,
    IntegrationEnvironment? Environment,
    bool IsControl,
    string Reached,
    DateTimeOffset? LastConfirmedAt,
    string? LastConfirmedByName,
    DateOnly? NextReviewOn,
    int OpenFindings,
    bool MayAnswer
);
