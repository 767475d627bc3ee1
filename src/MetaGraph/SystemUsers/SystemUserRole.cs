using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetaGraph.SystemUsers;

/// <summary>
/// What a system user may do in its business, as Meta writes it; values not known here are kept.
/// https://developers.facebook.com/docs/business-management-apis/system-users/overview (read 2026-11-24).
/// </summary>
[JsonConverter(typeof(GraphWordJsonConverter<SystemUserRole>))]
public readonly record struct SystemUserRole(string Value) : IGraphWord<SystemUserRole>
{
    /// <summary>Reaches all assets of the business and can make system users.</summary>
    public static SystemUserRole Admin { get; } = new("ADMIN");

    /// <summary>Reaches only the assets assigned to it.</summary>
    public static SystemUserRole Employee { get; } = new("EMPLOYEE");

    static SystemUserRole IGraphWord<SystemUserRole>.From(string value) => new(value);

    public override string ToString() => Value ?? "";
}
