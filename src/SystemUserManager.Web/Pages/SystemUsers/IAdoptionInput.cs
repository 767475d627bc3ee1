using SystemUserManager.People;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>The part of a form of an act on a found system user that asks who answers for it; empty where somebody does already.</summary>
public interface IAdoptionInput
{
    string? Owner { get; }

    bool OwnerIsTeam { get; }

    string? Purpose { get; }

    /// <summary>What the form showed of it at Meta, as a mark.</summary>
    string? SawAtMeta { get; }
}

internal static class AdoptionInputExtensions
{
    public static AdoptionRequest ToAdoption(this IAdoptionInput input) =>
        new(TypedPersonText.Read(input.Owner, input.OwnerIsTeam), input.Purpose) { SawAtMeta = input.SawAtMeta };
}
