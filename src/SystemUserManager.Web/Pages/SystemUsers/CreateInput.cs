using MetaGraph.Assets;
using MetaGraph.Tokens;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>What the form of a new system user holds, and how it becomes a request.</summary>
public sealed class CreateInput : ActInput
{
    /// <summary>null: not chosen yet.</summary>
    public long? PortfolioId { get; set; }

    public string? Tool { get; set; }

    public string? RunsAt { get; set; }

    public string? Contact { get; set; }

    public string? Purpose { get; set; }

    public string? Name { get; set; }

    /// <summary>The name that was shown to be much like another; sent again with it, it is meant so.</summary>
    public string? AlikeName { get; set; }

    public IntegrationEnvironment Environment { get; set; } = IntegrationEnvironment.Production;

    public string? Owner { get; set; }

    public bool OwnerIsTeam { get; set; }

    public string? Successor { get; set; }

    public bool SuccessorIsTeam { get; set; }

    /// <summary>Which assets are listed; empty: all, as far as they go.</summary>
    public string? AssetSearch { get; set; }

    /// <summary>Those with a tick.</summary>
    public List<long> AssetIds { get; set; } = [];

    /// <summary>Tasks with a tick, by asset. Those of an asset without one are kept on the page and not asked for.</summary>
    public Dictionary<long, string[]> Tasks { get; set; } = [];

    public List<string> Scopes { get; set; } = [];

    public TokenLifetime Lifetime { get; set; } = TokenLifetime.SixtyDays;

    public string? NeverReason { get; set; }

    public TokenDelivery Delivery { get; set; } = TokenDelivery.ReadsVault;

    [BindNever]
    public IReadOnlyList<AskedGrant> Grants =>
        [.. AssetIds.Distinct().Select(id => new AskedGrant(id, Tasks.GetValueOrDefault(id) ?? []))];

    public bool HasTask(long assetId, AssetTask task) =>
        Tasks.GetValueOrDefault(assetId)?.Contains(task.Value, StringComparer.Ordinal) == true;

    public CreateSystemUserRequest ToRequest() =>
        new()
        {
            Act = ToAct(),
            PortfolioId = PortfolioId ?? 0,
            Name = Name ?? "",
            Tool = Tool ?? "",
            RunsAt = RunsAt,
            Contact = Contact,
            Delivery = Delivery,
            Purpose = Purpose ?? "",
            Environment = Environment,
            Owner = TypedPersonText.Read(Owner, OwnerIsTeam) ?? new TypedPerson("", null, OwnerIsTeam),
            Successor = TypedPersonText.Read(Successor, SuccessorIsTeam),
            Grants = Grants,
            Scopes = [.. Scopes.Distinct()],
            Lifetime = Lifetime,
            NeverReason = NeverReason,
        };

    /// <summary>Each problem at the field that the form has for it: a person stands in one field, name and address.</summary>
    public static IReadOnlyList<Problem> AtFields(IEnumerable<Problem> problems) =>
        [
            .. problems.Select(p =>
                p.Field switch
                {
                    "OwnerEmail" => p with { Field = nameof(Owner) },
                    "SuccessorEmail" => p with { Field = nameof(Successor) },
                    _ => p,
                }
            ),
        ];
}
