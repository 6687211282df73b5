using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What keys have in common whose variable parts are ignored.</summary>
internal static class KeyFamily
{
    /// <summary>The two are of one family, as far as they say.</summary>
    public static bool AreSame(KeyTerm one, KeyTerm other)
    {
        if (Given(one) is { } name && Given(other) is { } counterpart)
        {
            return string.Equals(name, counterpart, StringComparison.OrdinalIgnoreCase);
        }

        if (one.Kind != other.Kind)
        {
            return false;
        }

        switch (one.Kind)
        {
            case KeyTermKind.Text:
                return one.Text == other.Text;
            case KeyTermKind.Member:
                return IsOwn(one) && IsOwn(other) && one.Symbol!.Name == other.Symbol!.Name;
            case KeyTermKind.Call:
                return SymbolEqualityComparer.Default.Equals(one.Symbol, other.Symbol);
            case KeyTermKind.Joined:
                return AreSameJoined(one, other);
            default:
                return false;
        }
    }

    // A type that is given whole keys, by themselves or in objects, has a family of its own: the one that its callers name.
    private static string? Given(KeyTerm key) => key.Kind switch
    {
        KeyTermKind.Variable => key.Symbol!.Name.TrimEnd('s'),
        KeyTermKind.Member when key.Children is [{ Kind: KeyTermKind.Variable or KeyTermKind.Unknown }] => key.Symbol!.Name.TrimEnd('s'),
        _ => null,
    };

    private static bool AreSameJoined(KeyTerm one, KeyTerm other)
    {
        if (one.Children.Length != other.Children.Length)
        {
            return false;
        }

        // Of keys that vary in all their parts nothing is known.
        var isNamed = false;
        for (var i = 0; i < one.Children.Length; i++)
        {
            var (piece, counterpart) = (one.Children[i], other.Children[i]);
            if (IsFixed(piece) != IsFixed(counterpart) || (IsFixed(piece) && !AreSame(piece, counterpart)))
            {
                return false;
            }

            isNamed |= piece.Kind switch
            {
                KeyTermKind.Text => piece.Text!.Any(char.IsLetter),
                KeyTermKind.Member or KeyTermKind.Call => IsFixed(piece),
                _ => false,
            };
        }

        return isNamed;
    }

    private static bool IsFixed(KeyTerm piece) => piece.Kind is KeyTermKind.Text or KeyTermKind.Call || (piece.Kind == KeyTermKind.Member && IsOwn(piece));

    private static bool IsOwn(KeyTerm member) => member.Children is [] or [{ Kind: KeyTermKind.Self }];
}
