using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Generators.Repositories;

/// <summary>A method as its generated half declares it again.</summary>
internal sealed class MethodDeclaration(IMethodSymbol method)
{
    /// <summary>The types around the method, and where their generated part goes.</summary>
    public RepositoryType Type()
    {
        var types = new Stack<ContainingType>();
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            types.Push(new ContainingType(Keywords(type), RepositoryParser.Identifier(type.Name) + TypeParametersOf(type.TypeParameters)));
        }

        var containing = method.ContainingType;
        var name = containing.ToDisplayString(new SymbolDisplayFormat(
            typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces));
        var arity = containing.Arity == 0 ? "" : $"`{containing.Arity}";
        var operations = "RedisOperations";
        while (containing.Name == operations
            || containing.GetMembers(operations).Length > 0
            || containing.GetMembers().OfType<IMethodSymbol>().Any(sibling => sibling.Parameters.Any(parameter => parameter.Name == operations)))
        {
            operations += "_";
        }

        return new RepositoryType(
            $"{name}{arity}.g.cs",
            containing.ContainingNamespace.IsGlobalNamespace ? "" : containing.ContainingNamespace.ToDisplayString(),
            new EquatableArray<ContainingType>(types.ToImmutableArray()),
            operations);
    }

    private static string Keywords(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "partial record struct",
        { IsRecord: true } => "partial record",
        { TypeKind: TypeKind.Struct } => "partial struct",
        { TypeKind: TypeKind.Interface } => "partial interface",
        _ => "partial class",
    };

    /// <summary>Modifiers, return type, name and parameters.</summary>
    public string Signature()
    {
        var syntax = (MethodDeclarationSyntax)method.DeclaringSyntaxReferences[0].GetSyntax();
        var modifiers = string.Concat(syntax.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)).Select(static modifier => modifier.Text + " "));
        var parameters = method.Parameters.Select(static parameter => $"{Modifier(parameter)}{RepositoryParser.Name(parameter.Type)} {RepositoryParser.Identifier(parameter.Name)}");
        return $"{modifiers}{RepositoryParser.Name(method.ReturnType)} {RepositoryParser.Identifier(method.Name)}{TypeParameters()}({string.Join(", ", parameters)})";
    }

    /// <summary>The type parameters in angle brackets; empty where there is none.</summary>
    public string TypeParameters() => TypeParametersOf(method.TypeParameters);

    private static string TypeParametersOf(IReadOnlyList<ITypeParameterSymbol> parameters) =>
        parameters.Count == 0 ? "" : $"<{string.Join(", ", parameters.Select(static parameter => Variance(parameter) + RepositoryParser.Identifier(parameter.Name)))}>";

    private static string Variance(ITypeParameterSymbol parameter) => parameter.Variance switch
    {
        VarianceKind.In => "in ",
        VarianceKind.Out => "out ",
        _ => "",
    };

    /// <summary>The constraints of the type parameters.</summary>
    public string Constraints() => string.Concat(method.TypeParameters.Select(static parameter =>
    {
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint)
        {
            constraints.Add("unmanaged");
        }
        else if (parameter.HasValueTypeConstraint)
        {
            constraints.Add("struct");
        }
        else if (parameter.HasReferenceTypeConstraint)
        {
            constraints.Add(parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class");
        }
        else if (parameter.HasNotNullConstraint)
        {
            constraints.Add("notnull");
        }

        constraints.AddRange(parameter.ConstraintTypes.Select(RepositoryParser.Name));
        if (parameter.HasConstructorConstraint)
        {
            constraints.Add("new()");
        }

        if (DeclarationCheck.MayBeRefStruct(parameter))
        {
            constraints.Add("allows ref struct");
        }

        return constraints.Count == 0 ? "" : $" where {RepositoryParser.Identifier(parameter.Name)} : {string.Join(", ", constraints)}";
    }));

    private static string Modifier(IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        RefKind.In => "in ",
        RefKind.RefReadOnlyParameter => "ref readonly ",
        _ => parameter.IsParams ? "params " : "",
    };
}
