using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>What a method's declaration needs, so that its other half can be generated.</summary>
internal static class DeclarationCheck
{
    /// <summary>A half of the method, whatever it does, would compile.</summary>
    public static bool CanBeDeclared(IMethodSymbol method) =>
        method.IsPartialDefinition && !HasOwnImplementation(method)
        && ContainingTypes(method).All(static type => IsPartial(type) && !type.IsFileLocal)
        && !TypeForm.HasError(method.ReturnType)
        && !method.Parameters.Any(static parameter => TypeForm.HasError(parameter.Type));

    /// <summary>The other half of a partial method is its author's. Where rules are checked, the generated half is there as well.</summary>
    public static bool HasOwnImplementation(IMethodSymbol method) => method.PartialImplementationPart is { } half
        && !half.GetAttributes().Any(static attribute =>
            attribute.AttributeClass.Is("System.CodeDom.Compiler.GeneratedCodeAttribute")
            && attribute.ConstructorArguments is [{ Value: RepositoryWriter.Tool }, ..]);

    /// <summary>Adds what keeps the method from having a generated half.</summary>
    public static void Check(IMethodSymbol method, List<Problem> problems)
    {
        if (!method.IsPartialDefinition)
        {
            problems.Add(Problem.At(
                RepositoryDescriptors.NotPartial,
                method,
                method.PartialDefinitionPart is not null || HasBody(method)
                    ? $"'{method.Name}' has a body already, so its command is never sent; remove the body and make the method partial, or remove the template"
                    : $"'{method.Name}' must be partial, so that its body can be generated"));
        }
        else if (HasOwnImplementation(method))
        {
            problems.Add(Problem.At(
                RepositoryDescriptors.NotPartial, method, $"'{method.Name}' has a body already; remove it, or the template"));
        }

        foreach (var type in ContainingTypes(method))
        {
            if (!IsPartial(type))
            {
                problems.Add(Problem.At(
                    RepositoryDescriptors.NotPartial, type, $"'{type.Name}' must be partial, so that the bodies of its commands can be generated"));
            }
            else if (type.TypeParameters.Any(static parameter => parameter.Variance != VarianceKind.None))
            {
                problems.Add(Problem.At(
                    RepositoryDescriptors.NotPartial, type, $"'{type.Name}' is variant, and such an interface holds no types, of which the generated half needs one; remove 'in' and 'out', or the template"));
            }
            else if (type.IsFileLocal)
            {
                problems.Add(Problem.At(
                    RepositoryDescriptors.NotPartial, type, $"'{type.Name}' is visible in its own file only, and what is generated stands in another; make it internal"));
            }
        }

        var attributes = RouteSettings.AttributesOf(method).Count();
        if (attributes > 1)
        {
            problems.Add(Problem.At(
                RepositoryDescriptors.NoCommand, method, $"'{method.Name}' has {attributes} routes; a method has one, so split it"));
        }
    }

    /// <summary>Adds the parameters that no command can carry.</summary>
    public static void CheckParameters(IMethodSymbol method, List<Problem> problems)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None)
            {
                problems.Add(Problem.At(
                    RepositoryDescriptors.TypeCannotTravel, parameter, $"'{parameter.Name}' is passed by reference, which cannot outlive an asynchronous call; pass it by value"));
            }
            else if (CannotBeKept(parameter.Type))
            {
                problems.Add(Problem.At(
                    RepositoryDescriptors.TypeCannotTravel, parameter, $"'{parameter.Type.ToDisplayString()}' cannot be an argument of a command; {CallContext.ArgumentTypes}"));
            }
        }
    }

    /// <summary>No call can hold a value of it until it is sent.</summary>
    public static bool CannotBeKept(ITypeSymbol type) => type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic
        || type.IsRefLikeType || (type is ITypeParameterSymbol parameter && MayBeRefStruct(parameter));

    /// <summary>A type argument of it may live on the stack alone (C# 13), which the oldest Roslyn that is supported does not tell.</summary>
    public static bool MayBeRefStruct(ITypeParameterSymbol parameter) => parameter.DeclaringSyntaxReferences
        .Select(static reference => reference.GetSyntax().Parent?.Parent)
        .SelectMany(static declaration => declaration switch
        {
            MethodDeclarationSyntax method => method.ConstraintClauses,
            TypeDeclarationSyntax type => type.ConstraintClauses,
            _ => default,
        })
        .Any(clause => clause.Name.Identifier.ValueText == parameter.Name
            && clause.Constraints.Any(static constraint => constraint.GetFirstToken().ValueText == "allows"));

    private static bool HasBody(IMethodSymbol method) => method.DeclaringSyntaxReferences
        .Select(static reference => reference.GetSyntax())
        .OfType<MethodDeclarationSyntax>()
        .Any(static syntax => syntax.Body is not null || syntax.ExpressionBody is not null);

    private static IEnumerable<INamedTypeSymbol> ContainingTypes(IMethodSymbol method)
    {
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            yield return type;
        }
    }

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .Select(static reference => reference.GetSyntax())
        .OfType<TypeDeclarationSyntax>()
        .Any(static syntax => syntax.Modifiers.Any(SyntaxKind.PartialKeyword));
}
