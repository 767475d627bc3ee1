using MetaGraph.Tokens;
using SystemUserManager.People;
using SystemUserManager.Results;
using SystemUserManager.SystemUsers;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>What the form of a new system user holds, and how it becomes a request.</summary>
public sealed class CreateInput : GrantsInput, ITokenInput
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

    public List<string> Scopes { get; set; } = [];

    public TokenLifetime Lifetime { get; set; } = TokenLifetime.SixtyDays;

    public string? NeverReason { get; set; }

    /// <summary>Why scopes go beyond the preset.</summary>
    public string? ScopesWhy { get; set; }

    public TokenDelivery Delivery { get; set; } = TokenDelivery.ReadsVault;

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
            Preset = Preset,
            GrantsWhy = GrantsWhy,
            ScopesWhy = ScopesWhy,
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
