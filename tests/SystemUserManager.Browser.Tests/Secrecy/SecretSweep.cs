using System.Text;

namespace SystemUserManager.Browser.Tests.Secrecy;

/// <summary>
/// Looks for secrets in bytes, in every form that they may have taken on the way: UTF-8, UTF-16, base64 (at each of the
/// three offsets), percent-encoded, hexadecimal (of either case), reversed.
/// </summary>
public sealed class SecretSweep
{
    private readonly List<(string Name, byte[] Needle)> _needles = [];

    /// <param name="secrets">By a name that may be printed. Values of fewer than 8 characters are refused: they would hit by chance.</param>
    public SecretSweep(IEnumerable<(string Name, string Value)> secrets)
    {
        foreach (var (name, value) in secrets)
        {
            if (value.Length < 8)
                throw new ArgumentException($"{name} is too short to look for.", nameof(secrets));
            Add($"{name} in UTF-8", Encoding.UTF8.GetBytes(value));
            Add($"{name} in UTF-16", Encoding.Unicode.GetBytes(value));
            Add($"{name} reversed", Encoding.UTF8.GetBytes(string.Concat(value.Reverse())));
            var hexadecimal = Convert.ToHexString(Encoding.UTF8.GetBytes(value));
            Add($"{name} in hexadecimal", Encoding.ASCII.GetBytes(hexadecimal));
            Add($"{name} in hexadecimal", Encoding.ASCII.GetBytes(hexadecimal.ToLowerInvariant()));
            if (Uri.EscapeDataString(value) is var escaped && escaped != value)
                Add($"{name} percent-encoded", Encoding.ASCII.GetBytes(escaped));
            for (var offset = 0; offset < 3; offset++)
                Add($"{name} in base64", Encoding.ASCII.GetBytes(InnerBase64(value, offset)));
        }
    }

    public IReadOnlyList<string> Find(ReadOnlySpan<byte> bytes)
    {
        var found = new List<string>();
        foreach (var (name, needle) in _needles)
        {
            if (bytes.IndexOf(needle) >= 0)
                found.Add(name);
        }

        return found;
    }

    public IReadOnlyList<string> Find(string text) => Find(Encoding.UTF8.GetBytes(text));

    /// <summary>All files below a folder but those of <paramref name="except"/>; each hit as "file: what".</summary>
    public IReadOnlyList<string> FindInFiles(string folder, params string[] except)
    {
        var hits = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            // A lock file is held open alone by its process, and empty.
            if (
                file.EndsWith(".lock", StringComparison.Ordinal)
                || except.Any(e => file.StartsWith(e + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            )
                continue;
            // The database and the log are open in the app.
            using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            hits.AddRange(Find(bytes).Select(hit => $"{file}: {hit}"));
        }

        return hits;
    }

    private void Add(string name, byte[] needle) => _needles.Add((name, needle));

    /// <summary>The part of the base64 that doesn't depend on what stands before and after it.</summary>
    private static string InnerBase64(string value, int offset)
    {
        var padded = new byte[offset]
            .Concat(Encoding.UTF8.GetBytes(value))
            .ToArray();
        var text = Convert.ToBase64String(padded);
        var skip = (offset * 8 + 5) / 6;
        return text[skip..^4];
    }
}
