using System.Diagnostics.CodeAnalysis;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>Reads a value that is there; false where it is not of the type.</summary>
internal delegate bool TryReadValue<T>(RedisValue value, [MaybeNullWhen(false)] out T result);
