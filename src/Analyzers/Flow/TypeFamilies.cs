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
    public static (ImmutableArray<Effect> Reads, ImmutableArray<Effect> Writes) Of(INamedTypeSymbol type, RedisFlow flow, CancellationToken cancellationToken)
    {
        var methods = type.GetMembers().OfType<IMethodSymbol>().Where(SourceBodies.HasBody).ToArray();
        var declarations = type.DeclaringSyntaxReferences;
        var (reads, writes) = (new List<Effect>(), new List<Effect>());
        var together = new HashSet<(Place, Place)>();
        foreach (var method in methods)
        {
            var (firstRead, firstWrite) = (reads.Count, writes.Count);
            foreach (var effect in flow.SummaryOf(method, cancellationToken).Effects)
            {
                if (effect.Has(EffectTraits.Raw) && IsIn(effect.Place, declarations))
                {
                    (effect.IsWrite ? writes : reads).Add(effect);
                }
            }

            for (var read = firstRead; read < reads.Count; read++)
            {
                for (var write = firstWrite; write < writes.Count; write++)
                {
                    together.Add((reads[read].Place, writes[write].Place));
                }
            }
        }

        reads.RemoveAll(static effect => !effect.MayBeServedByReplica || effect.Has(EffectTraits.Marked));
        if (reads.Count == 0 || writes.Count == 0)
        {
            return (ImmutableArray<Effect>.Empty, ImmutableArray<Effect>.Empty);
        }

        var families = writes.ToLookup(static effect => Family(effect.Key) ?? "", StringComparer.Ordinal);
        var found = reads
            .Select(read => (Read: read, Writes: Family(read.Key) is not { } family ? [] : families[family]
                .Where(write => read.Database.MayBe(write.Database) && (write with { Key = read.Key }).Changes(read) && !together.Contains((read.Place, write.Place))).ToArray()))
            .Where(static pair => pair.Writes.Length > 0)
            .ToArray();
        if (found.Length == 0)
        {
            return (ImmutableArray<Effect>.Empty, ImmutableArray<Effect>.Empty);
        }

        // A read that another rule reports already is the same fault.
        var reported = new HashSet<Place>(methods.Select(method => flow.FindingsOf(method, cancellationToken))
            .SelectMany(static findings => findings.Following.Concat(findings.Decisions)).Select(static finding => finding.Read.Place));
        var left = found.Where(pair => !reported.Contains(pair.Read.Place)).ToArray();
        return (Sorted(left.Select(static pair => pair.Read)), Sorted(left.SelectMany(static pair => pair.Writes)));
    }

    /// <summary>What keys have in common whose variable parts are ignored; null where that is nothing.</summary>
    public static string? Family(KeyTerm key)
    {
        switch (key.Kind)
        {
            case KeyTermKind.Text:
                return "=" + key.Text;
            case KeyTermKind.Variable:
                // A type that is given whole keys has a family of its own: the one that its callers name.
                return "?" + key.Symbol!.Name.TrimEnd('s');
            case KeyTermKind.Member:
                return key.Children is [] or [{ Kind: KeyTermKind.Self }] ? "." + key.Symbol!.Name : null;
            case KeyTermKind.Call:
                return "(" + key.Symbol!.ToDisplayString();
            case KeyTermKind.Joined:
                var pieces = key.Children.Select(static child => child.Kind == KeyTermKind.Text ? child.Text! : child.Kind is KeyTermKind.Member or KeyTermKind.Call ? Family(child) ?? "*" : "*").ToArray();
                return pieces.Any(static piece => piece != "*" && piece.Any(char.IsLetter)) ? "+" + string.Concat(pieces) : null;
            default:
                return null;
        }
    }

    private static bool IsIn(Place place, ImmutableArray<SyntaxReference> declarations) =>
        declarations.Any(reference => reference.SyntaxTree == place.Tree && reference.Span.Contains(place.Span));

    private static ImmutableArray<Effect> Sorted(IEnumerable<Effect> effects) => effects
        .GroupBy(static effect => effect.Place)
        .Select(static group => group.First())
        .OrderBy(static effect => effect.Place.Tree.FilePath, StringComparer.Ordinal)
        .ThenBy(static effect => effect.Place.Span.Start)
        .ToImmutableArray();
}
