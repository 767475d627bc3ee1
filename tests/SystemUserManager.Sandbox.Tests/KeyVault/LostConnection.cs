namespace SystemUserManager.Sandbox.Tests.KeyVault;

/// <summary>A body that breaks off after its first bytes.</summary>
internal sealed class LostConnection : Stream
{
    private int _left = 10;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_left-- <= 0)
            throw new IOException("The response ended prematurely.");
        buffer[offset] = (byte)'{';
        return 1;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
