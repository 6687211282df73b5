using System.Diagnostics.CodeAnalysis;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>Reads a type from the form that <see cref="RedisArguments"/> gives it.</summary>
internal static class NativeValue<T>
{
    /// <summary>Reads a value that is there; null where the type has no native form.</summary>
    public static readonly TryReadValue<T>? TryRead = Find();

    private static TryReadValue<T>? Find()
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        return type.IsEnum ? Word : NativeReaders.All.GetValueOrDefault(typeof(T)) as TryReadValue<T>;
    }

    private static bool Word(RedisValue value, [MaybeNullWhen(false)] out T result)
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (Enum.TryParse(type, (string?)value, ignoreCase: true, out var parsed))
        {
            result = (T)parsed!;
            return true;
        }

        result = default;
        return false;
    }
}
