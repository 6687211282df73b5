using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// What an expression stands for, as a tree of constant text over the symbols of its member. Two equal terms are the same key as
/// long as none of their symbols is assigned; two terms that differ are not known to be.
/// </summary>
internal sealed class KeyTerm : IEquatable<KeyTerm>
{
    // A key of more pieces is no key that a person wrote, and comparing it would cost.
    private const int MostPieces = 64;

    // What the last term of the thread was put together in: there are many.
    [ThreadStatic]
    private static List<KeyTerm>? _flat;

    private readonly int _hash;
    private readonly int _pieces;

    private KeyTerm(KeyTermKind kind, string? text, ISymbol? symbol, ImmutableArray<KeyTerm> children)
    {
        Kind = kind;
        Text = text;
        Symbol = symbol;
        Children = children;
        _pieces = 1;
        HasUnknown = kind == KeyTermKind.Unknown;
        _hash = ((int)kind * 397) ^ (text is null
            ? 0 : StringComparer.Ordinal.GetHashCode(text)) ^ SymbolEqualityComparer.Default.GetHashCode(symbol);
        foreach (var child in children)
        {
            _hash = unchecked((_hash * 31) + child._hash);
            _pieces += child._pieces;
            HasUnknown |= child.HasUnknown;
        }
    }

    /// <summary>The object whose member is running.</summary>
    public static KeyTerm Self { get; } = new(KeyTermKind.Self, text: null, symbol: null, ImmutableArray<KeyTerm>.Empty);

    /// <summary>An unknown value: no two are the same.</summary>
    public static KeyTerm Unknown { get; } = new(KeyTermKind.Unknown, text: null, symbol: null, ImmutableArray<KeyTerm>.Empty);

    // Most fields and properties are those of the object itself.
    private static readonly ImmutableArray<KeyTerm> OnlySelf = ImmutableArray.Create(Self);

    public KeyTermKind Kind { get; }

    /// <summary>The constant, or the format of a <see cref="KeyTermKind.Formatted"/> value.</summary>
    public string? Text { get; }

    /// <summary>
    /// The local, parameter, field, property or method; always its definition, so that instances of generic types compare.
    /// </summary>
    public ISymbol? Symbol { get; }

    public ImmutableArray<KeyTerm> Children { get; }

    /// <summary>A part of it is unknown.</summary>
    public bool HasUnknown { get; }

    /// <summary>It is made of constants alone.</summary>
    public bool IsConstant => Kind == KeyTermKind.Text;

    public static KeyTerm OfText(string text) => new(KeyTermKind.Text, text, symbol: null, ImmutableArray<KeyTerm>.Empty);

    /// <summary>A local or a parameter.</summary>
    public static KeyTerm OfVariable(ISymbol symbol) =>
        new(KeyTermKind.Variable, text: null, symbol.OriginalDefinition, ImmutableArray<KeyTerm>.Empty);

    /// <summary>A field or property, of an object or of a type.</summary>
    public static KeyTerm OfMember(KeyTerm? instance, ISymbol member) =>
        new(KeyTermKind.Member, text: null, member.OriginalDefinition, instance is null
            ? ImmutableArray<KeyTerm>.Empty : ReferenceEquals(instance, Self) ? OnlySelf : ImmutableArray.Create(instance));

    /// <summary>A call of a method that is taken to give the same for the same; null where it grows too large.</summary>
    public static KeyTerm? OfCall(IMethodSymbol method, ImmutableArray<KeyTerm> operands) =>
        Bounded(new KeyTerm(KeyTermKind.Call, text: null, method.OriginalDefinition, operands));

    public static KeyTerm? OfFormatted(KeyTerm value, string format) =>
        Bounded(new KeyTerm(KeyTermKind.Formatted, format, symbol: null, ImmutableArray.Create(value)));

    /// <summary>Pieces one after the other; null where it grows too large.</summary>
    public static KeyTerm? OfJoined(IReadOnlyList<KeyTerm> pieces)
    {
        var flat = TakeFlat();
        for (var i = 0; i < pieces.Count; i++)
        {
            AddParts(flat, pieces[i]);
        }

        return Joined(flat, isKnown: true);
    }

    /// <summary>
    /// The same term with its variables, and the object itself, replaced; null where one is not known there. What to replace them by
    /// follows from the state, so that nothing is made for a term that stays as it is.
    /// </summary>
    public KeyTerm? Replace<TState>(TState state, Func<TState, KeyTerm, KeyTerm?> replace)
    {
        switch (Kind)
        {
            case KeyTermKind.Text or KeyTermKind.Unknown:
                return this;
            case KeyTermKind.Self or KeyTermKind.Variable:
                return replace(state, this);
            case KeyTermKind.Member or KeyTermKind.Call when Children.IsEmpty:
                return this;
        }

        return Kind == KeyTermKind.Joined ? ReplaceJoined(state, replace) : ReplaceOperands(state, replace);
    }

    /// <summary>An assignment to this symbol makes it another key.</summary>
    public bool DependsOn(ISymbol symbol)
    {
        if (Kind is KeyTermKind.Variable or KeyTermKind.Member && SymbolEqualityComparer.Default.Equals(Symbol, symbol))
        {
            return true;
        }

        foreach (var child in Children)
        {
            if (child.DependsOn(symbol))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>There are fields or properties in it.</summary>
    public bool HasMembers
    {
        get
        {
            if (Kind == KeyTermKind.Member)
            {
                return true;
            }

            foreach (var child in Children)
            {
                if (child.HasMembers)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The fields and properties in it.</summary>
    public IEnumerable<ISymbol> Members() =>
        (Kind == KeyTermKind.Member ? new[] { Symbol! } : []).Concat(Children.SelectMany(static child => child.Members()));

    public bool Equals(KeyTerm? other)
    {
        if (Kind == KeyTermKind.Unknown)
        {
            return false;
        }

        if (ReferenceEquals(this, other) && !HasUnknown)
        {
            return true;
        }

        if (other is null || _hash != other._hash || Kind != other.Kind || Children.Length != other.Children.Length
            || Text != other.Text || !SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol))
        {
            return false;
        }

        for (var i = 0; i < Children.Length; i++)
        {
            if (!Children[i].Equals(other.Children[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as KeyTerm);

    public override int GetHashCode() => _hash;

    /// <summary>The key as a template: text, and what varies in braces.</summary>
    public override string ToString()
    {
        if (Kind != KeyTermKind.Joined)
        {
            return Expression();
        }

        var text = new StringBuilder();
        foreach (var child in Children)
        {
            text.Append(child.Kind == KeyTermKind.Text ? child.Text : $"{{{child.Expression()}}}");
        }

        return text.ToString();
    }

    private KeyTerm? ReplaceJoined<TState>(TState state, Func<TState, KeyTerm, KeyTerm?> replace)
    {
        List<KeyTerm>? flat = null;
        var isKnown = true;
        for (var i = 0; i < Children.Length && isKnown; i++)
        {
            var replaced = Children[i].Replace(state, replace);
            isKnown = replaced is not null;
            if (flat is null && isKnown && !ReferenceEquals(Children[i], replaced))
            {
                flat = TakeFlat();
                for (var before = 0; before < i; before++)
                {
                    flat.Add(Children[before]);
                }
            }

            if (flat is not null && isKnown)
            {
                AddParts(flat, replaced!);
            }
        }

        return flat is null ? isKnown ? this : null : Joined(flat, isKnown);
    }

    private KeyTerm? ReplaceOperands<TState>(TState state, Func<TState, KeyTerm, KeyTerm?> replace)
    {
        if (Children.Length == 1)
        {
            return Children[0].Replace(state, replace) is not { } only ? null
                : ReferenceEquals(only, Children[0]) ? this
                : Bounded(new KeyTerm(Kind, Text, Symbol, ImmutableArray.Create(only)));
        }

        ImmutableArray<KeyTerm>.Builder? changed = null;
        for (var i = 0; i < Children.Length; i++)
        {
            if (Children[i].Replace(state, replace) is not { } replaced)
            {
                return null;
            }

            if (changed is null && !ReferenceEquals(Children[i], replaced))
            {
                changed = Children.ToBuilder();
            }

            if (changed is not null)
            {
                changed[i] = replaced;
            }
        }

        return changed is null ? this : Bounded(new KeyTerm(Kind, Text, Symbol, changed.MoveToImmutable()));
    }

    private static List<KeyTerm> TakeFlat()
    {
        var flat = _flat ?? new List<KeyTerm>();
        _flat = null;
        return flat;
    }

    private static void AddParts(List<KeyTerm> flat, KeyTerm piece)
    {
        if (piece.Kind != KeyTermKind.Joined)
        {
            Add(flat, piece);
            return;
        }

        foreach (var part in piece.Children)
        {
            Add(flat, part);
        }
    }

    // Gives the list back.
    private static KeyTerm? Joined(List<KeyTerm> flat, bool isKnown)
    {
        var joined = !isKnown ? null : flat.Count switch
        {
            0 => OfText(""),
            1 => flat[0],
            2 => Bounded(new KeyTerm(KeyTermKind.Joined, text: null, symbol: null, ImmutableArray.Create(flat[0], flat[1]))),
            _ => Bounded(new KeyTerm(KeyTermKind.Joined, text: null, symbol: null, flat.ToImmutableArray())),
        };
        flat.Clear();
        _flat = flat;
        return joined;
    }

    // Text beside text is one text.
    private static void Add(List<KeyTerm> flat, KeyTerm part)
    {
        if (part.Kind != KeyTermKind.Text)
        {
            flat.Add(part);
        }
        else if (part.Text!.Length > 0)
        {
            if (flat.Count > 0 && flat[flat.Count - 1] is { Kind: KeyTermKind.Text } before)
            {
                flat[flat.Count - 1] = OfText(before.Text + part.Text);
            }
            else
            {
                flat.Add(part);
            }
        }
    }

    private static KeyTerm? Bounded(KeyTerm term) => term._pieces > MostPieces ? null : term;

    private string Expression()
    {
        switch (Kind)
        {
            case KeyTermKind.Text:
                return Text!;
            case KeyTermKind.Unknown:
                return "…";
            case KeyTermKind.Self:
                return "this";
            case KeyTermKind.Variable:
                return Symbol!.Name;
            case KeyTermKind.Member:
                return Children.IsEmpty
                    || Children[0].Kind == KeyTermKind.Self ? Symbol!.Name : $"{Children[0].Expression()}.{Symbol!.Name}";
            case KeyTermKind.Formatted:
                return $"{Children[0].Expression()}:{Text}";
            case KeyTermKind.Call:
                return $"{Symbol!.Name}({string.Join(", ", Children.Where(static child => child.Kind != KeyTermKind.Self).Select(static child => child.Expression()))})";
            default:
                return ToString();
        }
    }
}
