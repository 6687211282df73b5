using Microsoft.CodeAnalysis;
using RedisSafety.Commands;

namespace RedisSafety.Generators.Repositories;

/// <summary>How a type of C# travels to Redis and back.</summary>
internal static class TypeForm
{
    private static readonly HashSet<string> NativeTypes = new(StringComparer.Ordinal)
    {
        "System.Guid", "System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.TimeSpan",
        "StackExchange.Redis.RedisValue", "StackExchange.Redis.RedisKey",
    };

    private static readonly HashSet<string> DictionaryTypes = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.IDictionary`2",
        "System.Collections.Generic.IReadOnlyDictionary`2",
    };

    private static readonly HashSet<string> ListTypes = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.List`1", "System.Collections.Generic.IList`1", "System.Collections.Generic.IReadOnlyList`1",
        "System.Collections.Generic.ICollection`1", "System.Collections.Generic.IReadOnlyCollection`1",
        "System.Collections.Generic.IEnumerable`1",
    };

    private static readonly HashSet<string> SetTypes = new(StringComparer.Ordinal)
    {
        "System.Collections.Generic.HashSet`1", "System.Collections.Generic.ISet`1", "System.Collections.Generic.IReadOnlySet`1",
    };

    /// <summary>The type under <c>Nullable&lt;T&gt;</c>, or the type itself.</summary>
    public static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    public static bool IsNullableStruct(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>A part of it is unknown to the compiler, which says so itself.</summary>
    public static bool HasError(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => HasError(array.ElementType),
        INamedTypeSymbol named => named.TypeKind == TypeKind.Error || named.TypeArguments.Any(HasError),
        _ => type.TypeKind == TypeKind.Error,
    };

    /// <summary>It may be null: a nullable struct, or a reference that says so.</summary>
    public static bool MayBeNull(ITypeSymbol type) =>
        IsNullableStruct(type) || (type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.Annotated);

    /// <summary>It has one form in Redis, and needs no serializer.</summary>
    public static bool IsNative(ITypeSymbol type)
    {
        var underlying = Underlying(type);
        return underlying.TypeKind == TypeKind.Enum || IsBytes(underlying) || underlying.SpecialType switch
        {
            SpecialType.System_DateTime => true,
            SpecialType.System_String or SpecialType.System_Boolean or SpecialType.System_Char => true,
            _ when IsNumber(underlying) => true,
            _ => NativeTypes.Contains(FullName(underlying)),
        };
    }

    public static bool IsNumber(ITypeSymbol type) => IsWholeNumber(type)
        || Underlying(type).SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal;

    public static bool IsWholeNumber(ITypeSymbol type) => Underlying(type).SpecialType
        is SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64;

    /// <summary>A reply of a form can be read as the type. What the table does not know is not refused.</summary>
    public static bool CanHold(ITypeSymbol type, ReplyShape shape)
    {
        var underlying = Underlying(type);
        var isText = underlying.SpecialType == SpecialType.System_String || IsBytes(underlying)
            || FullName(underlying) is "StackExchange.Redis.RedisValue" or "StackExchange.Redis.RedisKey";
        return shape switch
        {
            ReplyShape.Unknown => true,
            ReplyShape.WholeNumber => isText || IsNumber(underlying) || underlying.SpecialType == SpecialType.System_Boolean || underlying.TypeKind == TypeKind.Enum,
            ReplyShape.Status => isText || underlying.SpecialType == SpecialType.System_Boolean || underlying.TypeKind == TypeKind.Enum,
            _ => isText,
        };
    }

    public static bool IsUnsigned(ITypeSymbol type) => Underlying(type).SpecialType
        is SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64;

    public static bool IsTimeSpan(ITypeSymbol type) => FullName(Underlying(type)) == "System.TimeSpan";

    public static bool IsMoment(ITypeSymbol type) => FullName(Underlying(type)) is "System.DateTime" or "System.DateTimeOffset";

    /// <summary>A single value of bytes, however it is held.</summary>
    public static bool IsBytes(ITypeSymbol type) =>
        type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte }
        || (type is INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } memory
            && FullName(memory) is "System.ReadOnlyMemory`1" or "System.Memory`1");

    /// <summary>What a collection holds; null for a single value.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) =>
        IsNative(type) ? null
        : type is IArrayTypeSymbol { Rank: 1 } array ? array.ElementType
        : IsMemory(type) ? ((INamedTypeSymbol)Underlying(type)).TypeArguments[0]
        : Enumerable(Underlying(type))?.TypeArguments[0];

    /// <summary>A block of elements that is no collection by itself.</summary>
    public static bool IsMemory(ITypeSymbol type) => FullName(Underlying(type)) is "System.ReadOnlyMemory`1" or "System.Memory`1";

    /// <summary>The members that hold the parts of each element, for a dictionary or a collection of pairs or tuples; null for any other type.</summary>
    public static IReadOnlyList<(string Member, ITypeSymbol Type)>? PartsOf(ITypeSymbol type) => ElementOf(type) is { } element ? PartsOfElement(element) : null;

    /// <summary>The members that hold the parts of a pair or a tuple; null for any other type.</summary>
    public static IReadOnlyList<(string Member, ITypeSymbol Type)>? PartsOfElement(ITypeSymbol element) => element switch
    {
        INamedTypeSymbol { IsTupleType: true } tuple =>
            [.. tuple.TupleElements.Select(static (element, index) => ($"Item{(index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}", element.Type))],
        INamedTypeSymbol { TypeArguments: [var key, var value] } pair when FullName(pair) == "System.Collections.Generic.KeyValuePair`2" =>
            [("Key", key), ("Value", value)],
        _ when FullName(element) is "StackExchange.Redis.HashEntry" => Properties(element, "Name", "Value"),
        _ when FullName(element) is "StackExchange.Redis.SortedSetEntry" => Properties(element, "Element", "Score"),
        _ => null,
    };

    /// <summary>What a dictionary, or a collection of pairs, holds.</summary>
    public static (ITypeSymbol First, ITypeSymbol Second)? PairOf(ITypeSymbol type) =>
        PartsOf(type) is [var first, var second] ? (first.Type, second.Type) : null;

    public static bool IsDictionaryResult(ITypeSymbol type) => DictionaryTypes.Contains(FullName(type));

    public static bool IsListResult(ITypeSymbol type) => ListTypes.Contains(FullName(type));

    public static bool IsSetResult(ITypeSymbol type) => SetTypes.Contains(FullName(type));

    public static bool IsResult(ITypeSymbol type) => FullName(type) == "StackExchange.Redis.RedisResult";

    /// <summary>Namespace and metadata name; empty for what has none.</summary>
    public static string FullName(ITypeSymbol type) =>
        type is INamedTypeSymbol { ContainingType: null, ContainingNamespace: not null } named ? $"{named.ContainingNamespace.ToDisplayString()}.{named.MetadataName}" : "";

    private static (string Member, ITypeSymbol Type)[]? Properties(ITypeSymbol entry, params string[] names)
    {
        var properties = names.SelectMany(name => entry.GetMembers(name).OfType<IPropertySymbol>()).Select(static property => (property.Name, property.Type)).ToArray();
        return properties.Length == names.Length ? properties : null;
    }

    private static INamedTypeSymbol? Enumerable(ITypeSymbol type) =>
        IsEnumerable(type) ? (INamedTypeSymbol)type : type.AllInterfaces.FirstOrDefault(IsEnumerable);

    private static bool IsEnumerable(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T;
}
