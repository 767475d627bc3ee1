namespace SystemUserManager.Sandbox.State;

/// <summary>Every token ever made, found by value and by user.</summary>
public sealed class Tokens(Journal journal, SandboxClock clock)
{
    private const string TableName = "tokens";

    private readonly Dictionary<string, Token> _byValue = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Token>> _byUser = new(StringComparer.Ordinal);

    public void Load()
    {
        _byValue.Clear();
        _byUser.Clear();
        // Nothing is ever removed from this table, so the journal gives it in the order of making.
        foreach (var (_, token) in journal.All<Token>(TableName))
            Index(token);
    }

    public void Put(Token token)
    {
        Index(token);
        journal.Put(TableName, token.Value, token);
    }

    public Token? Find(string value) => _byValue.GetValueOrDefault(value);

    public IEnumerable<Token> All => _byValue.Values;

    /// <summary>In the order of making.</summary>
    public List<Token> Of(string userId) => _byUser.TryGetValue(userId, out var list) ? list : _byUser[userId] = [];

    public bool IsRevoked(Token token) => token.RevokedAt <= clock.GetUtcNow();

    public bool IsExpired(Token token) => token.ExpiresAt <= clock.GetUtcNow();

    public bool IsLive(Token token) => !IsRevoked(token) && !IsExpired(token);

    /// <param name="afterlife">How long it stays valid all the same; negative: for ever.</param>
    public void Revoke(Token token, TimeSpan afterlife, int subcode = 467)
    {
        if (token.RevokedAt is not null)
            return;
        token.RevokedAt = afterlife < TimeSpan.Zero ? DateTimeOffset.MaxValue : clock.GetUtcNow() + afterlife;
        token.RevokedSubcode = subcode;
        Put(token);
    }

    private void Index(Token token)
    {
        if (_byValue.TryAdd(token.Value, token))
            Of(token.UserId).Add(token);
    }
}
