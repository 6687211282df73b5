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
            type = type is null ? null : Member(type, member, method.ContainingType);
        }

        return type;
    }

    /// <summary>The value may be null, or something on the way to it.</summary>
    public static bool MayBeNull(IMethodSymbol method, TemplatePlaceholder placeholder) =>
        Find(method, placeholder) is { } type && (TypeForm.MayBeNull(type) || IsReachedThroughNull(method, placeholder));

    /// <summary>Something on the way to the value may be null.</summary>
    public static bool IsReachedThroughNull(IMethodSymbol method, TemplatePlaceholder placeholder) => Path(method, placeholder).Contains("?.");

    /// <summary>The expression of the value, as one that is null where anything on the way to it is.</summary>
    public static string Path(IMethodSymbol method, TemplatePlaceholder placeholder)
    {
        var path = RepositoryParser.Identifier(placeholder.Name);
        var type = Parameter(method, placeholder)?.Type;
        foreach (var member in placeholder.Members)
        {
            path += (type is not null && type.IsReferenceType && TypeForm.MayBeNull(type) ? "?." : ".") + RepositoryParser.Identifier(member);
            type = type is null ? null : Member(type, member, method.ContainingType);
        }

        return path;
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
            if (Member(type, member, method.ContainingType) is not { } next)
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

    private static ITypeSymbol? Member(ITypeSymbol type, string name, INamedTypeSymbol within)
    {
        for (ITypeSymbol? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            if (Own(declaring, name, within) is { } found)
            {
                return found;
            }
        }

        // A class need not show what it implements. Constraints can be a circle of type parameters, while they are being typed.
        var others = type is ITypeParameterSymbol parameter
            ? parameter.ConstraintTypes.Where(static constraint => constraint is not ITypeParameterSymbol).Select(constraint => Member(constraint, name, within))
            : type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Select(implemented => Own(implemented, name, within))
            : [];
        return others.FirstOrDefault(static found => found is not null);
    }

    private static ITypeSymbol? Own(ITypeSymbol type, string name, INamedTypeSymbol within) => type.GetMembers(name)
        .Where(member => MemberAccess.IsPossible(member, within))
        .Select(member => member switch
        {
            IPropertySymbol { IsStatic: false, GetMethod: { } getter } property when MemberAccess.IsPossible(getter, within) => property.Type,
            IFieldSymbol { IsStatic: false } field => field.Type,
            _ => null,
        })
        .FirstOrDefault(static found => found is not null);
}
