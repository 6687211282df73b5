using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.Analyzers;

/// <summary>Finds the code behind a symbol: bodies, references within a type, implementations, and where a value comes from.</summary>
internal sealed class CodeSearch
{
    /// <summary>More places than a value of a person's program comes from.</summary>
    private const int Deepest = 8;

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> _references = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<IOperation>> _assignments = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<IOperation>> _operations = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IParameterSymbol, ImmutableArray<IOperation>> _arguments = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<IOperation>> _creations = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<SyntaxTree, SyntaxNode[]> _creationNodes = new();
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<ISymbol>> _implementations = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;
    private readonly NameIndex _names;
    private readonly ConcurrentDictionary<string, NameUses> _callsByName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, NameUses> _targetsByName = new(StringComparer.Ordinal);
    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _types;
    private readonly Lazy<ILookup<ISymbol, INamedTypeSymbol>> _derived;

    public CodeSearch(Compilation compilation)
    {
        _compilation = compilation;
        _names = new NameIndex(compilation);
        _types = new(() => TypesOf(compilation.Assembly.GlobalNamespace).ToImmutableArray());
        _derived = new(Derived);
    }

    /// <summary>
    /// The symbol's code is in this compilation. In an editor, where the solution's projects refer to each other's compilations, a symbol of
    /// another project has declarations as well, about which this one can be asked nothing.
    /// </summary>
    public bool HasCode(ISymbol symbol) => !symbol.DeclaringSyntaxReferences.IsEmpty && Same(symbol.ContainingAssembly, _compilation.Assembly);

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

    /// <summary>The calls of all methods of a name in the whole compilation, in no order.</summary>
    public IEnumerable<IInvocationOperation> CallsNamed(string name) => CallsOf(name).All.OfType<IInvocationOperation>();

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
    public ImmutableArray<ISymbol> Implementations(ISymbol member) => member.ContainingType is { } type && (member.IsAbstract || type.TypeKind == TypeKind.Interface)
        ? _implementations.GetOrAdd(member.OriginalDefinition, FindImplementations)
        : ImmutableArray.Create(member);

    private ImmutableArray<ISymbol> FindImplementations(ISymbol member)
    {
        // Where the compilation has no such type, none of its types implements it.
        var type = member.ContainingType.OriginalDefinition;
        return _derived.Value[type]
            .Select(candidate => type.TypeKind == TypeKind.Interface ? Implementation(candidate, member)
                : candidate.GetMembers(member.Name).FirstOrDefault(one => Same(Overridden(one)?.OriginalDefinition, member)))
            .OfType<ISymbol>()
            .Distinct((IEqualityComparer<ISymbol>)SymbolEqualityComparer.Default)
            .ToImmutableArray();
    }

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };

    // Each class and structure, by all that it derives from or implements: made once, as asking each type for each member would be quadratic.
    private ILookup<ISymbol, INamedTypeSymbol> Derived() => _types.Value
        .Where(static candidate => candidate.TypeKind is TypeKind.Class or TypeKind.Struct)
        .SelectMany(static candidate => candidate.AllInterfaces.Concat(BaseTypes(candidate)), static (candidate, above) => (Above: above.OriginalDefinition, candidate))
        .ToLookup(static pair => (ISymbol)pair.Above, static pair => pair.candidate, (IEqualityComparer<ISymbol>)SymbolEqualityComparer.Default);

    private static IEnumerable<INamedTypeSymbol> BaseTypes(INamedTypeSymbol type)
    {
        for (var above = type.BaseType; above is not null; above = above.BaseType)
        {
            yield return above;
        }
    }

    /// <summary>
    /// The expressions that a value may be, through locals, fields, properties and methods whose code is here; the expression itself
    /// where that cannot be told.
    /// </summary>
    public IReadOnlyList<IOperation> Origins(IOperation value) => [.. OriginsIn(value, frame: null, throughCallers: false).Select(static origin => origin.Operation)];

    /// <summary>
    /// The same in the light of a call whose arguments are known, which come with the results; with <paramref name="throughCallers"/> also
    /// through parameters, to what all calls in this compilation pass for them, and into dictionaries and factories.
    /// </summary>
    public IReadOnlyList<Origin> OriginsIn(IOperation value, Frame? frame, bool throughCallers)
    {
        var search = new OriginSearch(throughCallers);
        Collect(value, frame, search, 0);
        return search.Found;
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
                else if (operation is IIsPatternOperation { Pattern: IDeclarationPatternOperation { DeclaredSymbol: { } declared } } test && Same(declared, symbol))
                {
                    yield return test.Value;
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

    private void Collect(IOperation value, Frame? frame, OriginSearch search, int depth)
    {
        value = Unwrap(value);
        var any = false;
        foreach (var (source, sourceFrame) in depth > Deepest || !search.TryStep() ? [] : Sources(value, frame, search))
        {
            any = true;
            Collect(source, sourceFrame, search, depth + 1);
        }

        if (!any && value is not IThrowOperation)
        {
            search.Found.Add(new Origin(value, frame));
        }
    }

    private IEnumerable<Origin> Sources(IOperation value, Frame? frame, OriginSearch search)
    {
        switch (value)
        {
            case IAwaitOperation awaited:
                return [new(awaited.Operation, frame)];
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return new ConstantReader(frame).Truth(choice.Condition) is { } taken
                    ? [new(taken ? choice.WhenTrue : otherwise, frame)]
                    : [new(choice.WhenTrue, frame), new(otherwise, frame)];
            case ISwitchExpressionOperation choice:
                return choice.Arms.Select(arm => new Origin(arm.Value, frame));
            case ICoalesceOperation coalesce:
                return IsNothing(coalesce.Value, frame) ? [new(coalesce.WhenNull, frame)] : [new(coalesce.Value, frame), new(coalesce.WhenNull, frame)];
            case ISimpleAssignmentOperation assignment:
                return [new(assignment.Value, frame)];
            case ICoalesceAssignmentOperation assignment:
                return [new(assignment.Value, frame)];
            case ILocalReferenceOperation or IFieldReferenceOperation when search.Seen.Add(Named(value)!):
                return Assigned(Named(value)!, value).Select(source => new Origin(source, value is ILocalReferenceOperation ? frame : null));
            case IPropertyReferenceOperation { Property: { Name: "Value", ContainingType: { Name: "Lazy", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } }, Instance: { } lazy }:
                return OriginsIn(lazy, frame, search.ThroughCallers).Where(static made => made.Operation is IObjectCreationOperation { Arguments.IsEmpty: false })
                    .SelectMany(static made => Results(((IObjectCreationOperation)made.Operation).Arguments[0].Value, made.Frame));
            case IPropertyReferenceOperation { Arguments.IsEmpty: true } property when search.Seen.Add(property.Property):
                return Returned(property.Property, value).Select(static source => new Origin(source, null));
            case IPropertyReferenceOperation { Arguments.IsEmpty: false, Instance: { } table } when search.ThroughCallers:
                return Contents(table, frame);
            case IInvocationOperation { TargetMethod: { Name: "GetOrAdd" or "AddOrUpdate" }, Arguments: [_, { Value: var made }, ..] } when search.ThroughCallers:
                return Results(made, frame);
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } work } when search.ThroughCallers:
                return OriginsIn(work, frame, throughCallers: true).SelectMany(static made => Results(made.Operation, made.Frame));
            case IInvocationOperation call when search.Seen.Add(call.TargetMethod.OriginalDefinition):
                return Returned(call.TargetMethod.OriginalDefinition, value).Select(source => new Origin(source, Frame.Of(call, EnclosingMethod(source), frame)));
            case IParameterReferenceOperation { Parameter: var parameter } when frame?.ArgumentOf(parameter) is { } argument:
                return [argument];
            case IParameterReferenceOperation { Parameter: var parameter } when search.ThroughCallers && search.Seen.Add(parameter):
                return Arguments(parameter).Select(static one => new Origin(one, null));
            default:
                return [];
        }
    }

    private static bool IsNothing(IOperation value, Frame? frame) => Unwrap(value) switch
    {
        IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } } => true,
        IParameterReferenceOperation { Parameter: var parameter } => frame?.ArgumentOf(parameter) is var (argument, caller) && IsNothing(argument, caller),
        _ => false,
    };

    // What a delegate returns: a lambda's results, or the value itself where it is none.
    private static IEnumerable<Origin> Results(IOperation value, Frame? frame) => Unwrap(value) switch
    {
        IAnonymousFunctionOperation lambda => Returns(lambda.Body).Select(result => new Origin(result, frame)),
        var other => [new Origin(other, frame)],
    };

    /// <summary>The values of a dictionary that are put in by its initializer, an indexer, or a method that takes a key first.</summary>
    public IEnumerable<Origin> Contents(IOperation table, Frame? frame)
    {
        if (Named(Unwrap(table)) is not { } symbol)
        {
            yield break;
        }

        var uses = symbol is ILocalSymbol
            ? Root(table).Descendants().Where(use => use is ILocalReferenceOperation local && Same(local.Local, symbol))
            : References(symbol);
        foreach (var use in uses)
        {
            switch (use.Parent)
            {
                case IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation assignment } element when assignment.Target == element:
                    yield return new Origin(assignment.Value, frame);
                    break;
                case IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "GetOrAdd", Arguments: [_, { Value: var added }, ..] }:
                    foreach (var result in Results(added, frame))
                    {
                        yield return result;
                    }

                    break;
            }
        }

        foreach (var made in Assigned(symbol, table).Select(Unwrap).OfType<IObjectCreationOperation>())
        {
            foreach (var element in made.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty)
            {
                switch (element)
                {
                    case IInvocationOperation { TargetMethod.Name: "Add", Arguments: [_, { Value: var added }] }:
                        yield return new Origin(added, null);
                        break;
                    case ISimpleAssignmentOperation assignment:
                        yield return new Origin(assignment.Value, null);
                        break;
                }
            }
        }
    }

    /// <summary>The arguments that this compilation passes for a parameter of a method, constructor or local function; empty where it calls it nowhere.</summary>
    public IReadOnlyList<IOperation> Arguments(IParameterSymbol parameter) => _arguments.GetOrAdd(parameter, FindArguments);

    private ImmutableArray<IOperation> FindArguments(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol method || !HasCode(method))
        {
            return ImmutableArray<IOperation>.Empty;
        }

        IEnumerable<IOperation> calls = method.MethodKind switch
        {
            MethodKind.Constructor => Creations(method.ContainingType).Where(call => Same(Constructed(call)?.OriginalDefinition, method.OriginalDefinition)),
            MethodKind.Ordinary => Contracts(method).SelectMany(Calls).Where(static use => use is IInvocationOperation),
            MethodKind.LocalFunction => Members(method).SelectMany(static member => member.Descendants()).OfType<IInvocationOperation>()
                .Where(call => Same(call.TargetMethod.OriginalDefinition, method.OriginalDefinition)),
            _ => [],
        };
        return calls.SelectMany(static call => call is IInvocationOperation invocation ? invocation.Arguments : ((IObjectCreationOperation)call).Arguments)
            .Where(argument => argument.Parameter?.Ordinal == parameter.Ordinal).Select(static argument => argument.Value).ToImmutableArray();
    }

    // The members that a local function is declared in.
    private IEnumerable<IOperation> Members(IMethodSymbol function) => Declarations(function)
        .Select(static declaration => declaration.GetSyntax().Ancestors().FirstOrDefault(static node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax))
        .OfType<SyntaxNode>().Select(Operation).OfType<IOperation>();

    private static IMethodSymbol? Constructed(IOperation call) => call is IObjectCreationOperation creation ? creation.Constructor : ((IInvocationOperation)call).TargetMethod;

    /// <summary>The types of this compilation that have a name in a file of theirs.</summary>
    public IEnumerable<INamedTypeSymbol> TypesNaming(string name)
    {
        var files = new HashSet<SyntaxTree>(_names.FilesWith(name).Where(file => file.GetText().ToString().Contains(name)));
        return _types.Value.Where(type => type.DeclaringSyntaxReferences.Any(declaration => files.Contains(declaration.SyntaxTree)));
    }

    /// <summary>The expressions that create a type, and the initializers that call its constructors, in files that name the type.</summary>
    public ImmutableArray<IOperation> Creations(INamedTypeSymbol type) => _creations.GetOrAdd(type.OriginalDefinition, one => _names.FilesWith(one.Name)
        .Where(file => file.GetText().ToString().Contains(one.Name))
        .SelectMany(file => _creationNodes.GetOrAdd(file, static tree => [.. tree.GetRoot().DescendantNodes()
            .Where(static node => node is BaseObjectCreationExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax)]))
        .Where(node => node is not ObjectCreationExpressionSyntax { Type: var created } || LastName(created) == one.Name)
        .Select(Operation)
        .Where(made => made is IObjectCreationOperation or IInvocationOperation { TargetMethod.MethodKind: MethodKind.Constructor }
            && Same(Constructed(made)?.ContainingType.OriginalDefinition, one))
        .Select(static made => made!)
        .ToImmutableArray());

    private static string LastName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };

    private IEnumerable<IOperation> Returned(ISymbol member, IOperation reference) => Implementations(member).SelectMany(implementation =>
        !HasCode(implementation) ? []
        : Bodies(implementation).SelectMany(static body => Returns(body)).Concat(implementation is IPropertySymbol ? Assigned(implementation, reference) : []));

    private static IMethodSymbol? EnclosingMethod(IOperation operation)
    {
        for (IOperation? around = operation; around is not null; around = around.Parent)
        {
            if (around is ILocalFunctionOperation function)
            {
                return function.Symbol;
            }
        }

        return Root(operation) is { SemanticModel: { } model, Syntax: BaseMethodDeclarationSyntax declaration } ? model.GetDeclaredSymbol(declaration) as IMethodSymbol : null;
    }

    /// <summary>The expressions that a body returns; not those of lambdas and local functions inside it.</summary>
    public static IEnumerable<IOperation> Returns(IOperation body)
    {
        foreach (var result in body.DescendantsAndSelf().OfType<IReturnOperation>())
        {
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

    private SemanticModel Model(SyntaxTree tree) => _models.GetOrAdd(tree, one => _compilation.GetSemanticModel(one));

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
