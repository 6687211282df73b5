using System.Globalization;

namespace RedisSafety.Tool.Drills;

/// <summary>Times on command lines and in reports: <c>300ms</c>, <c>2s</c>, <c>1.5m</c>.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Ms)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a time; <see langword="null"/> if the text is none, or is negative.</summary>
    public static TimeSpan? Parse(string text)
    {
        text = text.Trim();
        foreach (var (unit, ms) in Units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * ms < TimeSpan.MaxValue.TotalMilliseconds / 2)
            {
                return TimeSpan.FromMilliseconds(number * ms);
            }
        }

        return null;
    }

    /// <summary>A time for people: <c>12 ms</c>, <c>1.25 s</c>.</summary>
    public static string Text(double ms) => ms switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{ms:0.#} ms"),
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000:0.##} s"),
    };

    /// <summary>A time before or after the trigger: <c>-250 ms</c>, <c>+1.25 s</c>.</summary>
    public static string Signed(double ms) => double.IsNaN(ms) || Math.Abs(ms) < 0.05 ? "0 ms" : (ms < 0 ? "-" : "+") + Text(Math.Abs(ms));
}
