using System.Text.Encodings.Web;
using System.Text.Json;

namespace SystemUserManager.Sandbox.State;

/// <summary>
/// What the two servers remember: tables of records in memory, every change appended as one JSON line to
/// <c>state.jsonl</c>. Loaded and compacted at start. Without a data folder it is memory only.
/// </summary>
/// <remarks>
/// A record belongs to the journal once put: change it by putting another (or the same, changed) under the same key.
/// Callers hold <see cref="Lock"/> over everything that one request reads and changes. Lines reach the operating system
/// with <see cref="Flush"/>, which both servers call before an answer starts: a killed process forgets nothing that it
/// has answered.
/// </remarks>
public sealed class Journal : IDisposable
{
    private const string FileName = "state.jsonl";
    private const string LockName = "state.lock";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<string, Dictionary<string, object>> _tables = new(StringComparer.Ordinal);
    private readonly FileStream? _held;
    private FileStream? _file;

    /// <exception cref="IOException">Another process has this folder.</exception>
    public Journal(string? dataFolder)
    {
        if (dataFolder is null)
            return;
        Directory.CreateDirectory(dataFolder);
        var path = Path.Combine(dataFolder, FileName);
        // Compacting replaces the file, so that the file itself can't be what keeps another process out.
        _held = new FileStream(
            Path.Combine(dataFolder, LockName),
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None
        );
        if (Load(path) is var lines && lines > Count())
            Compact(path);
        _file = Open(path, FileMode.OpenOrCreate);
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>Each request's effect runs under this one lock.</summary>
    public Lock Lock { get; } = new();

    /// <summary>Raised, under the lock, after <see cref="Clear"/>: whoever keeps an index forgets it.</summary>
    public event EventHandler? Cleared;

    public bool IsEmpty
    {
        get
        {
            lock (Lock)
                return _tables.Values.All(table => table.Count == 0);
        }
    }

    public void Put<T>(string table, string key, T record)
        where T : notnull
    {
        lock (Lock)
        {
            Table(table)[key] = record;
            Append(writer => WriteLine(writer, table, key, record));
        }
    }

    public void Remove(string table, string key)
    {
        lock (Lock)
        {
            if (Table(table).Remove(key))
                Append(writer => WriteLine(writer, table, key, null));
        }
    }

    /// <summary>The record, or null when there is none.</summary>
    public T? Get<T>(string table, string key)
        where T : class
    {
        lock (Lock)
            return Table(table).TryGetValue(key, out var value) ? Typed<T>(table, key, value) : null;
    }

    /// <summary>A copy of the table in no particular order: safe to change the table while walking it.</summary>
    public IEnumerable<(string Key, T Record)> All<T>(string table)
    {
        lock (Lock)
            return [.. Table(table).ToArray().Select(row => (row.Key, Typed<T>(table, row.Key, row.Value)))];
    }

    /// <summary>Forgets everything, on disk too.</summary>
    public void Clear()
    {
        lock (Lock)
        {
            _tables.Clear();
            _file?.SetLength(0);
            Cleared?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <summary>Hands everything written to the operating system (no fsync: a killed process loses nothing).</summary>
    public void Flush()
    {
        lock (Lock)
            _file?.Flush(flushToDisk: false);
    }

    public void Dispose()
    {
        lock (Lock)
        {
            _file?.Dispose();
            _file = null;
            _held?.Dispose();
        }
    }

    private Dictionary<string, object> Table(string name) =>
        _tables.TryGetValue(name, out var table)
            ? table
            : _tables[name] = new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>A line that was loaded stays text until somebody asks for it by its type.</summary>
    private T Typed<T>(string table, string key, object value)
    {
        if (value is T typed)
            return typed;
        var loaded = JsonSerializer.Deserialize<T>(((Unread)value).Json.Span, Options)!;
        Table(table)[key] = loaded;
        return loaded;
    }

    private long Count() => _tables.Values.Sum(table => (long)table.Count);

    private long Load(string path)
    {
        if (!File.Exists(path))
            return 0;
        // One array for all lines: a record stays a slice of it until somebody asks for it.
        ReadOnlyMemory<byte> rest = File.ReadAllBytes(path);
        long lines = 0;
        while (rest.Length > 0)
        {
            lines++;
            var end = rest.Span.IndexOf((byte)'\n');
            LoadLine(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
        }
        return lines;
    }

    private void LoadLine(ReadOnlyMemory<byte> line)
    {
        string? table = null;
        string? key = null;
        Unread? value = null;
        try
        {
            var reader = new Utf8JsonReader(line.Span);
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (name is "t")
                    table = reader.GetString();
                else if (name is "k")
                    key = reader.GetString();
                else if (name is "v")
                    value = new Unread(line[start..(int)reader.BytesConsumed]);
            }
        }
        catch (JsonException)
        {
            // The last line of a killed process may be torn: it was never answered.
            return;
        }
        if (value is null)
            Table(table!).Remove(key!);
        else
            Table(table!)[key!] = value;
    }

    private void Compact(string path)
    {
        var compact = path + ".new";
        using (var file = Open(compact, FileMode.Create))
            foreach (var (table, rows) in _tables)
            foreach (var (key, value) in rows)
                WriteLine(file, table, key, value);
        File.Move(compact, path, overwrite: true);
    }

    private void Append(Action<FileStream> write)
    {
        if (_file is not null)
            write(_file);
    }

    private static void WriteLine(FileStream file, string table, string key, object? record)
    {
        using (var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Encoder = Options.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString("t", table);
            writer.WriteString("k", key);
            if (record is not null)
            {
                writer.WritePropertyName("v");
                if (record is Unread unread)
                    writer.WriteRawValue(unread.Json.Span, skipInputValidation: true);
                else
                    JsonSerializer.Serialize(writer, record, record.GetType(), Options);
            }
            writer.WriteEndObject();
        }
        file.Write("\n"u8);
    }

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 1 << 16,
        };
        // Tokens and secrets are in it.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private sealed record Unread(ReadOnlyMemory<byte> Json);
}
