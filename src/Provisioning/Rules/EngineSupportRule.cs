using System.Globalization;
using RedisSafety.Provisioning.Metrics;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4006: the engine version is in standard support for another six months.</summary>
internal static class EngineSupportRule
{
    private const int Months = 6;

    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment, DateTime today) =>
        deployment.Groups
            .Where(static group => group.Engine.IsKnown && group.EngineVersion is { IsKnown: true, Value.Length: > 0 })
            .Select(group => Finding(
                group.Engine.Value, group.EngineVersion.Value, today, group.EngineVersion.Place ?? group.Place, group.Name,
                Report.Set(group, "EngineVersion", "7.1")))
            .Concat(deployment.Servers
                .Where(static server => server.IsElastiCache.Is(true) && server.IsValkey.Is(false) && server.Version.IsKnown)
                .Select(server => Finding("redis", server.Version.Value, today, server.Place, server.Endpoint,
                    "upgrade to Valkey or Redis OSS 7.1")))
            .OfType<ProvisioningFinding>();

    private static ProvisioningFinding? Finding(string engine, string version, DateTime today, SourcePlace place, string name,
        string change)
    {
        if (EngineSupport.EndOfStandardSupport(engine, version) is not { } end || end > today.AddMonths(Months))
        {
            return null;
        }

        var date = end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var message = end < today
            ? $"Redis OSS {version} of '{name}' left ElastiCache's standard support on {date}: it costs more, and has security fixes for three years"
            : $"Redis OSS {version} of '{name}' leaves ElastiCache's standard support on {date}: from then on it costs more";
        return new(ProvisioningRules.EngineSupport, ProvisioningSeverity.Warning, place, name, message, change);
    }
}
