using System.ComponentModel;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>The fields of a hash, from which an object is made. For generated code.</summary>
/// <remarks>Names are compared exactly first, then in any case: <c>title</c> is the property <c>Title</c>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RedisHashFields
{
    private readonly KeyValuePair<RedisValue, RedisValue>[] _pairs;
    private readonly string _command;
    private readonly RedisKey _key;
    private readonly IRedisSerializer? _serializer;

    internal RedisHashFields(KeyValuePair<RedisValue, RedisValue>[] pairs, string command, RedisKey key, IRedisSerializer? serializer)
    {
        _pairs = pairs;
        _command = command;
        _key = key;
        _serializer = serializer;
    }

    /// <summary>Whether the hash has the field.</summary>
    public bool Has(string name) => !Find(name).IsNull;

    /// <summary>A field that must be there.</summary>
    /// <exception cref="RedisReplyException">It is missing, or not of the type; the message names it.</exception>
    public T Required<T>(string name) => Read<T>(name, Present<T>(name), serializer: null);

    /// <summary>A field, or the default of its nullable type where it is missing.</summary>
    /// <exception cref="RedisReplyException">It is there, but not of the type; the message names it.</exception>
    public T? Optional<T>(string name) => Find(name) is { IsNull: false } value ? Read<T>(name, value, serializer: null) : default;

    /// <summary>A serialised field that must be there.</summary>
    /// <exception cref="RedisReplyException">It is missing, or not of the type; the message names it.</exception>
    public T RequiredSerialized<T>(string name) => Read<T>(name, Present<T>(name), _serializer);

    /// <summary>A serialised field, or the default of its nullable type where it is missing.</summary>
    /// <exception cref="RedisReplyException">It is there, but not of the type; the message names it.</exception>
    public T? OptionalSerialized<T>(string name) => Find(name) is { IsNull: false } value ? Read<T>(name, value, _serializer) : default;

    private RedisValue Present<T>(string name) => Find(name) is { IsNull: false } value
        ? value
        : throw RedisReplyException.Create(_command, _key, $"without the field '{name}'", $"a value of type {typeof(T).Name}");

    private RedisValue Find(string name)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Key == name)
            {
                return pair.Value;
            }
        }

        foreach (var pair in _pairs)
        {
            if (string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return pair.Value;
            }
        }

        return RedisValue.Null;
    }

    private T Read<T>(string name, RedisValue value, IRedisSerializer? serializer)
    {
        try
        {
            return RedisReplies.Required<T>(value, _command, _key, serializer);
        }
        catch (RedisReplyException exception)
        {
            throw RedisReplyException.Create(
                _command, _key, $"with {value.Length()} bytes in the field '{name}'", $"a value of type {typeof(T).Name}", exception);
        }
    }
}
