namespace SystemUserManager.Tests.Model;

internal enum WalkAct
{
    AskCreate,
    AskRevoke,
    AskRevokeAll,
    RunOne,
    RunAll,
    DieInOne,
    TimePasses,
    TroubleAtMeta,
    TroubleAtTheVault,
    TroubleEnds,
    Reconcile,
    Decide,
}

/// <summary>An act and two numbers, of which each act makes what it needs.</summary>
internal sealed record WalkStep(WalkAct Act, int One, int Other);
