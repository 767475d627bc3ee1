using System.Globalization;
using SystemUserManager.Configuration;

namespace SystemUserManager.Findings;

/// <summary>The section <c>Policy</c> of the settings: from where on something counts as a risk.</summary>
public sealed class PolicyOptions
{
    public const string Section = "Policy";

    /// <summary>A token that ends within so many days is a finding. Default 20; 2-90.</summary>
    public int ExpiringDays { get; set; } = 20;

    /// <summary>From so many days on it is bad. Default 7; less than <see cref="ExpiringDays"/>.</summary>
    public int ExpiringSoonDays { get; set; } = 7;

    /// <summary>From so many days on somebody should look now. Default 1; less than <see cref="ExpiringSoonDays"/>, at least 1.</summary>
    public int ExpiringNowDays { get; set; } = 1;

    /// <summary>The same for control tokens. Default 20; 1-90.</summary>
    public int ControlTokenEndingDays { get; set; } = 20;

    /// <summary>Who reaches at least this share of a kind of asset reaches nearly everything. Default 80; 1-100.</summary>
    public int NearlyEverythingPercent { get; set; } = 80;

    /// <summary>And at least so many. Default 5; 1-10000.</summary>
    public int NearlyEverythingLeast { get; set; } = 5;

    /// <summary>A system user made more days ago is old. Default 365; 30-3650.</summary>
    public int OldDays { get; set; } = 365;

    /// <summary>After so many days somebody should say again that it is still needed; a partner, too. Default 180; 7-3650.</summary>
    public int NotConfirmedDays { get; set; } = 180;

    /// <summary>A token is exchanged for a new one at least every so many days. Default 180; 1-3650.</summary>
    public int RotateDays { get; set; } = 180;

    /// <summary>From this share on a portfolio's slots are nearly full. Default 80; 1-100.</summary>
    public int SlotsFullPercent { get; set; } = 80;

    /// <summary>So many assets of its kind must be there before, for a new one to be missed by those who reach all of them. Default 3; 1-1000.</summary>
    public int NewAssetSiblings { get; set; } = 3;

    /// <summary>For so many days an asset is new. Default 30; 1-365.</summary>
    public int NewAssetDays { get; set; } = 30;

    /// <exception cref="WrongSettingException">One doesn't fit; the message names its key.</exception>
    public static void Check(Settings settings)
    {
        var usual = new PolicyOptions();
        var expiring = Number(nameof(ExpiringDays), usual.ExpiringDays, 2, 90);
        var soon = Number(nameof(ExpiringSoonDays), usual.ExpiringSoonDays, 1, 90);
        var now = Number(nameof(ExpiringNowDays), usual.ExpiringNowDays, 1, 90);
        Less(nameof(ExpiringSoonDays), soon, nameof(ExpiringDays), expiring);
        Less(nameof(ExpiringNowDays), now, nameof(ExpiringSoonDays), soon);
        Number(nameof(ControlTokenEndingDays), usual.ControlTokenEndingDays, 1, 90);
        Number(nameof(NearlyEverythingPercent), usual.NearlyEverythingPercent, 1, 100);
        Number(nameof(NearlyEverythingLeast), usual.NearlyEverythingLeast, 1, 10_000);
        Number(nameof(OldDays), usual.OldDays, 30, 3650);
        Number(nameof(NotConfirmedDays), usual.NotConfirmedDays, 7, 3650);
        Number(nameof(RotateDays), usual.RotateDays, 1, 3650);
        Number(nameof(SlotsFullPercent), usual.SlotsFullPercent, 1, 100);
        Number(nameof(NewAssetSiblings), usual.NewAssetSiblings, 1, 1000);
        Number(nameof(NewAssetDays), usual.NewAssetDays, 1, 365);

        int Number(string key, int otherwise, int least, int most) =>
            settings.Number($"{Section}:{key}", otherwise, least, most);
    }

    private static void Less(string key, int less, string otherKey, int more)
    {
        if (less >= more)
            throw new WrongSettingException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Section}:{key} is {less}, but it must be less than {Section}:{otherKey}, which is {more}."
                )
            );
    }
}
