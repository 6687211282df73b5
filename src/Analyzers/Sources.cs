using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.Analyzers;

/// <summary>Finds the code behind a symbol: bodies, references within a type, implementations, and where a value comes from.</summary>
internal sealed class Sources(Compilation compilation)
{
    /// <summary>More places than a value of a person's program comes from.</summary>
    private const int Deepest = 8;

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> _references = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> _assignments = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<IOperation>> _operations = new(SymbolEqualityComparer.Default);
    private readonly NameIndex _names = new(compilation);
    private readonly ConcurrentDictionary<string, NameUses> _callsByName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, NameUses> _targetsByName = new(StringComparer.Ordinal);
    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _types = new(() => TypesOf(compilation.Assembly.GlobalNamespace).ToImmutableArray());

    /// <summary>
    /// The symbol's code is in this compilation. In an editor, where the solution's projects refer to each other's compilations, a symbol of
    /// another project has declarations as well, about which this one can be asked nothing.
    /// </summary>
    public bool HasCode(ISymbol symbol) => !symbol.DeclaringSyntaxReferences.IsEmpty && Same(symbol.ContainingAssembly, compilation.Assembly);

    /// <summary>The code of a method or of a property's getter; empty for those of other assemblies.</summary>
    public IEnumerable<IOperation> Bodies(ISymbol symbol)
    {
        foreach (var reference in Declarations(symbol))
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
    public ImmutableArray<IOperation> Operations(INamedTypeSymbol type) => _operations.GetOrAdd(type, one => Declarations(one)
        .SelectMany(static declaration => declaration.GetSyntax() is var syntax and CompilationUnitSyntax ? [syntax] : declaration.GetSyntax().DescendantNodes(IsOutsideMembers))
        .Where(static node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax or CompilationUnitSyntax)
        .SelectMany(node => Operation(node)?.DescendantsAndSelf() ?? [])
        .ToImmutableArray());

    /// <summary>The uses of a member inside the type that declares it, or of a parameter of its primary constructor.</summary>
    public ImmutableArray<IOperation> References(ISymbol symbol) => _references.GetOrAdd(symbol, one => Search(one, PlacesOf(one.ContainingType), wanted: null));

    /// <summary>The calls of a method in the whole compilation, and the places that name it as a delegate, in no order.</summary>
    public IEnumerable<IOperation> Calls(IMethodSymbol method) => CallsOf(method.Name).Of(method.OriginalDefinition);

    /// <summary>Those of its calls that stand in files which name its type: most of them, and far cheaper to find where others have its name.</summary>
    public IEnumerable<IOperation> NearCalls(IMethodSymbol method)
    {
        var type = method.ContainingType.Name;
        return CallsOf(method.Name).In(
            _names.FilesWith(type).Where(file => file.GetText().ToString().Contains(type)), method.OriginalDefinition);
    }

    /// <summary>Something in the compilation has a method's name, and may call it: far cheaper to ask than for the calls.</summary>
    public bool MayBeCalled(string name) => !CallsOf(name).IsEmpty;

    /// <summary>The members of base types and interfaces that a method stands for, and itself: by which others may call it.</summary>
    public static IEnumerable<IMethodSymbol> Contracts(IMethodSymbol method)
    {
        if (method.ExplicitInterfaceImplementations.IsEmpty)
        {
            yield return method;
        }

        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            yield return overridden.OriginalDefinition;
        }

        var simpleName = method.Name.Substring(method.Name.LastIndexOf('.') + 1);
        foreach (var member in method.ContainingType.AllInterfaces.SelectMany(contract => contract.GetMembers(simpleName)).OfType<IMethodSymbol>())
        {
            if (Same(method.ContainingType.FindImplementationForInterfaceMember(member), method))
            {
                yield return member.OriginalDefinition;
            }
        }
    }

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

        foreach (var declaration in Declarations(symbol))
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

        foreach (var target in _assignments.GetOrAdd(symbol, SearchAssignments))
        {
            if (target.Parent is ISimpleAssignmentOperation or ICoalesceAssignmentOperation)
            {
                yield return ((IAssignmentOperation)target.Parent).Value;
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
        !HasCode(implementation) ? []
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

    private ImmutableArray<IOperation> Search(ISymbol symbol, IEnumerable<(SyntaxTree Tree, TextSpan Span)> places, Func<SyntaxNode, bool>? wanted)
    {
        var found = ImmutableArray.CreateBuilder<IOperation>();
        foreach (var (tree, span) in places)
        {
            foreach (var name in Names(tree, span, symbol.Name))
            {
                var node = Expression(name);
                if ((wanted is null || wanted(node)) && Model(tree).GetOperation(node) is { } operation && Same(Meant(operation)?.OriginalDefinition, symbol.OriginalDefinition))
                {
                    found.Add(operation);
                }
            }
        }

        return found.ToImmutable();
    }

    // The whole of what a name is the last part of: a.b.Name, or the call of it.
    private static SyntaxNode Expression(SimpleNameSyntax name)
    {
        SyntaxNode node = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access
            : name.Parent is MemberBindingExpressionSyntax binding ? binding : name;
        return node.Parent is InvocationExpressionSyntax invocation && invocation.Expression == node ? invocation : node;
    }

    // A name is found in the text, which is many times cheaper than to walk the tree.
    private static IEnumerable<SimpleNameSyntax> Names(SyntaxTree tree, TextSpan span, string name)
    {
        if (name.Length == 0)
        {
            yield break;
        }

        var text = tree.GetText().ToString();
        var end = Math.Min(span.End, text.Length);
        for (var at = span.Start; at < end && (at = text.IndexOf(name, at, end - at, StringComparison.Ordinal)) >= 0; at += name.Length)
        {
            // Part of a longer word: no token need be found for it.
            if ((at > 0 && SyntaxFacts.IsIdentifierPartCharacter(text[at - 1])) || (at + name.Length < text.Length && SyntaxFacts.IsIdentifierPartCharacter(text[at + name.Length])))
            {
                continue;
            }

            var token = tree.GetRoot().FindToken(at);
            if (token.Parent is SimpleNameSyntax found && token.Span.Contains(at) && token.ValueText == name)
            {
                yield return found;
            }
        }
    }

    private ImmutableArray<SyntaxReference> Declarations(ISymbol symbol) => HasCode(symbol) ? symbol.DeclaringSyntaxReferences : ImmutableArray<SyntaxReference>.Empty;

    private IEnumerable<(SyntaxTree Tree, TextSpan Span)> PlacesOf(INamedTypeSymbol? type) =>
        type is null ? [] : Declarations(type).Select(static declaration => (declaration.SyntaxTree, declaration.Span));

    private static ISymbol? Meant(IOperation use) => use switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } work } => Named(work),
        IInvocationOperation call => call.TargetMethod,
        IMethodReferenceOperation reference => reference.Method,
        _ => Named(use),
    };

    private static bool IsTarget(SyntaxNode node) => node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == node;

    // What others can assign is looked for where they can name it.
    private ImmutableArray<IOperation> SearchAssignments(ISymbol symbol) =>
        symbol is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod: not null } && symbol.DeclaredAccessibility != Accessibility.Private && HasCode(symbol)
            ? _targetsByName.GetOrAdd(symbol.Name, name => Uses(name, IsTarget)).Of(symbol.OriginalDefinition).ToImmutableArray()
            : Search(symbol, PlacesOf(symbol.ContainingType), IsTarget);

    private NameUses CallsOf(string called) => _callsByName.GetOrAdd(
        called, name => Uses(name, static node => !IsTarget(node) && node is not TypeSyntax { Parent: TypeArgumentListSyntax or BaseTypeSyntax }));

    private NameUses Uses(string name, Func<SyntaxNode, bool> wanted) => new(
        _names.FilesWith(name).SelectMany(tree => Names(tree, new TextSpan(0, tree.Length), name)).Select(Expression).Where(wanted),
        node => Model(node.SyntaxTree).GetOperation(node) is { } operation && Meant(operation)?.OriginalDefinition is { } meant ? (meant, operation) : null);
}
