using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SystemUserManager.Data;

namespace SystemUserManager.Operations;

public enum StepState
{
    Pending,

    /// <summary>Written down before it began; found so after a crash, it may or may not have happened.</summary>
    Started,

    /// <summary>We asked and never heard.</summary>
    Unknown,
    Done,
    Failed,

    /// <summary>Not needed in this run.</summary>
    Skipped,
}

/// <summary>One step of an operation, written down before it starts and after it ends.</summary>
public sealed class OperationStep : IPortfolioScoped
{
    public long Id { get; private set; }

    public long OperationId { get; private set; }

    public required long? PortfolioId { get; init; }

    public required int Number { get; init; }

    public required string Name { get; init; }

    public StepState State { get; set; }

    /// <summary>How often it was started.</summary>
    public int Attempts { get; set; }

    /// <summary>Tells the effect of one attempt from another's in the vault's tags; made anew at each start.</summary>
    public Guid? AttemptId { get; set; }

    public DateTimeOffset? FirstStartedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What happened, in words, for the page.</summary>
    public string? Message { get; set; }

    /// <summary>Done, but a person should read the message.</summary>
    public bool HasWarning { get; set; }

    /// <summary>What the step learned and a later step (or its own repetition) needs, as JSON; no secret.</summary>
    public string? Facts { get; set; }

    /// <summary>Meta's trace id of the last refusal, to quote to their support.</summary>
    public string? TraceId { get; set; }

    public T? ReadFacts<T>()
        where T : class => Facts is null ? null : JsonSerializer.Deserialize<T>(Facts, Operation.Json);

    public void WriteFacts<T>(T facts)
        where T : class => Facts = JsonSerializer.Serialize(facts, Operation.Json);

    internal sealed class Configuration : IEntityTypeConfiguration<OperationStep>
    {
        public void Configure(EntityTypeBuilder<OperationStep> builder)
        {
            builder.ToTable("OperationSteps");
            builder.HasIndex(s => new { s.OperationId, s.Number }).IsUnique();
        }
    }
}
