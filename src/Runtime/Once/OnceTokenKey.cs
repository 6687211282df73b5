using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Once;

/// <summary>
/// The key under which a token is kept: in the slot of the data that the call changes, as a script's keys have to be, and of bounded
/// length, whatever the lengths of key and token.
/// </summary>
internal static class OnceTokenKey
{
    private const int LongestTag = 64;
    private const int LongestName = 32;

    // Of SHA-256: enough that no two calls meet.
    private const int PrintLength = 20;

    private static readonly Lazy<int[]> Tags = new(FindTags);

    /// <summary>The key: <c>once:{stock:42}:INCRBY:</c> and a hash of data key, call and token.</summary>
    /// <param name="data">The first key of the call.</param>
    /// <param name="call">The command, or what else tells the kinds of calls on a key apart.</param>
    /// <param name="token">The token.</param>
    /// <param name="name">A short name of the call, for a reader of the keys; null where the call is one.</param>
    public static RedisKey Of(RedisKey data, string call, RedisValue token, string? name = null)
    {
        name ??= call;
        return ((RedisKey)"once:{").Append(Tag(data))
            .Append($"}}:{(name.Length <= LongestName ? name : name[..LongestName])}:{Print((byte[]?)data ?? [], Encoding.UTF8.GetBytes(call), (byte[]?)token ?? [])}");
    }

    /// <summary>A hash tag in the slot of a key: the key's own tag or, where that shows the reader nothing, a number.</summary>
    private static RedisKey Tag(RedisKey data)
    {
        var tag = HashSlot.TagOf((byte[]?)data ?? []);

        // A brace inside would end the tag too early.
        return tag.Length is > 0 and <= LongestTag && !tag.Contains((byte)'}')
            ? tag.ToArray()
            : Tags.Value[HashSlot.Of(data)].ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A hash of several texts, in which none can pass for a part of its neighbour.</summary>
    private static string Print(params ReadOnlySpan<byte[]> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (var text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, text.Length);
            hash.AppendData(number);
            hash.AppendData(text);
        }

        Span<byte> print = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(print);
        return Convert.ToHexString(print[..PrintLength]);
    }

    /// <summary>For each slot a number whose digits fall into it.</summary>
    private static int[] FindTags()
    {
        var tags = new int[ClusterSlots.Count];
        Array.Fill(tags, -1);
        Span<byte> digits = stackalloc byte[10];
        for (int number = 0, found = 0; found < tags.Length; number++)
        {
            number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
            ref var tag = ref tags[HashSlot.OfWhole(digits[..length])];
            if (tag < 0)
            {
                tag = number;
                found++;
            }
        }

        return tags;
    }
}
