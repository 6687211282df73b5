using System.Globalization;

namespace RedisSafety.Provisioning.Metrics;

/// <summary>
/// The dates on which engine versions leave ElastiCache's standard support. Source: "ElastiCache versions for Redis OSS end of life
/// schedule".
/// Later versions have no date.
/// </summary>
internal static class EngineSupport
{
    /// <summary>The last day of standard support; null if none is announced, or the version is no Redis OSS version.</summary>
    public static DateTime? EndOfStandardSupport(string engine, string version)
    {
        if (!string.Equals(engine, "redis", StringComparison.OrdinalIgnoreCase) || Major(version) is not { } major)
        {
            return null;
        }

        return major switch
        {
            // Versions before 4 left it earlier.
            <= 5 => new DateTime(2026, 1, 31),
            6 => new DateTime(2027, 1, 31),
            _ => null,
        };
    }

    public static int? Major(string version) =>
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
}
