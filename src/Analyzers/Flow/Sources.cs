namespace RedisSafety.Analyzers.Flow;

/// <summary>Where a value may come from: the results of calls, and parameters. Only the first 64 of either are told apart.</summary>
internal readonly record struct Sources(ulong Calls, ulong Parameters)
{
    public static Sources OfCall(int index) => new(Bit(index), 0);

    public static Sources OfParameter(int ordinal) => new(0, Bit(ordinal));

    public bool HasCall(int index) => (Calls & Bit(index)) != 0;

    public static Sources operator |(Sources left, Sources right) => new(left.Calls | right.Calls, left.Parameters | right.Parameters);

    public static ulong Bit(int index) => index is >= 0 and < 64 ? 1UL << index : 0;
}
