using StackExchange.Redis;

namespace RedisSafety.Topology;

/// <summary>The slot of a key, as the Redis Cluster specification defines it: CRC16 (XMODEM) of its hash tag, modulo 16384.</summary>
internal static class HashSlot
{
    private static readonly ushort[] Table = MakeTable();

    public static int Of(RedisKey key) => OfWhole(TagOf((byte[]?)key));

    /// <summary>The part of a key that decides its slot: what stands in its first braces, or all of it.</summary>
    public static ReadOnlySpan<byte> TagOf(ReadOnlySpan<byte> key)
    {
        var open = key.IndexOf((byte)'{');
        var length = open < 0 ? -1 : key[(open + 1)..].IndexOf((byte)'}');
        return length > 0 ? key.Slice(open + 1, length) : key;
    }

    /// <summary>The slot of a text that is a hash tag, or has none.</summary>
    public static int OfWhole(ReadOnlySpan<byte> bytes)
    {
        ushort sum = 0;
        foreach (var value in bytes)
        {
            sum = (ushort)((sum << 8) ^ Table[((sum >> 8) ^ value) & 0xFF]);
        }

        return sum % ClusterSlots.Count;
    }

    private static ushort[] MakeTable()
    {
        const int Polynomial = 0x1021;
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var sum = i << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 0x8000) != 0 ? (sum << 1) ^ Polynomial : sum << 1;
            }

            table[i] = (ushort)sum;
        }

        return table;
    }
}
