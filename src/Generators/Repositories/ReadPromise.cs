using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>How old the answers of a method may be, as expressions of C#; null where it is left to the router.</summary>
internal sealed record ReadPromise(string? Consistency, string? MaxStaleness, string? ReplicaWait)
{
    private static readonly Regex Duration = new("^(?<number>[0-9]{1,9}) ?(?<unit>ms|s|m)$", RegexOptions.CultureInvariant);

    /// <summary>What the method says, else its type, else its assembly.</summary>
    public static ReadPromise Of(IMethodSymbol method, RouteSettings settings, List<Problem> problems)
    {
        if (!settings.IsReplica)
        {
            return new ReadPromise(null, null, null);
        }

        var sources = Sources(method, settings).ToArray();
        return new ReadPromise(
            sources.Select(static source => source.Consistency).FirstOrDefault(static value => value is not null) is { } level
                ? $"global::RedisSafety.ReadConsistency.{level}"
                : null,
            Time(nameof(MaxStaleness), static source => source.MaxStaleness),
            Time(nameof(ReplicaWait), static source => source.ReplicaWait));

        string? Time(string name, Func<RouteSettings, string?> setting)
        {
            var source = sources.FirstOrDefault(candidate => setting(candidate) is not null);
            if (source is null)
            {
                return null;
            }

            var text = setting(source)!;
            if (Expression(text) is { } expression)
            {
                return expression;
            }

            var message = $"'{text}' is no duration; write a number and its unit, such as \"250ms\", \"2s\" or \"1m\"";
            problems.Add(source == settings
                ? Problem.InSetting(RepositoryDescriptors.WrongArguments, name, message)
                : Problem.At(RepositoryDescriptors.WrongArguments, method, $"{name}: {message}"));
            return null;
        }
    }

    private static IEnumerable<RouteSettings> Sources(IMethodSymbol method, RouteSettings settings)
    {
        yield return settings;
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            foreach (var attribute in type.GetAttributes().Where(IsDefaults))
            {
                yield return new RouteSettings(attribute);
            }
        }

        foreach (var attribute in method.ContainingAssembly.GetAttributes().Where(IsDefaults))
        {
            yield return new RouteSettings(attribute);
        }
    }

    private static bool IsDefaults(AttributeData attribute) => attribute.AttributeClass.Is(WellKnownNames.ReadDefaultsAttribute);

    private static string? Expression(string text)
    {
        var match = Duration.Match(text);
        if (!match.Success)
        {
            return null;
        }

        var number = int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value switch
        {
            "ms" => $"global::System.TimeSpan.FromMilliseconds({number}d)",
            "s" => $"global::System.TimeSpan.FromSeconds({number}d)",
            _ => $"global::System.TimeSpan.FromMinutes({number}d)",
        };
    }
}
