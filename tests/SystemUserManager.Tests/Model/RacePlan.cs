namespace SystemUserManager.Tests.Model;

/// <summary>What makes a token while a revoke is asked for.</summary>
internal enum RaceMaker
{
    /// <summary>A new system user and its first token.</summary>
    Creation,

    /// <summary>The only token of a system user made here.</summary>
    OnlyToken,

    /// <summary>One more of a system user made here.</summary>
    SecondToken,

    /// <summary>One of a system user that others made, and may have made tokens of.</summary>
    TokenOfAFoundOne,
}

/// <summary>What the revoke is to end.</summary>
internal enum RaceEnd
{
    All,

    /// <summary>The one that is being made.</summary>
    ThisOne,

    /// <summary>Another of the same system user.</summary>
    TheOther,
}

internal enum RaceTrouble
{
    None,
    TokenUnheardOf,
    VaultUnheardOf,
}

/// <summary>One interleaving, out of one seed. Places are counted as <see cref="RaceWorker"/> stands at them.</summary>
/// <param name="InTheHand">The revoke is asked for between Meta's answer and the write into the vault.</param>
/// <param name="AskAfter">Otherwise: places that the maker passes before the revoke is asked for.</param>
/// <param name="Together">The maker goes on while the revoke is being asked for, rather than after.</param>
/// <param name="TryAfter">Places that the maker passes more before the other worker tries the revoke again.</param>
/// <param name="Dies">The maker dies where it stands then.</param>
/// <param name="RevokeStopsAfter">Places that the revoke passes before others try to do something beside it.</param>
/// <param name="Order">In which order what is due is taken up, and by whom.</param>
internal sealed record RacePlan(
    RaceMaker Maker,
    RaceEnd End,
    RaceTrouble Trouble,
    bool InTheHand,
    int AskAfter,
    bool Together,
    int TryAfter,
    bool Dies,
    int RevokeStopsAfter,
    Random Order
)
{
    // An issue has some thirty places, a creation some sixty, a revoke some thirty.
    private const int PlacesOfAnIssue = 32;
    private const int PlacesOfACreation = 60;
    private const int PlacesOfARevoke = 30;

    public static RacePlan Of(int seed)
    {
        var random = new Random(seed);
        var maker = OneOf(RaceMaker.Creation, RaceMaker.OnlyToken, RaceMaker.SecondToken, RaceMaker.TokenOfAFoundOne);
        return new RacePlan(
            maker,
            maker == RaceMaker.SecondToken
                ? OneOf(RaceEnd.All, RaceEnd.ThisOne, RaceEnd.TheOther)
                : OneOf(RaceEnd.All, RaceEnd.ThisOne),
            OneOf(
                RaceTrouble.None,
                RaceTrouble.None,
                RaceTrouble.None,
                RaceTrouble.TokenUnheardOf,
                RaceTrouble.VaultUnheardOf
            ),
            random.Next(5) == 0,
            random.Next(maker == RaceMaker.Creation ? PlacesOfACreation : PlacesOfAnIssue),
            random.Next(4) == 0,
            random.Next(PlacesOfARevoke),
            random.Next(6) == 0,
            random.Next(PlacesOfARevoke),
            random
        );

        T OneOf<T>(params T[] all) => all[random.Next(all.Length)];
    }
}
