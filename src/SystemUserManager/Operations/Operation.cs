using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Apps;
using SystemUserManager.Data;
using SystemUserManager.Partners;
using SystemUserManager.People;
using SystemUserManager.Portfolios;
using SystemUserManager.SystemUsers;
using SystemUserManager.Tokens;

namespace SystemUserManager.Operations;

public enum OperationKind
{
    ConnectPortfolio,
    ReadPortfolio,
    CreateSystemUser,
    RevokeToken,
    RevokeAllTokens,
    VerifyAudit,

    /// <summary>Asked for by the product itself.</summary>
    TidyVault,
    ChangeAccess,
    IssueToken,
    RegisterToken,
    RenameSystemUser,

    /// <summary>Looks which secrets of the vault hold tokens that the record doesn't know.</summary>
    CheckSecrets,

    /// <summary>Asked for by the product itself.</summary>
    RenewControlToken,
    ReplaceControlToken,

    /// <summary>Another app of a connected portfolio, with its own control token.</summary>
    AddApp,

    /// <summary>Asked for by the product itself: what Meta says of each live token, once a day.</summary>
    CheckTokenHealth,

    /// <summary>Takes away what is shared with a partner.</summary>
    EndPartner,

    /// <summary>Ends reading and acting for a portfolio, once what was to be revoked there is.</summary>
    DisconnectPortfolio,
}

public enum OperationState
{
    /// <summary>Asked for, or put back until <see cref="Operation.WaitsUntil"/>.</summary>
    Waiting,

    /// <summary>A worker holds the lease.</summary>
    Running,
    Done,

    /// <summary>Ended cleanly without doing all of it; <see cref="Operation.Outcome"/> says what was and wasn't done.</summary>
    Failed,

    /// <summary>It goes on when a person made one of <see cref="Operation.Choices"/>.</summary>
    NeedsAttention,
}

/// <summary>
/// Work that somebody asked for, with its steps: the truth about it, whichever process carries it out and however often
/// that process dies. It holds no secret.
/// </summary>
public sealed class Operation : IPortfolioScoped
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    public long Id { get; private set; }

    public required OperationKind Kind { get; init; }

    /// <summary>null: about the product itself, no portfolio.</summary>
    public required long? PortfolioId { get; init; }

    public long? SystemUserId { get; set; }

    /// <summary>Set by a creation when Meta has made it; loaded only on demand.</summary>
    public SystemUser? SystemUser { get; set; }

    /// <summary>Through which of the portfolio's other apps Meta is called; null: the one that it is connected through.</summary>
    public long? PortfolioAppId { get; set; }

    public long? TokenId { get; set; }

    /// <summary>Set when a token is about to be issued; loaded only on demand.</summary>
    public Token? Token { get; set; }

    /// <summary>The partner that it ends; null: it ends none.</summary>
    public long? PartnerId { get; set; }

    /// <summary>What it is about, in words, for lists: "Create northwind ads reporting".</summary>
    public required string Title { get; set; }

    /// <summary>Made by the form and sent with it, so that a form sent twice asks once.</summary>
    public required Guid RequestKey { get; init; }

    /// <summary>null: asked for by the product itself.</summary>
    public required long? AskedById { get; init; }

    public required string AskedByName { get; init; }

    public required string Reason { get; init; }

    public string? Ticket { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>What was asked, as JSON of the act's own input record.</summary>
    public required string Input { get; set; }

    /// <summary>Only for a creation that isn't final: keeps the name from being made twice.</summary>
    public string? NameKey { get; set; }

    /// <summary>True if it changes Meta or the vault; at most one of these runs per system user.</summary>
    public required bool IsChange { get; init; }

    public OperationState State { get; private set; }

    public DateTimeOffset? WaitsUntil { get; private set; }

    /// <summary>Why it waits or stands, or how it ended, in words.</summary>
    public string? Outcome { get; private set; }

    /// <summary>What a person may choose when it needs attention; empty otherwise.</summary>
    public string Choices { get; private set; } = "";

    /// <summary>What a person chose and no step has acted on yet.</summary>
    public OperationChoice? Chosen { get; private set; }

    /// <summary>Set when a revoke wants this operation to stop after its step.</summary>
    public bool StopRequested { get; set; }

    /// <summary>Counts every write of the worker; a worker whose lease was taken over can't write any more.</summary>
    public int Version { get; set; }

    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public DateTimeOffset? FirstStartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public List<OperationStep> Steps { get; } = [];

    /// <summary>Ends tokens: it goes before all other work.</summary>
    public bool IsRevoke => Kind is OperationKind.RevokeToken or OperationKind.RevokeAllTokens;

    public bool IsFinal => State is OperationState.Done or OperationState.Failed;

    public T ReadInput<T>() => JsonSerializer.Deserialize<T>(Input, Json)!;

    public void WriteInput<T>(T input) => Input = JsonSerializer.Serialize(input, Json);

    public void Start(DateTimeOffset at)
    {
        State = OperationState.Running;
        WaitsUntil = null;
        FirstStartedAt ??= at;
    }

    public void Wait(DateTimeOffset? until, string? why)
    {
        State = OperationState.Waiting;
        WaitsUntil = until;
        Outcome = why;
        Choices = "";
        ReleaseLease();
    }

    public void End(OperationState state, string outcome, DateTimeOffset at)
    {
        State = state;
        Outcome = outcome;
        Choices = "";
        WaitsUntil = null;
        EndedAt = at;
        NameKey = null;
        ReleaseLease();
    }

    public void AskFor(string why, IEnumerable<OperationChoice> choices)
    {
        State = OperationState.NeedsAttention;
        Outcome = why;
        Choices = string.Join(',', choices);
        WaitsUntil = null;
        ReleaseLease();
    }

    /// <summary>A person decided: the work goes on at the step that asked, which looks before it repeats anything.</summary>
    public void GoOnWith(OperationChoice choice)
    {
        Chosen = choice;
        foreach (var step in Steps.Where(s => s.State == StepState.Failed))
        {
            step.State = StepState.Pending;
            step.Attempts = Math.Min(step.Attempts, 1);
        }

        Wait(null, null);
    }

    /// <summary>True once for a choice that was made: the step that asked acts on it now.</summary>
    public bool TakeChoice(OperationChoice choice)
    {
        if (Chosen != choice)
            return false;
        Chosen = null;
        return true;
    }

    public IReadOnlyList<OperationChoice> OpenChoices() =>
        Choices.Length == 0 ? [] : [.. Choices.Split(',').Select(Enum.Parse<OperationChoice>)];

    private void ReleaseLease()
    {
        LeaseOwner = null;
        LeaseUntil = null;
    }

    internal sealed class Configuration : IEntityTypeConfiguration<Operation>
    {
        public void Configure(EntityTypeBuilder<Operation> builder)
        {
            builder.ToTable("Operations");
            builder.Ignore(o => o.IsFinal);
            builder.Ignore(o => o.IsRevoke);
            builder.Property(o => o.Version).IsConcurrencyToken();
            builder.Property(o => o.NameKey).HasMaxLength(400);
            builder.HasIndex(o => o.RequestKey).IsUnique();
            builder.HasIndex(o => new { o.PortfolioId, o.NameKey }).IsUnique();
            builder
                .HasIndex(o => o.SystemUserId)
                .IsUnique()
                .HasFilter("\"State\" = 'Running' AND \"IsChange\"")
                .HasDatabaseName("IX_Operations_OneRunningChange");
            builder.HasIndex(o => o.SystemUserId, "IX_Operations_SystemUserId");
            builder.HasIndex(o => new { o.State, o.WaitsUntil });
            builder.HasOne<Portfolio>().WithMany().HasForeignKey(o => o.PortfolioId).OnDelete(DeleteBehavior.Restrict);
            builder
                .HasOne(o => o.SystemUser)
                .WithMany()
                .HasForeignKey(o => o.SystemUserId)
                .OnDelete(DeleteBehavior.Restrict);
            builder
                .HasOne<PortfolioApp>()
                .WithMany()
                .HasForeignKey(o => o.PortfolioAppId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Partner>().WithMany().HasForeignKey(o => o.PartnerId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne(o => o.Token).WithMany().HasForeignKey(o => o.TokenId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<Account>().WithMany().HasForeignKey(o => o.AskedById).OnDelete(DeleteBehavior.Restrict);
            builder.HasMany(o => o.Steps).WithOne().HasForeignKey(s => s.OperationId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
