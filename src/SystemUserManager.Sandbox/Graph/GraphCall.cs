using System.Text.Json;
using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Graph;

/// <summary>One operation: an HTTP request, or an item of a batch.</summary>
internal sealed class GraphCall
{
    public required GraphState State { get; init; }

    public required string Method { get; init; }

    /// <summary>As it came, with its version.</summary>
    public required string Path { get; init; }

    /// <summary>Of query and body together.</summary>
    public required Arguments Arguments { get; init; }

    /// <summary>The address that this server is called by, for <c>paging.next</c>.</summary>
    public required string BaseAddress { get; init; }

    /// <summary>Text of the caller's token; null when none came.</summary>
    public required string? TokenText { get; init; }

    /// <summary>Without the version. Set by the pipeline.</summary>
    public string[] Segments { get; set; } = [];

    /// <summary>The version that serves the call. Set by the pipeline.</summary>
    public string Version { get; set; } = ApiVersions.Latest;

    /// <summary>Set by the pipeline, once the token is known to be good.</summary>
    public Caller Caller { get; set; } = null!;

    public bool IsGet => Method is "GET";

    /// <summary>The id under which this caller's app sees a member; assigned at the first look.</summary>
    public string IdOf(BusinessMember member)
    {
        if (member is SystemUser user && !user.AppScopedIds.ContainsKey(Caller.App.Id))
        {
            user.AppScopedIds[Caller.App.Id] = State.Ids.AppScoped();
            State.Members.Put(user);
        }
        return member.IdFor(Caller.App.Id);
    }
}

/// <summary>What one call answers. The body is JSON.</summary>
internal sealed record GraphAnswer(
    int Status,
    byte[] Body,
    string Version,
    IReadOnlyList<KeyValuePair<string, string>> Headers
);

/// <summary>Writes the answer's body.</summary>
internal delegate void Answer(Utf8JsonWriter json);
