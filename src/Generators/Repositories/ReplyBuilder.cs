using Microsoft.CodeAnalysis;
using RedisSafety.Commands;

namespace RedisSafety.Generators.Repositories;

/// <summary>Makes the caller's type of a reply, as an expression of C#.</summary>
/// <param name="command">The command, as messages name it.</param>
/// <param name="method">Where the code stands that makes the result.</param>
/// <param name="result">What the caller gets; null for nothing.</param>
/// <param name="form">What StackExchange.Redis answers.</param>
/// <param name="elements">Not <see cref="ReplyElements.AsTyped"/> where the result is one element of many, which become an array.</param>
internal sealed class ReplyBuilder(
    string command, IMethodSymbol method, ITypeSymbol? result, TypedReply form, ReplyElements elements = ReplyElements.AsTyped)
{
    private const string Redis = "global::StackExchange.Redis.";
    private const string Replies = "global::RedisSafety.CodeGeneration.RedisReplies";

    private readonly ReplyShape _shape = elements == ReplyElements.AsTyped ? CommandTable.Find(command)?.ReplyShape ?? ReplyShape.Unknown : ReplyShape.Unknown;

    /// <summary>The type that StackExchange.Redis answers with.</summary>
    public string ReplyType => form switch
    {
        TypedReply.Value => Redis + "RedisValue",
        TypedReply.Boolean => "bool",
        TypedReply.Int64 => "long",
        TypedReply.NullableInt64 => "long?",
        TypedReply.Double => "double",
        TypedReply.NullableDouble => "double?",
        TypedReply.TimeSpan => "global::System.TimeSpan?",
        TypedReply.Values => Redis + "RedisValue[]",
        TypedReply.Hash => Redis + "HashEntry[]",
        TypedReply.Scores => Redis + "SortedSetEntry[]",
        _ => Redis + "RedisResult",
    };

    /// <summary>What a message says where the reply cannot be the result.</summary>
    public string Problem => $"The reply of {command} cannot be a '{result!.ToDisplayString()}'; {Possible}";

    /// <summary>Some part of the result has no native form.</summary>
    public bool NeedsSerializer
    {
        get
        {
            if (result is null || TypeForm.IsNative(result) || TypeForm.IsResult(result))
            {
                return false;
            }

            if (elements != ReplyElements.AsTyped)
            {
                return elements == ReplyElements.Pairs && TypeForm.PartsOfElement(result) is [_, var second] ? NeedsIt(second.Type) : NeedsIt(result);
            }

            if (Record() is { } record)
            {
                return record.NeedsSerializer;
            }

            if (IsTuple)
            {
                return ((INamedTypeSymbol)TypeForm.Underlying(result)).TypeArguments.Any(NeedsIt);
            }

            if (IsSingle || !IsCollection(result))
            {
                return form is TypedReply.Value or TypedReply.Raw;
            }

            return TypeForm.IsDictionaryResult(result) ? NeedsIt(((INamedTypeSymbol)result).TypeArguments[1])
                : HasPairs && TypeForm.PairOf(result) is { } pair ? NeedsIt(pair.Second)
                : TypeForm.ElementOf(result) is { } element && NeedsIt(element);
        }
    }

    private bool IsSingle => form is not (TypedReply.Values or TypedReply.Hash or TypedReply.Scores or TypedReply.Raw);

    private bool HasPairs => form is TypedReply.Hash or TypedReply.Scores or TypedReply.Raw;

    /// <summary>A reply of known length, each element of a type of its own.</summary>
    private bool IsTuple => form == TypedReply.Raw && result is not null && TypeForm.Underlying(result) is INamedTypeSymbol { IsTupleType: true, TypeArguments.Length: > 1 and < 8 };

    private string Possible => form switch
    {
        _ when _shape == ReplyShape.WholeNumber => "it answers a whole number: return long, int, bool or string",
        _ when _shape == ReplyShape.Status => "it answers OK: return Task, or bool",
        _ when _shape == ReplyShape.StreamId => "it answers the id of the entry, such as 1526919030474-0: return string or RedisValue",
        TypedReply.Boolean => "it answers yes or no: return bool or a number",
        TypedReply.Int64 or TypedReply.NullableInt64 => "it answers a whole number: return long, int or their nullable forms",
        TypedReply.Double or TypedReply.NullableDouble => "it answers a number: return double or double?",
        TypedReply.Values => "it answers several values: return an array, a list or a set",
        TypedReply.Hash => "it answers fields and values: return a dictionary, HashEntry[], or a class whose properties are named as the fields",
        TypedReply.Scores => "it answers members and scores: return a dictionary, a list of tuples, or SortedSetEntry[]",
        TypedReply.TimeSpan => "it answers a duration: return TimeSpan?",
        _ when elements == ReplyElements.Pairs => "it gives pairs: enumerate KeyValuePair<TKey, TValue>, a tuple of two, or HashEntry",
        _ => "return a string, a number, bool, Guid, a date or time, an enum, bytes, RedisValue or a class that the serializer knows",
    };

    /// <summary>The expression, or null where the reply cannot be the result.</summary>
    /// <param name="reply">The reply, as an expression.</param>
    /// <param name="key">The key that names the call in a message.</param>
    /// <param name="serializer">The serializer, as an expression; used only where it is needed.</param>
    public string? Read(string reply, string key, string serializer)
    {
        if (result is null)
        {
            return "true";
        }

        var context = $"\"{command}\", {key}";
        var last = NeedsSerializer ? ", " + serializer : "";
        if (elements != ReplyElements.AsTyped)
        {
            return List(reply, context, last, result, "Array", hasPairs: elements == ReplyElements.Pairs);
        }

        if (TypeForm.IsResult(result) || RepositoryParser.Name(result) == ReplyType)
        {
            return reply;
        }

        if (!TypeForm.CanHold(result, _shape))
        {
            return null;
        }

        if (Record() is { } record)
        {
            return $"{Replies}.{(TypeForm.MayBeNull(result) ? "OptionalRecord" : "Record")}<{TypeArgument(result)}>({Pairs(reply, context)}, {context}, static fields => {record.Create()}{last})";
        }

        if (IsTuple)
        {
            return Tuple(reply, context, last);
        }

        if (IsSingle || !IsCollection(result))
        {
            return Single(reply, context, last);
        }

        if (TypeForm.IsDictionaryResult(result))
        {
            var types = ((INamedTypeSymbol)result).TypeArguments;
            return !HasPairs || !TypeForm.IsNative(types[0])
                ? null
                : $"{Replies}.Dictionary<{RepositoryParser.Name(types[0])}, {RepositoryParser.Name(types[1])}>({Pairs(reply, context)}, {context}{last})";
        }

        var element = TypeForm.ElementOf(result)!;
        var shape = result is IArrayTypeSymbol ? "Array" : TypeForm.IsSetResult(result) ? "HashSet" : "List";
        return List(reply, context, last, element, shape, HasPairs && TypeForm.PartsOfElement(element) is { Count: 2 });
    }

    private static bool NeedsIt(ITypeSymbol type) => !TypeForm.IsNative(type) && !TypeForm.IsResult(type);

    private static bool IsCollection(ITypeSymbol type) => !TypeForm.IsNative(type)
        && (type is IArrayTypeSymbol { Rank: 1 } || TypeForm.IsDictionaryResult(type) || TypeForm.IsListResult(type) || TypeForm.IsSetResult(type));

    /// <summary>A nullable reference's type without its mark, as the method's own return type says what may be null.</summary>
    private static string TypeArgument(ITypeSymbol type) => RepositoryParser.Name(
        type.WithNullableAnnotation(TypeForm.IsNullableStruct(type) ? NullableAnnotation.Annotated : NullableAnnotation.NotAnnotated));

    private RecordBinding? Record() => result is not null && (form == TypedReply.Hash || (form == TypedReply.Raw && command == "HGETALL"))
        ? RecordBinding.Find(result, method.ContainingType)
        : null;

    private string Pairs(string reply, string context) => form == TypedReply.Raw ? $"{Replies}.Pairs({reply}, {context})" : $"{Replies}.Pairs({reply})";

    private string? Single(string reply, string context, string last)
    {
        // A dictionary or list in a single value is JSON; from a number or a set of values, no class can be made.
        if ((!IsSingle && form != TypedReply.Raw) || (last.Length == 0 && !TypeForm.IsNative(result!)))
        {
            return null;
        }

        var value = form switch
        {
            TypedReply.Raw => $"{Replies}.Value({reply}, {context})",
            TypedReply.Value => reply,
            TypedReply.TimeSpan => null,
            _ => $"({Redis}RedisValue){reply}",
        };
        return value is null ? null
            : $"{Replies}.{(TypeForm.MayBeNull(result!) ? "Optional" : "Required")}<{TypeArgument(result!)}>({value}, {context}{last})";
    }

    private string Tuple(string reply, string context, string last)
    {
        var tuple = (INamedTypeSymbol)TypeForm.Underlying(result!);
        var elements = tuple.TypeArguments.Select((type, index) =>
            $"{Replies}.{(TypeForm.MayBeNull(type) ? "Optional" : "Required")}<{TypeArgument(type)}>(items[{index}], {context}{(NeedsIt(type) ? last : "")})");
        var create = $"items => ({string.Join(", ", elements)})";
        var method = TypeForm.IsNullableStruct(result!) ? "OptionalTuple" : "Tuple";
        return $"{Replies}.{method}<{RepositoryParser.Name(tuple)}>({reply}, {tuple.TypeArguments.Length}, {context}, {create})";
    }

    private string? List(string reply, string context, string last, ITypeSymbol element, string shape, bool hasPairs)
    {
        if (hasPairs)
        {
            if (TypeForm.PartsOfElement(element) is not [{ Type: var first }, { Type: var second }] || !TypeForm.IsNative(first))
            {
                return null;
            }

            var create = element.IsTupleType ? "static (first, second) => (first, second)" : $"static (first, second) => new {RepositoryParser.Name(element)}(first, second)";
            var items = $"{Replies}.PairsOf<{RepositoryParser.Name(first)}, {RepositoryParser.Name(second)}, {RepositoryParser.Name(element)}>({Pairs(reply, context)}, {context}, {create}{last})";
            return shape == "Array" ? items : $"new global::System.Collections.Generic.{shape}<{RepositoryParser.Name(element)}>({items})";
        }

        var values = form switch
        {
            TypedReply.Raw => $"{Replies}.Values({reply}, {context})",
            TypedReply.Values => reply,
            _ => null,
        };
        return values is null || TypeForm.PartsOfElement(element) is not null ? null
            : $"{Replies}.{shape}<{RepositoryParser.Name(element)}>({values}, {context}{last}{(TypeForm.MayBeNull(element) ? ", mayBeMissing: true" : "")})";
    }
}
