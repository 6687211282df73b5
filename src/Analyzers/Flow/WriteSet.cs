namespace RedisSafety.Analyzers.Flow;

/// <summary>A set of writes, by their numbers in a function. Never changes.</summary>
internal readonly struct WriteSet : IEquatable<WriteSet>
{
    private readonly ulong[]? _bits;

    private WriteSet(ulong[] bits) => _bits = bits;

    public static WriteSet Empty => default;

    private ulong[] Bits => _bits ?? [];

    public bool Has(int index) => index / 64 < Bits.Length && (Bits[index / 64] & (1UL << (index % 64))) != 0;

    public WriteSet With(int index)
    {
        var bits = new ulong[Math.Max(Bits.Length, (index / 64) + 1)];
        Bits.CopyTo(bits, 0);
        bits[index / 64] |= 1UL << (index % 64);
        return new WriteSet(bits);
    }

    public WriteSet Union(WriteSet other) => Combine(other, static (mine, theirs) => mine | theirs);

    public WriteSet Intersect(WriteSet other) => Combine(other, static (mine, theirs) => mine & theirs);

    public WriteSet Except(WriteSet other) => Combine(other, static (mine, theirs) => mine & ~theirs);

    public bool Equals(WriteSet other)
    {
        for (var i = 0; i < Math.Max(Bits.Length, other.Bits.Length); i++)
        {
            if (At(i) != other.At(i))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is WriteSet other && Equals(other);

    public override int GetHashCode() => Bits.Length == 0 ? 0 : Bits[0].GetHashCode();

    private ulong At(int i) => i < Bits.Length ? Bits[i] : 0;

    private WriteSet Combine(WriteSet other, Func<ulong, ulong, ulong> combine)
    {
        var bits = new ulong[Math.Max(Bits.Length, other.Bits.Length)];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = combine(At(i), other.At(i));
        }

        return new WriteSet(bits);
    }
}
