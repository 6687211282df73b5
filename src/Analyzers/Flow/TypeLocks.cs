using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Locks that one member of a type takes by SET NX, and another deletes with no check.</summary>
internal static class TypeLocks
{
    private static readonly string[] Words = ["lock", "mutex", "lease", "semaphore"];

    /// <summary>The deletes of a type, each with the command that takes the lock, by place.</summary>
    public static ImmutableArray<Finding> Of(INamedTypeSymbol type, RedisFlow flow, CancellationToken cancellationToken)
    {
        List<(IMethodSymbol Method, Effect Effect)>? claims = null, deletes = null;
        foreach (var member in type.GetMembers())
        {
            if (member is not IMethodSymbol method
                || (flow.Find(method) ?? (SourceBodies.HasBody(method)
                ? flow.SummaryOf(method, cancellationToken) : null)) is not { } summary)
            {
                continue;
            }

            foreach (var effect in summary.Effects)
            {
                // Only the calls of this very member.
                if (!effect.Has(EffectTraits.Raw) || !IsIn(effect.Place, method))
                {
                    continue;
                }

                if (effect.Has(EffectTraits.Claims))
                {
                    (claims ??= []).Add((method, effect));
                }
                // A member that looks at the key first decides by what it sees.
                else if (!summary.Effects.Any(read => !read.IsWrite && read.Key.Equals(effect.Key) && IsIn(read.Place, method))
                    && effect is { IsWrite: true, Command: { Use: ValueUse.Remove, Part: ValuePart.Whole } }
                    && !effect.Has(EffectTraits.Conditional | EffectTraits.Queued) && !effect.Has(EffectTraits.Compensates))
                {
                    (deletes ??= []).Add((method, effect));
                }
            }
        }

        if (claims is null || deletes is null)
        {
            return ImmutableArray<Finding>.Empty;
        }

        var found = ImmutableArray.CreateBuilder<Finding>();
        foreach (var (method, delete) in deletes)
        {
            var claim = claims.Find(claim => KeyFamily.AreSame(claim.Effect.Key, delete.Key) && claim.Effect.Database.MayBe(delete.Database)
                && !SymbolEqualityComparer.Default.Equals(claim.Method, method) && IsLock(type, claim.Method, method, claim.Effect));
            if (claim.Effect is not null && !IsReported(flow.FindingsOf(method, cancellationToken), delete))
            {
                found.Add(new Finding(claim.Effect, claim.Effect.Place, delete, delete.Place));
            }
        }

        return found.OrderBy(static finding => finding.WriteAt.Tree.FilePath, StringComparer.Ordinal).ThenBy(static finding =>
            finding.WriteAt.Span.Start).ToImmutableArray();
    }

    // SET NX is used for marks as well as for locks. A lock has a token of its holder, or the word in a name.
    private static bool IsLock(INamedTypeSymbol type, IMethodSymbol takes, IMethodSymbol deletes, Effect claim) =>
        claim.Has(EffectTraits.ByToken) || deletes.Name is "Dispose" or "DisposeAsync" || HasWord(claim.Key.ToString())
            || HasWord(type.Name) || HasWord(takes.Name) || HasWord(deletes.Name);

    private static bool HasWord(string name)
    {
        foreach (var word in Words)
        {
            for (var at = name.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = name.IndexOf(word, at + 1,
                StringComparison.OrdinalIgnoreCase))
            {
                // A word of its own: not the one in "clock" or "blocked", nor the one in "locked".
                var end = at + word.Length;
                if ((at == 0 || !char.IsLetter(name[at - 1]) || (char.IsUpper(name[at]) && char.IsLower(name[at - 1])))
                    && (end == name.Length || !char.IsLower(name[end])
                    || (name[end] == 's' && (end + 1 == name.Length || !char.IsLower(name[end + 1])))))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsReported(MemberFindings findings, Effect delete)
    {
        foreach (var release in findings.Releases)
        {
            if (release.Write.Place == delete.Place)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(Place place, IMethodSymbol method)
    {
        foreach (var declaration in (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences)
        {
            if (declaration.SyntaxTree == place.Tree && declaration.Span.Contains(place.Span))
            {
                return true;
            }
        }

        return false;
    }
}
