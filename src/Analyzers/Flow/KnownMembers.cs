using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The members of a compilation that have come up, one object for each. Safe for use from any number of threads.</summary>
internal sealed class KnownMembers
{
    private readonly SymbolTable<ISymbol, KnownMember> _members = new();
    private KnownMember? _last;

    public KnownMember Of(ISymbol symbol)
    {
        // One rule after the other asks for the member that the driver shows.
        if (Volatile.Read(ref _last) is { } last && ReferenceEquals(last.Symbol, symbol))
        {
            return last;
        }

        var declared = Declared(symbol);
        var member = _members.TryGetValue(declared, out var known) ? known : _members.Keep(declared, new KnownMember(declared));
        Volatile.Write(ref _last, member);
        return member;
    }

    /// <summary>The member, where it has come up.</summary>
    public KnownMember? Find(ISymbol symbol) => _members.TryGetValue(Declared(symbol), out var member) ? member : null;

    // Calls name the declaring half of a partial method, the driver the half with the code.
    private static ISymbol Declared(ISymbol symbol) => symbol is IMethodSymbol method ? (method.PartialDefinitionPart ?? method).OriginalDefinition : symbol;
}
