namespace SystemUserManager.Tests.Model;

internal enum WalkAct
{
    AskCreate,
    AskIssue,
    AskRevoke,
    AskRevokeAll,
    RunOne,
    RunAll,
    DieInOne,
    TimePasses,
    TroubleAtMeta,
    LoseAToken,
    TroubleAtTheVault,
    TroubleEnds,
    Reconcile,
    Decide,
}

/// <summary>An act and two numbers, of which each act makes what it needs.</summary>
internal sealed record WalkStep(WalkAct Act, int One, int Other);
