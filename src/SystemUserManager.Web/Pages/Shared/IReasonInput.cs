namespace SystemUserManager.Web.Pages.Shared;

/// <summary>The input of a page that asks for a change: why it is wanted, for the record.</summary>
public interface IReasonInput
{
    string? Reason { get; }

    /// <summary>null: none, which the settings may forbid.</summary>
    string? Ticket { get; }
}
