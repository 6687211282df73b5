using StackExchange.Redis;

namespace RedisSafety.Replication;

/// <summary>The slot of a key, as the Redis Cluster specification defines it: CRC16 (XMODEM) of its hash tag, modulo 16384.</summary>
internal static class HashSlot
{
    private static readonly ushort[] Table = MakeTable();

    public static int Of(RedisKey key)
    {
        ReadOnlySpan<byte> bytes = (byte[]?)key ?? [];
        var open = bytes.IndexOf((byte)'{');
        if (open >= 0)
        {
            var length = bytes[(open + 1)..].IndexOf((byte)'}');
            if (length > 0)
            {
                bytes = bytes.Slice(open + 1, length);
            }
        }

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
