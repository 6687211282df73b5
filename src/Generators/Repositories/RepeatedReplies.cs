using Microsoft.CodeAnalysis;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Generators.Repositories;

/// <summary>The effect of a repeated attempt on the replies that a method gets.</summary>
internal static class RepeatedReplies
{
    /// <summary>The effect of a second sending of a command, as far as the types of the parameters tell.</summary>
    public static Repetition Of(IMethodSymbol method, TemplateBinding binding) => binding.RepetitionOf(token =>
        token.Token.Placeholder is { } placeholder && PlaceholderType.Find(method, placeholder) is { } type && TypeForm.IsUnsigned(type)
            ? NumberSign.NotNegative
            : NumberSign.Unknown);

    /// <summary>The effect of a second sending of several commands: the worst of them. A reply that the caller does not get cannot be a wrong one.</summary>
    /// <param name="method">The method that sends them.</param>
    /// <param name="bindings">The commands.</param>
    /// <param name="result">The type that the caller gets; null for nothing.</param>
    public static Repetition Of(IMethodSymbol method, IReadOnlyList<TemplateBinding> bindings, ITypeSymbol? result) => bindings
        .Select((binding, index) => Of(method, binding) is { Reply: RepeatedReply.Differs } repetition && !IsUsed(index, bindings.Count, result)
            ? new Repetition(repetition.Category, RepeatedReply.Same)
            : Of(method, binding))
        .Aggregate(static (worst, next) => worst.WorseOf(next));

    /// <summary>The caller gets the reply to a command: each that has a part in a tuple, else the last.</summary>
    public static bool IsUsed(int index, int count, ITypeSymbol? result) => result is not null
        && (index == count - 1 || (result is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Length == count));

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
