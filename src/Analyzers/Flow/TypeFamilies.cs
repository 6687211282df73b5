using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// The keys that a type writes in one member and reads from a replica in another. Where both happen in one member, or in what it
/// calls, the flow decides; here is what no caller in sight brings together.
/// </summary>
internal static class TypeFamilies
{
    /// <summary>The reads of a type that writes elsewhere in it meet, with those writes, by place.</summary>
    public static (ImmutableArray<Effect> Reads, ImmutableArray<Effect> Writes) Of(INamedTypeSymbol type, RedisFlow flow,
        CancellationToken cancellationToken)
    {
        List<IMethodSymbol>? methods = null;
        List<Effect>? reads = null, writes = null;
        List<Entry>? entries = null;
        var declarations = type.DeclaringSyntaxReferences;
        foreach (var member in type.GetMembers())
        {
            if (member is not IMethodSymbol method
                || (flow.Find(method) ?? (SourceBodies.HasBody(method)
                ? flow.SummaryOf(method, cancellationToken) : null)) is not { } summary)
            {
                continue;
            }

            (methods ??= []).Add(method);
            var entry = new Entry(method, [], []);
            foreach (var effect in summary.Effects)
            {
                if (!effect.Has(EffectTraits.Raw) || !IsIn(effect.Place, declarations))
                {
                    continue;
                }

                if (effect.IsWrite)
                {
                    (writes ??= []).Add(effect);
                    entry.Writes.Add(effect);
                }
                else if (!IsGenerated(method))
                {
                    (reads ??= []).Add(effect);
                    entry.Reads.Add(effect.Place);
                }
            }

            if (entry.Reads.Count + entry.Writes.Count > 0)
            {
                (entries ??= []).Add(entry);
            }
        }

        if (methods is null || reads is null || writes is null)
        {
            return (ImmutableArray<Effect>.Empty, ImmutableArray<Effect>.Empty);
        }

        List<Effect>? metReads = null, metWrites = null;
        HashSet<Place>? reported = null;
        foreach (var read in reads)
        {
            if (!read.MayBeServedByReplica || read.Has(EffectTraits.Marked))
            {
                continue;
            }

            var isMet = false;
            foreach (var write in writes)
            {
                if (!KeyFamily.AreSame(read.Key, write.Key) || !write.ChangesPart(read) || !MayBeOne(read.Database, write.Database, writes)
                    || AlwaysMeet(entries!, read, write))
                {
                    continue;
                }

                // A read that another rule reports already is the same fault.
                if (!isMet && (reported ??= Reported(methods, flow, cancellationToken)).Contains(read.Place))
                {
                    break;
                }

                isMet = true;
                (metWrites ??= []).Add(write);
            }

            if (isMet)
            {
                (metReads ??= []).Add(read);
            }
        }

        return (Sorted(metReads), Sorted(metWrites));
    }

    // A connection of the type that it only reads by is one to the replicas of the other.
    private static bool MayBeOne(DatabaseTerm read, DatabaseTerm write, List<Effect> writes) => read.MayBe(write)
        || (read.Source is { } source && (read with { Source = write.Source }).MayBe(write)
        && !writes.Exists(other => source.Equals(other.Database.Source)));

    // Every member that writes also reads, so the flow decides: no caller can write alone.
    private static bool AlwaysMeet(List<Entry> entries, Effect read, Effect write)
    {
        var meet = false;
        foreach (var entry in entries)
        {
            if (!entry.Writes.Exists(own => own.Place == write.Place
                && (own.Key.Kind == KeyTermKind.Unknown || KeyFamily.AreSame(own.Key, write.Key) || own.Key.Kind == KeyTermKind.Variable)))
            {
                continue;
            }

            if (entry.Reads.Contains(read.Place))
            {
                meet = true;
            }
            else if (entry.Method.DeclaredAccessibility != Accessibility.Private || !IsCalledWithin(entries, entry.Method, write))
            {
                return false;
            }
        }

        return meet;
    }

    // A private method that another member calls is no way of its own.
    private static bool IsCalledWithin(List<Entry> entries, IMethodSymbol method, Effect write) =>
        entries.Exists(other => !SymbolEqualityComparer.Default.Equals(other.Method, method)
            && other.Writes.Exists(own => own.Place == write.Place));

    private static HashSet<Place> Reported(List<IMethodSymbol> methods, RedisFlow flow, CancellationToken cancellationToken)
    {
        var reported = new HashSet<Place>();
        foreach (var method in methods)
        {
            var findings = flow.FindingsOf(method, cancellationToken);
            foreach (var finding in findings.Following)
            {
                reported.Add(finding.Read.Place);
            }

            foreach (var finding in findings.Decisions)
            {
                reported.Add(finding.Read.Place);
            }
        }

        return reported;
    }

    private static bool IsIn(Place place, ImmutableArray<SyntaxReference> declarations)
    {
        foreach (var declaration in declarations)
        {
            if (declaration.SyntaxTree == place.Tree && declaration.Span.Contains(place.Span))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsGenerated(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "GeneratedCodeAttribute" })
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<Effect> Sorted(List<Effect>? effects) => effects switch
    {
        null => ImmutableArray<Effect>.Empty,
        [var only] => ImmutableArray.Create(only),
        _ => effects
            .GroupBy(static effect => effect.Place)
            .Select(static group => group.First())
            .OrderBy(static effect => effect.Place.Tree.FilePath, StringComparer.Ordinal)
            .ThenBy(static effect => effect.Place.Span.Start)
            .ToImmutableArray(),
    };

    /// <summary>A member, and what a call of it does within the type.</summary>
    private sealed record Entry(IMethodSymbol Method, HashSet<Place> Reads, List<Effect> Writes);
}
