using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>The router with which the methods of a type send their commands.</summary>
internal static class RouterLookup
{
    /// <summary>The router's name, as an expression; null where a problem was found and added.</summary>
    public static string? Find(IMethodSymbol method, List<Problem> problems)
    {
        if (method.IsStatic)
        {
            problems.Add(Problem.At(RepositoryDescriptors.NoRouter, method, $"'{method.Name}' is static, and has no router to send its command; make it an instance method"));
            return null;
        }

        var type = method.ContainingType;
        var members = new List<ISymbol>();
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            var isOwn = SymbolEqualityComparer.Default.Equals(declaring, type);
            members.AddRange(declaring.GetMembers()
                .Where(member => !member.IsImplicitlyDeclared || member is IPropertySymbol)
                .Where(member => isOwn || member.DeclaredAccessibility != Accessibility.Private)
                .Where(static member => member is IFieldSymbol { Type: var field } ? IsRouter(field)
                    : member is IPropertySymbol { GetMethod: not null, Parameters.Length: 0, Type: var property } && IsRouter(property)));
        }

        // A field that keeps the primary constructor's parameter is the same router.
        var found = members.Count > 0
            ? members
            : [.. type.InstanceConstructors.Where(IsPrimary).SelectMany(static constructor => constructor.Parameters).Where(static parameter => IsRouter(parameter.Type))];
        if (found.Count == 1)
        {
            return Expression(found[0], method, problems);
        }

        problems.Add(Problem.At(
            RepositoryDescriptors.NoRouter,
            type,
            found.Count == 0
                ? $"'{type.Name}' has no IRedisRouter to send its commands; add one to its primary constructor: {type.Name}(IRedisRouter redis)"
                : $"'{type.Name}' has more than one IRedisRouter ({string.Join(", ", found.Select(static router => router.Name))}), and which of them is meant cannot be told; keep one"));
        return null;
    }

    private static string? Expression(ISymbol router, IMethodSymbol method, List<Problem> problems)
    {
        var name = RepositoryParser.Identifier(router.Name);
        if (method.Parameters.FirstOrDefault(parameter => parameter.Name == router.Name) is not { } hiding)
        {
            return name;
        }

        if (router is not IParameterSymbol)
        {
            return router.IsStatic ? $"{RepositoryParser.Name(router.ContainingType)}.{name}" : $"this.{name}";
        }

        problems.Add(Problem.At(
            RepositoryDescriptors.NoRouter, hiding, $"'{hiding.Name}' hides the router of the same name, which could not send the command; rename one of them"));
        return null;
    }

    private static bool IsRouter(ITypeSymbol type) =>
        type.Is(WellKnownNames.Router) || type.AllInterfaces.Any(static implemented => implemented.Is(WellKnownNames.Router));

    private static bool IsPrimary(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is TypeDeclarationSyntax);
}
