using Microsoft.CodeAnalysis;

namespace RedisSafety.Generators.Repositories;

/// <summary>Whether the reply of a repeated attempt will do for a method.</summary>
internal static class RepeatedReplies
{
    /// <summary>The setting of the method, else of its type, else of its assembly.</summary>
    public static bool AreAllowed(IMethodSymbol method, RouteSettings settings) =>
        settings.AllowRepeatedReply ?? Defaults(method).Select(static defaults => defaults.AllowRepeatedReply).FirstOrDefault(static value => value is not null) ?? false;

    private static IEnumerable<RouteSettings> Defaults(IMethodSymbol method)
    {
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

    private static bool IsDefaults(AttributeData attribute) => attribute.AttributeClass.Is(WellKnownNames.WriteDefaultsAttribute);
}
