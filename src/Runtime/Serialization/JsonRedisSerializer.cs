using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StackExchange.Redis;

namespace RedisSafety.Serialization;

/// <summary>Stores values as JSON in UTF-8, by System.Text.Json.</summary>
public sealed class JsonRedisSerializer : IRedisSerializer
{
    private readonly JsonSerializerOptions _options;

    /// <summary>A serializer with System.Text.Json's web defaults.</summary>
    public JsonRedisSerializer()
        : this(new JsonSerializerOptions(JsonSerializerDefaults.Web))
    {
    }

    /// <summary>A serializer with options of your own.</summary>
    /// <param name="options">
    /// Where reflection is not to be had (trimmed or native applications), with the source-generated context as its resolver.
    /// </param>
    public JsonRedisSerializer(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The options know no metadata of <typeparamref name="T"/>.</exception>
    public RedisValue Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, MetadataOf<T>());

    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no JSON of <typeparamref name="T"/>.</exception>
    /// <exception cref="NotSupportedException">The options know no metadata of <typeparamref name="T"/>.</exception>
    public T? Deserialize<T>(RedisValue value) => JsonSerializer.Deserialize(((ReadOnlyMemory<byte>)value).Span, MetadataOf<T>());

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without reflection there is no default resolver, and options of one's own bring theirs.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Without reflection there is no default resolver, and options of one's own bring theirs.")]
    private JsonTypeInfo<T> MetadataOf<T>()
    {
        if (_options.TypeInfoResolver is null && JsonSerializer.IsReflectionEnabledByDefault)
        {
            _options.MakeReadOnly(populateMissingResolver: true);
        }

        return (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));
    }
}
