using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>A reader a native type, and one for its nullable form where it is a struct.</summary>
internal static class NativeReaders
{
    public static readonly FrozenDictionary<Type, Delegate> All = Create().ToFrozenDictionary();

    private static Dictionary<Type, Delegate> Create()
    {
        var readers = new Dictionary<Type, Delegate>();
        readers.Add(typeof(string), (TryReadValue<string>)Text);
        readers.Add(typeof(byte[]), (TryReadValue<byte[]>)Bytes);
        Struct((RedisValue value, out RedisValue result) => Set(value, out result));
        Struct((RedisValue value, out RedisKey result) => Set((byte[]?)value, out result));
        Struct((RedisValue value, out ReadOnlyMemory<byte> result) => Set(value, out result));
        Struct((RedisValue value, out Memory<byte> result) => Set((byte[]?)value, out result));
        Struct((RedisValue value, out bool result) => Boolean(value, out result));
        Struct((RedisValue value, out long result) => value.TryParse(out result));
        Struct((RedisValue value, out double result) => value.TryParse(out result));
        Parsed<byte>();
        Parsed<sbyte>();
        Parsed<short>();
        Parsed<ushort>();
        Struct((RedisValue value, out int result) => value.TryParse(out result));
        Parsed<uint>();
        Parsed<ulong>();
        Parsed<float>();
        Parsed<decimal>();
        Parsed<char>();
        Parsed<Guid>();
        Struct((RedisValue value, out DateTime result) =>
            DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out result));
        Struct((RedisValue value, out DateTimeOffset result) =>
            DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out result));
        Parsed<DateOnly>();
        Parsed<TimeOnly>();
        Parsed<TimeSpan>();
        return readers;

        void Struct<T>(TryReadValue<T> reader)
            where T : struct
        {
            readers.Add(typeof(T), reader);
            readers.Add(typeof(T?), (TryReadValue<T?>)((RedisValue value, out T? result) =>
            {
                var read = reader(value, out var present);
                result = read ? present : null;
                return read;
            }));
        }

        void Parsed<T>()
            where T : struct, IParsable<T> =>
            Struct((RedisValue value, out T result) => T.TryParse(value, CultureInfo.InvariantCulture, out result));
    }

    private static bool Text(RedisValue value, [MaybeNullWhen(false)] out string result) => (result = value) is not null;

    private static bool Bytes(RedisValue value, [MaybeNullWhen(false)] out byte[] result) => (result = value) is not null;

    private static bool Set<T>(T value, out T result)
    {
        result = value;
        return true;
    }

    // Commands that answer with a status say OK where others say 1.
    private static bool Boolean(RedisValue value, out bool result)
    {
        if (value.TryParse(out long number) && number is 0 or 1)
        {
            result = number == 1;
            return true;
        }

        string? text = value;
        result = text == "OK" || string.Equals(text, bool.TrueString, StringComparison.OrdinalIgnoreCase);
        return result || string.Equals(text, bool.FalseString, StringComparison.OrdinalIgnoreCase);
    }
}
