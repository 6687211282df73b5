using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace RedisSafety.Integration.Tests;

/// <summary>What a method answered, as text.</summary>
internal static class Answer
{
    public static string Of(object? value) => value switch
    {
        null => "nil",
        string text => text,
        RedisResult result => result.IsNull ? "nil"
            : result.Length < 0 ? (string)result!
            : $"[{string.Join(", ", Enumerable.Range(0, result.Length).Select(i => Of(result[i])))}]",
        ITuple { Length: 2 } pair => $"{Of(pair[0])}: {Of(pair[1])}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Of))}]",
        _ when value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) =>
            $"{Of(type.GetProperty("Key")!.GetValue(value))}: {Of(type.GetProperty("Value")!.GetValue(value))}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
