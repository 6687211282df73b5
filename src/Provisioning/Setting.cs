namespace RedisSafety.Provisioning;

/// <summary>
/// A value that is known, or not. An unknown value may still have a term, such as <c>${Shop}-001</c>: equal terms are equal values,
/// different terms prove nothing.
/// </summary>
/// <param name="IsKnown">The value is certain: written, or the default of what was left out.</param>
/// <param name="Value">The value; the default of the type where it is not known.</param>
/// <param name="Term">The text of the value or of the expression behind it.</param>
/// <param name="Place">The place where it is written; null for a default.</param>
internal readonly record struct Setting<T>(bool IsKnown, T Value, string? Term, SourcePlace? Place)
{
    public static Setting<T> Unknown => default;

    public static Setting<T> Of(T value, SourcePlace? place = null) => new(true, value, value?.ToString(), place);

    /// <summary>It is known to have the value.</summary>
    public bool Is(T value) => IsKnown && EqualityComparer<T>.Default.Equals(Value, value);

    /// <summary>Both are the same, by value or by the same expression.</summary>
    public bool IsSameAs(Setting<T> other) => Term is not null && string.Equals(Term, other.Term, StringComparison.OrdinalIgnoreCase);
}
