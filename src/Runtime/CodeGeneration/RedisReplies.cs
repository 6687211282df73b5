using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>The type of C# that each reply becomes. For generated code.</summary>
/// <remarks>
/// A serializer stands where the type has no native form, and is null elsewhere. Command and key name the call in what is thrown.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RedisReplies
{
    /// <summary>A value that must be there.</summary>
    /// <exception cref="RedisReplyException">It is missing, or not of the type.</exception>
    public static T Required<T>(RedisValue value, string command, RedisKey key, IRedisSerializer? serializer = null)
    {
        if (value.IsNull)
        {
            // No is an answer of its own: SET … NX says it by a missing value.
            return typeof(T) == typeof(bool)
                ? (T)(object)false
                : typeof(T) == typeof(RedisValue)
                    ? (T)(object)value
                    : throw RedisReplyException.Create(command, key, "with no value", $"a value of type {typeof(T).Name}");
        }

        return Present<T>(value, command, key, serializer);
    }

    /// <summary>A value, or the default of its nullable type where it is missing.</summary>
    /// <exception cref="RedisReplyException">It is there, but not of the type.</exception>
    public static T? Optional<T>(RedisValue value, string command, RedisKey key, IRedisSerializer? serializer = null) =>
        value.IsNull ? default : Present<T>(value, command, key, serializer);

    /// <summary>The elements of a reply, each of which must be there unless the type is nullable.</summary>
    /// <exception cref="RedisReplyException">An element is not of the type.</exception>
    public static T[] Array<T>(
        RedisValue[]? values, string command, RedisKey key, IRedisSerializer? serializer = null, bool mayBeMissing = false) =>
        System.Array.ConvertAll(
            values ?? [],
            value => mayBeMissing ? Optional<T>(value, command, key, serializer)! : Required<T>(value, command, key, serializer));

    /// <summary>The elements of a reply as a list.</summary>
    /// <exception cref="RedisReplyException">An element is not of the type.</exception>
    [SuppressMessage("Design", "CA1002", Justification = "The caller's own signature asks for it.")]
    public static List<T> List<T>(
        RedisValue[]? values, string command, RedisKey key, IRedisSerializer? serializer = null, bool mayBeMissing = false) =>
        [.. Array<T>(values, command, key, serializer, mayBeMissing)];

    /// <summary>The elements of a reply, each once.</summary>
    /// <exception cref="RedisReplyException">An element is not of the type.</exception>
    public static HashSet<T> HashSet<T>(
        RedisValue[]? values, string command, RedisKey key, IRedisSerializer? serializer = null, bool mayBeMissing = false) =>
        [.. Array<T>(values, command, key, serializer, mayBeMissing)];

    /// <summary>Fields and values, or members and scores.</summary>
    /// <exception cref="RedisReplyException">One of them is not of its type.</exception>
    public static Dictionary<TKey, TValue> Dictionary<TKey, TValue>(
        KeyValuePair<RedisValue, RedisValue>[]? pairs, string command, RedisKey key, IRedisSerializer? serializer = null)
        where TKey : notnull
    {
        var dictionary = new Dictionary<TKey, TValue>(pairs?.Length ?? 0);
        foreach (var (first, second) in pairs ?? [])
        {
            dictionary[Required<TKey>(first, command, key)] = Required<TValue>(second, command, key, serializer);
        }

        return dictionary;
    }

    /// <summary>Fields and values, or members and scores, in the order of the reply.</summary>
    /// <exception cref="RedisReplyException">One of them is not of its type.</exception>
    public static TItem[] PairsOf<TFirst, TSecond, TItem>(
        KeyValuePair<RedisValue, RedisValue>[]? pairs,
        string command,
        RedisKey key,
        Func<TFirst, TSecond, TItem> create,
        IRedisSerializer? serializer = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        return System.Array.ConvertAll(
            pairs ?? [],
            pair => create(Required<TFirst>(pair.Key, command, key), Required<TSecond>(pair.Value, command, key, serializer)));
    }

    /// <summary>An object of the fields of a hash that must be there.</summary>
    /// <exception cref="RedisReplyException">The hash has no field, or one is missing or not of its type.</exception>
    public static T Record<T>(
        KeyValuePair<RedisValue, RedisValue>[]? pairs,
        string command,
        RedisKey key,
        Func<RedisHashFields, T> create,
        IRedisSerializer? serializer = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        return pairs is null or []
            ? throw RedisReplyException.Create(command, key, "with no fields", $"a {typeof(T).Name}")
            : create(new RedisHashFields(pairs, command, key, serializer));
    }

    /// <summary>An object of the fields of a hash, or the default of its nullable type where the hash has none.</summary>
    /// <exception cref="RedisReplyException">A field is missing or not of its type.</exception>
    public static T? OptionalRecord<T>(
        KeyValuePair<RedisValue, RedisValue>[]? pairs,
        string command,
        RedisKey key,
        Func<RedisHashFields, T> create,
        IRedisSerializer? serializer = null) =>
        pairs is null or [] ? default : Record(pairs, command, key, create, serializer);

    /// <summary>A reply whose elements are known by their place.</summary>
    /// <exception cref="RedisReplyException">It has another number of elements, or one is not of its type.</exception>
    public static T Tuple<T>(RedisResult? result, int length, string command, RedisKey key, Func<RedisValue[], T> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        var items = Values(result, command, key);
        return items.Length == length
            ? create(items)
            : throw RedisReplyException.Create(command, key, $"with {items.Length} elements", $"{length}");
    }

    /// <summary>A reply whose elements are known by their place, or null where there is none.</summary>
    /// <exception cref="RedisReplyException">It has another number of elements, or one is not of its type.</exception>
    public static T? OptionalTuple<T>(RedisResult? result, int length, string command, RedisKey key, Func<RedisValue[], T> create)
        where T : struct =>
        result is null || result.IsNull || result.Length == 0 ? null : Tuple(result, length, command, key, create);

    /// <summary>The pairs of a hash.</summary>
    public static KeyValuePair<RedisValue, RedisValue>[] Pairs(HashEntry[]? entries) =>
        System.Array.ConvertAll(entries ?? [], static entry => new KeyValuePair<RedisValue, RedisValue>(entry.Name, entry.Value));

    /// <summary>The members and scores of a sorted set.</summary>
    public static KeyValuePair<RedisValue, RedisValue>[] Pairs(SortedSetEntry[]? entries) =>
        System.Array.ConvertAll(entries ?? [], static entry => new KeyValuePair<RedisValue, RedisValue>(entry.Element, entry.Score));

    /// <summary>The pairs of a reply that has them one after the other (RESP2), as a map, or as arrays of two (RESP3).</summary>
    /// <exception cref="RedisReplyException">The reply has no pairs.</exception>
    public static KeyValuePair<RedisValue, RedisValue>[] Pairs(RedisResult? result, string command, RedisKey key)
    {
        var items = Items(result, command, key);
        if (items.Length > 0 && items[0].Length >= 0)
        {
            return System.Array.ConvertAll(items, item => item.Length == 2
                ? KeyValuePair.Create(Value(item[0], command, key), Value(item[1], command, key))
                : throw RedisReplyException.Create(command, key, $"with {item.Length} elements in place of a pair", "pairs"));
        }

        if (items.Length % 2 != 0)
        {
            throw RedisReplyException.Create(command, key, $"with {items.Length} elements", "an even number of them");
        }

        var pairs = new KeyValuePair<RedisValue, RedisValue>[items.Length / 2];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = KeyValuePair.Create(Value(items[2 * i], command, key), Value(items[(2 * i) + 1], command, key));
        }

        return pairs;
    }

    /// <summary>The elements of a reply.</summary>
    /// <exception cref="RedisReplyException">The reply, or an element, is not what it must be.</exception>
    public static RedisValue[] Values(RedisResult? result, string command, RedisKey key) =>
        System.Array.ConvertAll(Items(result, command, key), item => Value(item, command, key));

    /// <summary>The reply as one value.</summary>
    /// <exception cref="RedisReplyException">The reply has elements.</exception>
    public static RedisValue Value(RedisResult? result, string command, RedisKey key) =>
        result is null || result.IsNull ? RedisValue.Null
        : result.Length < 0 ? (RedisValue)result
        : result.Length == 1 && result[0].Length < 0 ? (RedisValue)result[0]
        : throw RedisReplyException.Create(command, key, $"with {result.Length} elements", "one value");

    private static RedisResult[] Items(RedisResult? result, string command, RedisKey key) =>
        result is null || result.IsNull ? []
        : result.Length >= 0 ? (RedisResult[])result!
        : throw RedisReplyException.Create(command, key, "with one value", "a list");

    private static T Present<T>(RedisValue value, string command, RedisKey key, IRedisSerializer? serializer)
    {
        if (serializer is null)
        {
            return NativeValue<T>.TryRead is { } read && read(value, out var result)
                ? result
                : throw RedisReplyException.Create(command, key, Describe(value), $"a value of type {typeof(T).Name}");
        }

        try
        {
            return serializer.Deserialize<T>(value)!;
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or FormatException or InvalidOperationException)
        {
            throw RedisReplyException.Create(command, key, Describe(value), $"a serialised {typeof(T).Name}", exception);
        }
    }

    private static string Describe(RedisValue value) => $"with a value of {value.Length()} bytes";
}
