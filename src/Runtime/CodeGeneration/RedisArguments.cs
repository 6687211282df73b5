using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>The form that each type of C# has as an argument of a command. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RedisArguments
{
#pragma warning disable CS1591 // One overload a type: the type says it all.
    public static RedisValue Value(RedisValue value) => value;

    public static RedisValue Value(RedisKey value) => (byte[]?)value;

    public static RedisValue Value(string value, [CallerArgumentExpression(nameof(value))] string? name = null) => NotNull(value, name);

    public static RedisValue Value(byte[] value, [CallerArgumentExpression(nameof(value))] string? name = null) => NotNull(value, name);

    public static RedisValue Value(ReadOnlyMemory<byte> value) => value;

    public static RedisValue Value(Memory<byte> value) => value;

    public static RedisValue Value(bool value) => value;

    public static RedisValue Value(int value) => value;

    public static RedisValue Value(uint value) => value;

    public static RedisValue Value(long value) => value;

    public static RedisValue Value(ulong value) => value;

    public static RedisValue Value(float value) => Text(value);

    public static RedisValue Value(double value) => value;

    public static RedisValue Value(decimal value) => Text(value);

    public static RedisValue Value(char value) => Text(value);

    public static RedisValue Value(Guid value) => Text(value);

    public static RedisValue Value(DateTime value) => Text(value);

    public static RedisValue Value(DateTimeOffset value) => Text(value);

    public static RedisValue Value(DateOnly value) => Text(value);

    public static RedisValue Value(TimeOnly value) => Text(value);

    public static RedisValue Value(TimeSpan value) => Text(value);

    public static RedisValue Value<TEnum>(TEnum value)
        where TEnum : struct, Enum => Text(value);

    public static RedisKey Key(RedisKey value) => value;

    public static RedisKey Key(string value, [CallerArgumentExpression(nameof(value))] string? name = null) => NotNull(value, name);

    public static RedisKey Key(byte[] value, [CallerArgumentExpression(nameof(value))] string? name = null) => NotNull(value, name);

    public static RedisKey Key(RedisValue value) => (byte[]?)value;

    public static RedisKey Key(ReadOnlyMemory<byte> value) => value.ToArray();

    public static RedisKey Key(Memory<byte> value) => value.ToArray();

    public static string Text(string value, [CallerArgumentExpression(nameof(value))] string? name = null) => NotNull(value, name);

    public static string Text(RedisKey value) => value.ToString();

    public static string Text(RedisValue value) => value.ToString();

    public static string Text(bool value) => value ? "1" : "0";

    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(uint value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(char value) => value.ToString();

    public static string Text(Guid value) => value.ToString("D");

    public static string Text(DateTime value) => value.ToString("O", CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset value) => value.ToString("O", CultureInfo.InvariantCulture);

    public static string Text(DateOnly value) => value.ToString("O", CultureInfo.InvariantCulture);

    public static string Text(TimeOnly value) => value.ToString("O", CultureInfo.InvariantCulture);

    public static string Text(TimeSpan value) => value.ToString("c", CultureInfo.InvariantCulture);

    // Redis's own words are in upper case, and so are they in its documentation: Expiry.Nx is NX.
    public static string Text<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToUpperInvariant();
#pragma warning restore CS1591

    /// <summary>A duration in whole seconds. A part of a second counts as a whole one: no key expires before its time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive: Redis would refuse it, or delete the key.</exception>
    public static long Seconds(TimeSpan value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        (long)Math.Ceiling(Positive(value, name).TotalSeconds);

    /// <summary>A duration in whole milliseconds, a part of one counted as a whole one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive: Redis would refuse it, or delete the key.</exception>
    public static long Milliseconds(TimeSpan value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        (long)Math.Ceiling(Positive(value, name).TotalMilliseconds);

    /// <summary>A moment in whole seconds since the Unix epoch.</summary>
    public static long UnixSeconds(DateTimeOffset value) => value.ToUnixTimeSeconds();

    /// <summary>A moment in whole milliseconds since the Unix epoch.</summary>
    public static long UnixMilliseconds(DateTimeOffset value) => value.ToUnixTimeMilliseconds();

    /// <summary>A duration that is sent as a time to live.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not positive: Redis would refuse it, or delete the key.</exception>
    public static TimeSpan Positive(TimeSpan value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
        return value;
    }

    /// <summary>A value that the command cannot do without.</summary>
    /// <exception cref="ArgumentNullException">It is null. In square brackets, <c>[EX {ttl}]</c>, it may be.</exception>
    public static T Required<T>(T? value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : struct => value ?? throw new ArgumentNullException(name);

    /// <summary>The elements of a block of memory.</summary>
    public static IEnumerable<T> Items<T>(ReadOnlyMemory<T> values) => MemoryMarshal.ToEnumerable(values);

    /// <inheritdoc cref="Items{T}(ReadOnlyMemory{T})"/>
    public static IEnumerable<T> Items<T>(Memory<T> values) => MemoryMarshal.ToEnumerable<T>(values);

    /// <summary>The elements of a collection as arguments.</summary>
    /// <exception cref="ArgumentException">The collection is empty: the command needs at least one.</exception>
    public static TArgument[] Many<T, TArgument>(
        IEnumerable<T> values, Func<T, TArgument> convert, [CallerArgumentExpression(nameof(values))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        ArgumentNullException.ThrowIfNull(convert);
        TArgument[] arguments = [.. values.Select(convert)];
        return arguments.Length > 0
            ? arguments
            : throw new ArgumentException("The command needs at least one value, and the collection is empty. Nothing was sent.", name);
    }

    private static T NotNull<T>(T? value, string? name)
        where T : class => value ?? throw new ArgumentNullException(name);
}
