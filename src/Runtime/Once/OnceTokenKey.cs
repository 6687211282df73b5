using System.Globalization;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Once;

/// <summary>The key under which a token is kept: in the slot of the data that the call changes, as a script's keys have to be.</summary>
internal static class OnceTokenKey
{
    private static readonly Lazy<int[]> Tags = new(FindTags);

    public static RedisKey Of(RedisKey data, string command, RedisValue token) =>
        ((RedisKey)"once:").Append(SameSlot(data)).Append($":{command}:").Append((byte[]?)token);

    /// <summary>Something in the slot of a key that stays there whatever is appended, and still shows the key to a reader.</summary>
    private static RedisKey SameSlot(RedisKey data)
    {
        ReadOnlySpan<byte> bytes = (byte[]?)data ?? [];
        if (HashSlot.TagOf(bytes).Length < bytes.Length)
        {
            return data;
        }

        if (bytes.Length > 0 && !bytes.Contains((byte)'}'))
        {
            return ((RedisKey)"{").Append(data).Append("}");
        }

        // A brace inside would end the tag too early: a number of the same slot stands for the key.
        return ((RedisKey)string.Create(CultureInfo.InvariantCulture, $"{{{Tags.Value[HashSlot.Of(data)]}}}")).Append(data);
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
