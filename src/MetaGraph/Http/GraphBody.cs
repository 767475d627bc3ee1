using System.Buffers;
using System.Security.Cryptography;

namespace MetaGraph.Http;

/// <summary>
/// The bytes of an answer in a borrowed buffer that is wiped when given back, since an answer may hold a new token. (The
/// runtime's own network buffers keep copies until they are reused; that is out of reach here.)
/// </summary>
internal sealed class GraphBody : IDisposable
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];
    private byte[] _buffer;
    private int _length;

    private GraphBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlyMemory<byte> Bytes =>
        _buffer.AsSpan(0, _length).StartsWith(ByteOrderMark)
            ? _buffer.AsMemory(3, _length - 3)
            : _buffer.AsMemory(0, _length);

    /// <exception cref="UnreadableAnswerException">The answer is longer than <paramref name="maxBytes"/>.</exception>
    public static async Task<GraphBody> ReadAsync(
        HttpContent content,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        var expected = content.Headers.ContentLength ?? 4096;
        var body = new GraphBody((int)Math.Clamp(expected + 1, 1024, maxBytes + 1L));
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken) is > 0 and var read)
            {
                body._length += read;
                if (body._length > maxBytes)
                    throw new UnreadableAnswerException("it is larger than the client accepts");
                if (body._length == body._buffer.Length)
                    body.Grow();
            }
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length == 0)
            return;
        CryptographicOperations.ZeroMemory(buffer.AsSpan(0, _length));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, _length));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
