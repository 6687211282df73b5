using System.Buffers.Text;

namespace RedisSafety.Lab.Network;

/// <summary>Splits what a client sends into commands: arrays of bulk strings, as every client library writes them.</summary>
internal sealed class RequestReader
{
    private byte[] _bytes = [];

    public void Add(ReadOnlySpan<byte> bytes) => _bytes = [.. _bytes, .. bytes];

    /// <summary>Reads the next command that is complete.</summary>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="bytes">The bytes that it was sent in.</param>
    public bool TryRead(out IReadOnlyList<byte[]> tokens, out byte[] bytes)
    {
        tokens = [];
        bytes = [];
        var position = 0;
        if (!TryReadCount('*', ref position, out var count))
        {
            return false;
        }

        var read = new List<byte[]>(count);
        for (var i = 0; i < count; i++)
        {
            if (!TryReadCount('$', ref position, out var length) || position + length + 2 > _bytes.Length)
            {
                return false;
            }

            read.Add(_bytes[position..(position + length)]);
            position += length + 2;
        }

        tokens = read;
        bytes = _bytes[..position];
        _bytes = _bytes[position..];
        return true;
    }

    private bool TryReadCount(char kind, ref int position, out int count)
    {
        count = 0;
        var line = _bytes.AsSpan(position);
        var end = line.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        if (line[0] != kind || !Utf8Parser.TryParse(line[1..end], out count, out var consumed) || consumed != end - 1)
        {
            throw new InvalidDataException($"A client sent '{System.Text.Encoding.UTF8.GetString(line[..end])}' where '{kind}' and a number are expected.");
        }

        position += end + 2;
        return true;
    }
}
