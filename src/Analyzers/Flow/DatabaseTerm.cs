namespace RedisSafety.Analyzers.Flow;

/// <summary>Which database a call goes to, as far as the code says.</summary>
/// <param name="Source">The connection, or the database where nothing is known of how it was made; null where it cannot be told.</param>
/// <param name="Index">The index that was asked for; null where it is not known.</param>
/// <param name="Prefix">What <c>WithKeyPrefix</c> puts before every key.</param>
internal sealed record DatabaseTerm(KeyTerm? Source, int? Index, KeyTerm? Prefix = null)
{
    /// <summary>Nothing is known.</summary>
    public static DatabaseTerm Unknown { get; } = new(Source: null, Index: null);

    /// <summary>
    /// Nothing says that the two are different databases. Two classes that are each given a connection usually share it; two
    /// variables side by side were made two for a reason.
    /// </summary>
    public bool MayBe(DatabaseTerm other) =>
        (Index is not { } mine || other.Index is not { } theirs || mine == theirs) && !AreSiblings(Source, other.Source);

    /// <summary>The database as a caller sees it.</summary>
    public DatabaseTerm Replace<TState>(TState state, Func<TState, KeyTerm, KeyTerm?> replace)
    {
        var source = Source?.Replace(state, replace);
        return ReferenceEquals(source, Source) ? this : this with { Source = source };
    }

    private static bool AreSiblings(KeyTerm? one, KeyTerm? other) =>
        one is not null && other is not null && !one.Equals(other)
        && ((IsNamedHere(one) && IsNamedHere(other))
            || (one.Kind == KeyTermKind.Member && other.Kind == KeyTermKind.Member && one.Children.SequenceEqual(other.Children)
                && Microsoft.CodeAnalysis.SymbolEqualityComparer.Default.Equals(one.Symbol!.ContainingType, other.Symbol!.ContainingType)));

    private static bool IsNamedHere(KeyTerm term) =>
        term.Kind == KeyTermKind.Variable || (term.Kind == KeyTermKind.Member && term.Children is [{ Kind: KeyTermKind.Self }]);
}
