namespace SystemUserManager.Data;

/// <summary>
/// One version of a fact in history, true in [ValidFrom, ValidTo). ValidFrom is the read that first saw it, ValidTo the
/// first complete read that didn't see it any more (null: it holds now). NotBefore is the last read without it (null:
/// it was there at the first read, and what came before is not known). All UTC.
/// </summary>
public interface IVersion
{
    DateTimeOffset ValidFrom { get; }

    DateTimeOffset? ValidTo { get; }

    DateTimeOffset? NotBefore { get; }
}
