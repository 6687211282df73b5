using System.Buffers;
using System.Text;
using StackExchange.Redis;

namespace RedisSafety.Sessions;

/// <summary>A hash of the bytes that a key has on the wire, whichever way the caller wrote it.</summary>
internal static class KeyHash
{
    private const int OnStack = 256;

    /// <summary>The hash. A key that was made of a string costs no allocation.</summary>
    public static int Of(RedisKey key)
    {
        // A key that was made of bytes becomes the string whose bytes it has, and bytes that are no text collide at worst.
        var text = (string?)key ?? string.Empty;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        var hash = new HashCode();
        hash.AddBytes(bytes[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash.ToHashCode();
    }
}
