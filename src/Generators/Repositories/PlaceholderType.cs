using Microsoft.CodeAnalysis;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Generators.Repositories;

/// <summary>What a placeholder names: a parameter, or a member that a path leads to.</summary>
internal static class PlaceholderType
{
    /// <summary>The type of the placeholder's value; null where it names nothing.</summary>
    public static ITypeSymbol? Find(IMethodSymbol method, TemplatePlaceholder placeholder)
    {
        var type = Parameter(method, placeholder)?.Type;
        foreach (var member in placeholder.Members)
        {
            type = type is null ? null : Member(type, member);
        }

        return type;
    }

    /// <summary>The first name of the path that names nothing, its owner (null for a parameter), and its place in the path.</summary>
    public static (string Name, ITypeSymbol? Owner, int Offset)? FindUnknown(IMethodSymbol method, TemplatePlaceholder placeholder)
    {
        var offset = placeholder.Expression.StartsWith("@", StringComparison.Ordinal) ? 1 : 0;
        if (Parameter(method, placeholder) is not { } parameter)
        {
            return (placeholder.Name, null, offset);
        }

        offset += placeholder.Name.Length + 1;
        var type = parameter.Type;
        foreach (var member in placeholder.Members)
        {
            if (Member(type, member) is not { } next)
            {
                // What the compiler itself complains about needs no second complaint.
                return type.TypeKind == TypeKind.Error ? null : (member, type, offset);
            }

            type = next;
            offset += member.Length + 1;
        }

        return null;
    }

    private static IParameterSymbol? Parameter(IMethodSymbol method, TemplatePlaceholder placeholder) =>
        method.Parameters.FirstOrDefault(parameter => parameter.Name == placeholder.Name);

    private static ITypeSymbol? Member(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            if (Own(declaring, name) is { } found)
            {
                return found;
            }
        }

        return type.AllInterfaces.Select(implemented => Own(implemented, name)).FirstOrDefault(static found => found is not null);
    }

    private static ITypeSymbol? Own(ITypeSymbol type, string name) => type.GetMembers(name)
        .Select(static member => member switch
        {
            IPropertySymbol { IsStatic: false, GetMethod: not null, DeclaredAccessibility: not Accessibility.Private } property => property.Type,
            IFieldSymbol { IsStatic: false, DeclaredAccessibility: not Accessibility.Private } field => field.Type,
            _ => null,
        })
        .FirstOrDefault(static found => found is not null);
}
