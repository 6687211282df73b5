using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Retry;

/// <summary>The exceptions after which something is tried again.</summary>
internal sealed class Faults
{
    private Faults(bool isKnown, ImmutableArray<ITypeSymbol> types, ImmutableArray<ITypeSymbol> excepted, bool onlyNotApplied)
    {
        IsKnown = isKnown;
        Types = types;
        Excepted = excepted;
        OnlyNotApplied = onlyNotApplied;
    }

    /// <summary>Some, but the code does not say which.</summary>
    public static Faults Unknown { get; } = new(false, ImmutableArray<ITypeSymbol>.Empty, ImmutableArray<ITypeSymbol>.Empty, false);

    /// <summary>None: what is tried again is a result.</summary>
    public static Faults None { get; } = new(true, ImmutableArray<ITypeSymbol>.Empty, ImmutableArray<ITypeSymbol>.Empty, false);

    public bool IsKnown { get; }

    public ImmutableArray<ITypeSymbol> Types { get; }

    public ImmutableArray<ITypeSymbol> Excepted { get; }

    /// <summary>A predicate asks whether the server can have run the command.</summary>
    public bool OnlyNotApplied { get; }

    private bool IsNone => IsKnown && Types.IsEmpty;

    public static Faults Of(ITypeSymbol? type) => type is null ? Unknown : new(true, ImmutableArray.Create(type), ImmutableArray<ITypeSymbol>.Empty, false);

    public static Faults Of(ImmutableArray<ITypeSymbol> types) => new(true, types, ImmutableArray<ITypeSymbol>.Empty, false);

    public Faults Except(ImmutableArray<ITypeSymbol> types) => new(IsKnown, Types, Excepted.AddRange(types), OnlyNotApplied);

    public Faults WhereNotApplied() => new(IsKnown, Types, Excepted, true);

    public Faults Or(Faults other) => IsNone ? other : other.IsNone ? this : new(
        IsKnown && other.IsKnown, Types.AddRange(other.Types), ImmutableArray<ITypeSymbol>.Empty, OnlyNotApplied && other.OnlyNotApplied);

    /// <summary>A fault of Redis is among them, or may be.</summary>
    public bool IncludeRedis(KnownSymbols symbols) => !IsKnown || Types.Any(type =>
        IsOrDerives(symbols.RedisException, type) || IsOrDerives(symbols.TimeoutException, type)
        || IsOrDerives(type, symbols.RedisException) || IsOrDerives(type, symbols.RedisTimeoutException));

    /// <summary>The name of one among them after which the server may have run the command; null where there is none, or none is known.</summary>
    public string? AfterApplied(KnownSymbols symbols)
    {
        if (!IsKnown || OnlyNotApplied)
        {
            return null;
        }

        // A time-out or a broken connection says nothing about what the server did.
        foreach (var fault in new[] { symbols.RedisTimeoutException, symbols.RedisConnectionException })
        {
            if (Types.Any(type => IsOrDerives(fault, type)) && !Excepted.Any(type => IsOrDerives(fault, type)))
            {
                return fault!.Name;
            }
        }

        return null;
    }

    public static bool IsOrDerives(ITypeSymbol? type, ITypeSymbol? ancestor)
    {
        for (; type is not null && ancestor is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, ancestor))
            {
                return true;
            }
        }

        return false;
    }
}
