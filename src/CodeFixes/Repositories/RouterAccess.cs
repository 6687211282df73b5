using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>How a type comes to the router that its generated methods need.</summary>
internal static class RouterAccess
{
    /// <summary>The interface of routers.</summary>
    public const string Router = "IRedisRouter";

    /// <summary>Whether the type has a router, or can be given one without touching its constructors' bodies.</summary>
    public static bool IsPossible(INamedTypeSymbol type) =>
        Has(type) || (type.IsReferenceType && (HasPrimaryConstructor(type) || type.InstanceConstructors.All(static constructor => constructor.IsImplicitlyDeclared)));

    /// <summary>The type with a router in its primary constructor, where it has none, and with its <c>partial</c>.</summary>
    public static TypeDeclarationSyntax Add(TypeDeclarationSyntax declaration, INamedTypeSymbol type)
    {
        return MakePartial(Has(type) ? declaration : AddParameter(declaration));
    }

    /// <summary>The type with a router in its primary constructor.</summary>
    public static TypeDeclarationSyntax AddParameter(TypeDeclarationSyntax declaration)
    {
        var name = declaration.ParameterList?.Parameters.Any(static parameter => parameter.Identifier.ValueText == "redis") == true ? "router" : "redis";
        var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(name)).WithType(SyntaxFactory.ParseTypeName(Router).WithTrailingTrivia(SyntaxFactory.Space));
        return declaration.ParameterList is { } list
            ? declaration.WithParameterList(list.WithParameters(list.Parameters.Count == 0
                ? list.Parameters.Add(parameter)
                : list.Parameters.Add(parameter.WithLeadingTrivia(SyntaxFactory.Space))))
            : WithParameters(declaration, SyntaxFactory.ParameterList(SyntaxFactory.SingletonSeparatedList(parameter)));
    }

    /// <summary>The type with its <c>partial</c>.</summary>
    public static TypeDeclarationSyntax MakePartial(TypeDeclarationSyntax declaration)
    {
        if (declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            return declaration;
        }

        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (declaration.Modifiers.Count > 0)
        {
            return declaration.AddModifiers(partial);
        }

        var leading = declaration.Keyword.LeadingTrivia;
        return declaration.WithKeyword(declaration.Keyword.WithLeadingTrivia()).AddModifiers(partial.WithLeadingTrivia(leading));
    }

    /// <summary>The type is that of routers.</summary>
    public static bool IsRouter(ITypeSymbol type) => type is { Name: Router, ContainingNamespace: { Name: "RedisSafety", ContainingNamespace.IsGlobalNamespace: true } };

    private static TypeDeclarationSyntax WithParameters(TypeDeclarationSyntax declaration, ParameterListSyntax parameters)
    {
        // The blank before the brace, or the end of the line, comes after the parameters.
        var (before, trailing) = declaration.TypeParameterList is { } types
            ? (declaration.WithTypeParameterList(types.WithTrailingTrivia()), types.GetTrailingTrivia())
            : (declaration.WithIdentifier(declaration.Identifier.WithTrailingTrivia()), declaration.Identifier.TrailingTrivia);
        return before.WithParameterList(parameters.WithTrailingTrivia(trailing));
    }

    /// <summary>The type has a router that its methods can reach.</summary>
    public static bool Has(INamedTypeSymbol type)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            var isOwn = SymbolEqualityComparer.Default.Equals(declaring, type);
            if (declaring.GetMembers().Any(member => (isOwn || member.DeclaredAccessibility != Accessibility.Private)
                && member is IFieldSymbol { Type: var field } ? IsRouter(field) : member is IPropertySymbol { Type: var property } && IsRouter(property)))
            {
                return true;
            }
        }

        return type.InstanceConstructors.Where(IsPrimary).SelectMany(static constructor => constructor.Parameters).Any(static parameter => IsRouter(parameter.Type));
    }

    private static bool HasPrimaryConstructor(INamedTypeSymbol type) => type.InstanceConstructors.Any(IsPrimary);

    private static bool IsPrimary(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is TypeDeclarationSyntax);
}
