namespace SystemUserManager.Sandbox.Graph;

/// <summary>One entry of a <c>fields</c> parameter: <c>assigned_users.business(1).limit(5){id,tasks}</c>.</summary>
/// <param name="Inner">What stands between its braces; null when there are none.</param>
internal sealed record Field(string Name, Arguments Arguments, IReadOnlyList<Field>? Inner);

/// <summary>Reads the field expansion syntax.</summary>
internal sealed class Fields
{
    private readonly string _text;
    private int _at;

    private Fields(string text) => _text = text;

    /// <summary>Null when nothing was asked for: the node's default fields.</summary>
    /// <exception cref="GraphError">2500, a syntax error.</exception>
    public static IReadOnlyList<Field>? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var parser = new Fields(text);
        var fields = parser.List();
        if (parser._at < text.Length)
            throw parser.Wrong();
        return fields;
    }

    private List<Field> List()
    {
        var fields = new List<Field> { One() };
        while (Skip(','))
            fields.Add(One());
        return fields;
    }

    private Field One()
    {
        var name = Name();
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        while (Skip('.'))
        {
            var argument = Name();
            if (!Skip('('))
                throw Wrong();
            arguments[argument] = Value();
        }
        IReadOnlyList<Field>? inner = null;
        if (Skip('{'))
        {
            inner = List();
            if (!Skip('}'))
                throw Wrong();
        }
        return new Field(name, new Arguments(arguments), inner);
    }

    private string Name()
    {
        Blanks();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_'))
            _at++;
        return _at > start ? _text[start.._at] : throw Wrong();
    }

    /// <summary>Everything up to the parenthesis that closes this one.</summary>
    private string Value()
    {
        var start = _at;
        for (var open = 1; _at < _text.Length; _at++)
        {
            if (_text[_at] is '(')
                open++;
            if (_text[_at] is ')' && --open == 0)
                return _text[start.._at++].Trim();
        }
        throw Wrong();
    }

    private bool Skip(char expected)
    {
        Blanks();
        if (_at >= _text.Length || _text[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private void Blanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private GraphError Wrong() => Errors.Syntax(_text, _at);
}
