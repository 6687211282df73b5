using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// The members of a compilation that have come up, one object for each. Safe for use from any number of threads: under a lock, as a
/// concurrent table takes twice the memory, and a look takes less than what leads to it.
/// </summary>
internal sealed class KnownMembers
{
    private readonly Dictionary<ISymbol, KnownMember> _members = new(SymbolEqualityComparer.Default);
    private KnownMember? _last;

    public KnownMember Of(ISymbol symbol)
    {
        // One rule after the other asks for the member that the driver shows.
        if (Volatile.Read(ref _last) is { } last && ReferenceEquals(last.Symbol, symbol))
        {
            return last;
        }

        KnownMember? member;
        var declared = Declared(symbol);
        lock (_members)
        {
            if (!_members.TryGetValue(declared, out member))
            {
                _members.Add(declared, member = new KnownMember(declared));
            }
        }

        Volatile.Write(ref _last, member);
        return member;
    }

    /// <summary>The member, where it has come up.</summary>
    public KnownMember? Find(ISymbol symbol)
    {
        var declared = Declared(symbol);
        lock (_members)
        {
            return _members.TryGetValue(declared, out var member) ? member : null;
        }
    }

    // Calls name the declaring half of a partial method, the driver the half with the code.
    private static ISymbol Declared(ISymbol symbol) => symbol is IMethodSymbol method ? (method.PartialDefinitionPart ?? method).OriginalDefinition : symbol;
}
