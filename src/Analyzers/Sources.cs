using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers;

/// <summary>Finds the code behind a symbol: bodies, references within a type, implementations, and where a value comes from.</summary>
internal sealed class Sources(Compilation compilation)
{
    /// <summary>More places than a value of a person's program comes from.</summary>
    private const int Deepest = 8;

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> _references = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<IOperation>> _operations = new(SymbolEqualityComparer.Default);
    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _types = new(() => TypesOf(compilation.Assembly.GlobalNamespace).ToImmutableArray());

    /// <summary>The code of a method or of a property's getter; empty for those of other assemblies.</summary>
    public IEnumerable<IOperation> Bodies(ISymbol symbol)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            SyntaxNode? code = reference.GetSyntax() switch
            {
                PropertyDeclarationSyntax { ExpressionBody: { } arrow } => arrow,
                PropertyDeclarationSyntax { AccessorList: { } accessors } =>
                    accessors.Accessors.FirstOrDefault(static accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration) && (accessor.Body is not null || accessor.ExpressionBody is not null)),
                BaseMethodDeclarationSyntax method => method,
                LocalFunctionStatementSyntax function => function,
                AccessorDeclarationSyntax accessor => accessor,
                _ => null,
            };
            if (code is not null && Operation(code) is { } body)
            {
                yield return body;
            }
        }
    }

    /// <summary>Every operation in the members of a type.</summary>
    public ImmutableArray<IOperation> Operations(INamedTypeSymbol type) => _operations.GetOrAdd(type, one => one.DeclaringSyntaxReferences
        .SelectMany(static declaration => declaration.GetSyntax() is var syntax and CompilationUnitSyntax ? [syntax] : declaration.GetSyntax().DescendantNodes(IsOutsideMembers))
        .Where(static node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax or CompilationUnitSyntax)
        .SelectMany(node => Operation(node)?.DescendantsAndSelf() ?? [])
        .ToImmutableArray());

    /// <summary>The uses of a member inside the type that declares it, or of a parameter of its primary constructor.</summary>
    public ImmutableArray<IOperation> References(ISymbol symbol) => _references.GetOrAdd(symbol, Search);

    /// <summary>What stands for an abstract or interface member in the types of this compilation; the member itself where it has code.</summary>
    public IEnumerable<ISymbol> Implementations(ISymbol member)
    {
        if (member.ContainingType is not { } type || !(member.IsAbstract || type.TypeKind == TypeKind.Interface))
        {
            return [member];
        }

        return type.TypeKind == TypeKind.Interface
            ? _types.Value.Where(candidate => candidate.TypeKind is TypeKind.Class or TypeKind.Struct && candidate.AllInterfaces.Any(one => Same(one.OriginalDefinition, type.OriginalDefinition)))
                .Select(candidate => Implementation(candidate, member)).OfType<ISymbol>()
            : _types.Value.SelectMany(static candidate => candidate.GetMembers()).Where(candidate => candidate is IMethodSymbol { OverriddenMethod: { } overridden } && Same(overridden.OriginalDefinition, member.OriginalDefinition));
    }

    /// <summary>
    /// The expressions that a value may be, through locals, fields, properties and methods whose code is here; the expression itself
    /// where that cannot be told.
    /// </summary>
    public IReadOnlyList<IOperation> Origins(IOperation value)
    {
        var origins = new List<IOperation>();
        Collect(value, origins, new HashSet<ISymbol>(SymbolEqualityComparer.Default), 0);
        return origins;
    }

    /// <summary>Without the conversions and parentheses around it.</summary>
    public static IOperation Unwrap(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    value = parenthesized.Operand;
                    break;
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    break;
                default:
                    return value;
            }
        }
    }

    /// <summary>The member that an operation stands in.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>The local, field, property or parameter that an expression names.</summary>
    public static ISymbol? Named(IOperation? expression) => expression switch
    {
        ILocalReferenceOperation local => local.Local,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation { Arguments.IsEmpty: true } property => property.Property,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IConversionOperation conversion => Named(conversion.Operand),
        _ => null,
    };

    /// <summary>What is assigned to a local, a field or a property anywhere in its scope.</summary>
    public IEnumerable<IOperation> Assigned(ISymbol symbol, IOperation reference)
    {
        if (symbol is ILocalSymbol)
        {
            foreach (var operation in Root(reference).Descendants())
            {
                if (operation is IVariableDeclaratorOperation { Initializer.Value: { } initial } declarator && Same(declarator.Symbol, symbol))
                {
                    yield return initial;
                }
                else if (operation is ISimpleAssignmentOperation assignment && Same(Named(assignment.Target), symbol))
                {
                    yield return assignment.Value;
                }
            }

            yield break;
        }

        foreach (var declaration in symbol.DeclaringSyntaxReferences)
        {
            var initializer = declaration.GetSyntax() switch
            {
                VariableDeclaratorSyntax declarator => declarator.Initializer,
                PropertyDeclarationSyntax property => property.Initializer,
                _ => null,
            };
            if (initializer is not null && Operation(initializer.Value) is { } value)
            {
                yield return value;
            }
        }

        foreach (var use in References(symbol))
        {
            if (use.Parent is IAssignmentOperation assignment && assignment.Target == use && assignment is ISimpleAssignmentOperation or ICoalesceAssignmentOperation)
            {
                yield return ((IAssignmentOperation)use.Parent).Value;
            }
        }
    }

    private static bool IsOutsideMembers(SyntaxNode node) => node is not (BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax);

    private static bool Same(ISymbol? one, ISymbol? other) => SymbolEqualityComparer.Default.Equals(one, other);

    private static ISymbol? Implementation(INamedTypeSymbol type, ISymbol member)
    {
        var contract = type.AllInterfaces.FirstOrDefault(one => Same(one.OriginalDefinition, member.ContainingType.OriginalDefinition));
        var declared = contract?.GetMembers(member.Name).FirstOrDefault(one => Same(one.OriginalDefinition, member.OriginalDefinition));
        return declared is null ? null : type.FindImplementationForInterfaceMember(declared);
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type)
            {
                yield return type;
            }

            foreach (var nested in TypesOf(member))
            {
                yield return nested;
            }
        }
    }

    private void Collect(IOperation value, List<IOperation> origins, HashSet<ISymbol> seen, int depth)
    {
        value = Unwrap(value);
        IEnumerable<IOperation> sources = depth > Deepest ? [] : value switch
        {
            IAwaitOperation awaited => [awaited.Operation],
            IConditionalOperation { WhenFalse: { } otherwise } choice => [choice.WhenTrue, otherwise],
            ICoalesceOperation coalesce => [coalesce.Value, coalesce.WhenNull],
            ISimpleAssignmentOperation assignment => [assignment.Value],
            ICoalesceAssignmentOperation assignment => [assignment.Value],
            ILocalReferenceOperation or IFieldReferenceOperation when seen.Add(Named(value)!) => Assigned(Named(value)!, value),
            IPropertyReferenceOperation { Arguments.IsEmpty: true } property when seen.Add(property.Property) => Returned(property.Property, value),
            IInvocationOperation call when seen.Add(call.TargetMethod.OriginalDefinition) => Returned(call.TargetMethod.OriginalDefinition, value),
            _ => [],
        };

        var any = false;
        foreach (var source in sources)
        {
            any = true;
            Collect(source, origins, seen, depth + 1);
        }

        if (!any)
        {
            origins.Add(value);
        }
    }

    private IEnumerable<IOperation> Returned(ISymbol member, IOperation reference) => Implementations(member).SelectMany(implementation =>
        implementation.DeclaringSyntaxReferences.IsEmpty ? []
        : Bodies(implementation).SelectMany(static body => Returns(body)).Concat(implementation is IPropertySymbol ? Assigned(implementation, reference) : []));

    private static IEnumerable<IOperation> Returns(IOperation body)
    {
        foreach (var result in body.DescendantsAndSelf().OfType<IReturnOperation>())
        {
            // Not what a lambda or a local function inside it returns.
            IOperation? around = result.Parent;
            while (around is not null && around != body && around is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            {
                around = around.Parent;
            }

            if (result.ReturnedValue is { } value && (around is null || around == body))
            {
                yield return value;
            }
        }
    }

    private IOperation? Operation(SyntaxNode node) => Model(node.SyntaxTree).GetOperation(node);

    private SemanticModel Model(SyntaxTree tree) => _models.GetOrAdd(tree, one => compilation.GetSemanticModel(one));

    private ImmutableArray<IOperation> Search(ISymbol symbol)
    {
        var found = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var declaration in symbol.ContainingType?.DeclaringSyntaxReferences ?? ImmutableArray<SyntaxReference>.Empty)
        {
            var type = declaration.GetSyntax();
            var model = Model(type.SyntaxTree);
            foreach (var name in type.DescendantNodes().OfType<SimpleNameSyntax>().Where(name => name.Identifier.ValueText == symbol.Name))
            {
                if (Same(model.GetSymbolInfo(name).Symbol?.OriginalDefinition, symbol.OriginalDefinition))
                {
                    SyntaxNode node = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
                    node = node.Parent is InvocationExpressionSyntax invocation && invocation.Expression == node ? invocation : node;
                    if (model.GetOperation(node) is { } operation)
                    {
                        found.Add(operation);
                    }
                }
            }
        }

        return found.ToImmutable();
    }
}
