using System.Globalization;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>How many system users a portfolio has, beside how many Meta allows; its one admin isn't counted.</summary>
public static class Slots
{
    /// <param name="slots">null: the access tier isn't known, and so neither is this.</param>
    public static string InWords(int used, int? slots) =>
        slots is { } all
            ? string.Create(CultureInfo.InvariantCulture, $"{used} of {all} {(all == 1 ? "slot" : "slots")}")
            : string.Create(CultureInfo.InvariantCulture, $"{used} used, of how many isn't known");
}
