using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>What the form of an act on a found system user asks besides; empty where somebody answers for it already.</summary>
public class AdoptionInput : ActInput, IAdoptionInput
{
    public string? Owner { get; set; }

    public bool OwnerIsTeam { get; set; }

    public string? Purpose { get; set; }

    public string? SawAtMeta { get; set; }

    /// <summary>Each problem at the field that the form has for it: a person stands in one field, name and address.</summary>
    public static IReadOnlyList<Problem> AtFields(IEnumerable<Problem> problems) => CreateInput.AtFields(problems);
}
