using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Retry;

/// <summary>The exceptions after which something is tried again, clause by clause: a condition narrows its own clause only.</summary>
internal sealed class Faults
{
    private readonly ImmutableArray<FaultClause> _clauses;

    private Faults(ImmutableArray<FaultClause> clauses) => _clauses = clauses;

    /// <summary>Some, but the code does not say which.</summary>
    public static Faults Unknown { get; } = new(ImmutableArray.Create(new FaultClause(null, ImmutableArray<ITypeSymbol>.Empty)));

    /// <summary>None: what is tried again is a result.</summary>
    public static Faults None { get; } = new(ImmutableArray<FaultClause>.Empty);

    /// <summary>All of them are shown by the code.</summary>
    public bool IsKnown => _clauses.All(static clause => clause.Type is not null);

    public bool IsNone => _clauses.IsEmpty;

    public static Faults Of(ITypeSymbol? type) => type is null ? Unknown : new(ImmutableArray.Create(new FaultClause(type, ImmutableArray<ITypeSymbol>.Empty)));

    public static Faults operator |(Faults one, Faults other) => one.IsNone ? other : other.IsNone ? one : new(one._clauses.AddRange(other._clauses.Where(clause => !one._clauses.Contains(clause))));

    /// <summary>Those among them that are of a type.</summary>
    public Faults OfType(ITypeSymbol type) => new(_clauses.Select(clause => Narrowed(clause, type)).OfType<FaultClause>().ToImmutableArray());

    /// <summary>Those among them that are not of a type.</summary>
    public Faults Except(ITypeSymbol type) => new(_clauses
        .Where(clause => clause.Type is null || !IsOrDerives(clause.Type, type))
        .Select(clause => clause with { Excepted = clause.Excepted.Add(type) })
        .ToImmutableArray());

    /// <summary>Those among them after which the server cannot have run the command.</summary>
    public Faults WhereNotApplied() => new(_clauses.Select(static clause => clause with { NotApplied = true }).ToImmutableArray());

    /// <summary>Some of them, by a condition whose meaning is not known.</summary>
    public Faults Partial() => new(_clauses.Select(static clause => clause with { IsPartial = true }).ToImmutableArray());

    /// <summary>A fault of Redis is among them, or may be.</summary>
    public bool IncludeRedis(KnownSymbols symbols) => _clauses.Any(clause => clause.Type is null || IsOfRedis(clause, symbols));

    /// <summary>A fault of Redis is among them, and the code shows it.</summary>
    public bool SurelyIncludeRedis(KnownSymbols symbols) => _clauses.Any(clause => clause.Type is not null && IsOfRedis(clause, symbols));

    /// <summary>The name of one among them after which the server may have run the command; null where there is none, or none is known.</summary>
    public string? AfterApplied(KnownSymbols symbols)
    {
        // A time-out or a broken connection says nothing about what the server did.
        foreach (var fault in new[] { symbols.RedisTimeoutException, symbols.RedisConnectionException })
        {
            if (fault is not null && _clauses.Any(clause => clause is { Type: not null, NotApplied: false, IsPartial: false } && Covers(clause, fault)))
            {
                return fault.Name;
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

    private static FaultClause? Narrowed(FaultClause clause, ITypeSymbol type) =>
        clause.Type is null ? clause with { Type = type, IsPartial = true }
        : clause.Excepted.Any(excepted => IsOrDerives(type, excepted)) ? null
        : IsOrDerives(type, clause.Type) ? clause with { Type = type }
        : IsOrDerives(clause.Type, type) ? clause
        : null;

    private static bool Covers(FaultClause clause, ITypeSymbol fault) => IsOrDerives(fault, clause.Type) && !clause.Excepted.Any(type => IsOrDerives(fault, type));

    private static bool IsOfRedis(FaultClause clause, KnownSymbols symbols) =>
        new[] { symbols.RedisException, symbols.TimeoutException, symbols.RedisTimeoutException, symbols.RedisConnectionException }
            .Any(fault => fault is not null && Covers(clause, fault))
        || IsOrDerives(clause.Type, symbols.RedisException) || IsOrDerives(clause.Type, symbols.RedisTimeoutException);
}
