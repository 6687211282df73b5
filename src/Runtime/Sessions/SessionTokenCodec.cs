using System.Buffers.Binary;
using System.Security.Cryptography;
using RedisSafety.Replication;

namespace RedisSafety.Sessions;

/// <summary>Writes tokens and reads them: a version, the time, the places, and an HMAC-SHA256 over them, cut to 128 bits.</summary>
internal sealed class SessionTokenCodec
{
    public const int ShortestKey = 32;

    /// <summary>The longest token, in characters: well below the 4,096 bytes that browsers grant a cookie.</summary>
    public const int LongestToken = 2048;

    private const byte Version = 1;
    private const int HeaderBytes = 10;
    private const int PlaceBytes = 16;
    private const int CodeBytes = 16;
    private const int MostPlaces = ((LongestToken / 4 * 3) - HeaderBytes - CodeBytes) / PlaceBytes;

    private readonly byte[][] _keys;

    /// <param name="keys">The first signs, all are accepted; none for a random one.</param>
    public SessionTokenCodec(IEnumerable<byte[]> keys)
    {
        _keys = [.. keys];
        if (_keys.Length == 0)
        {
            _keys = [RandomNumberGenerator.GetBytes(ShortestKey)];
        }
    }

    public string Write(SessionTokenContent content)
    {
        // More places than a token holds are not carried in part: what is left out would be forgotten.
        var places = content.Places.Count <= MostPlaces ? content.Places : [];
        var isComplete = content.IsComplete && places.Count == content.Places.Count;
        var bytes = new byte[HeaderBytes + (places.Count * PlaceBytes) + CodeBytes];
        bytes[0] = Version;
        bytes[1] = isComplete ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(2), content.IssuedAt.ToUnixTimeMilliseconds());
        for (var i = 0; i < places.Count; i++)
        {
            var place = bytes.AsSpan(HeaderBytes + (i * PlaceBytes));
            BinaryPrimitives.WriteUInt64BigEndian(place, places[i].History);
            BinaryPrimitives.WriteInt64BigEndian(place[8..], places[i].Offset);
        }

        Sign(_keys[0], bytes.AsSpan(..^CodeBytes), bytes.AsSpan(^CodeBytes..));
        return Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>What a token says; <see langword="null"/> where it is none that a holder of the keys has written.</summary>
    public SessionTokenContent? Read(string? token)
    {
        if (string.IsNullOrEmpty(token) || token.Length > LongestToken)
        {
            return null;
        }

        var bytes = new byte[LongestToken];
        var padded = token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(padded, bytes, out var length)
            || length < HeaderBytes + CodeBytes
            || (length - HeaderBytes - CodeBytes) % PlaceBytes != 0)
        {
            return null;
        }

        var said = bytes.AsSpan(0, length - CodeBytes);
        if (!IsSigned(said, bytes.AsSpan(said.Length, CodeBytes)) || said[0] != Version)
        {
            return null;
        }

        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(said[2..]);
        var places = new SessionPlace[(said.Length - HeaderBytes) / PlaceBytes];
        for (var i = 0; i < places.Length; i++)
        {
            var place = said[(HeaderBytes + (i * PlaceBytes))..];
            places[i] = new(BinaryPrimitives.ReadUInt64BigEndian(place), BinaryPrimitives.ReadInt64BigEndian(place[8..]));
        }

        return new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), said[1] == 1, places);
    }

    private bool IsSigned(ReadOnlySpan<byte> said, ReadOnlySpan<byte> code)
    {
        Span<byte> expected = stackalloc byte[CodeBytes];
        var isSigned = false;
        foreach (var key in _keys)
        {
            Sign(key, said, expected);
            isSigned |= CryptographicOperations.FixedTimeEquals(expected, code);
        }

        return isSigned;
    }

    private static void Sign(byte[] key, ReadOnlySpan<byte> said, Span<byte> code)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, said, full);
        full[..CodeBytes].CopyTo(code);
    }
}
