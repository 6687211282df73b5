using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Provisioning.Documents;

namespace RedisSafety.Analyzers.Provisioning;

/// <summary>
/// An object that declares a resource, with what the code sets in its initializer, on its variable later, and in methods that it is
/// handed
/// to. An object that code outside of this compilation may change is open: what it does not set is unknown.
/// </summary>
internal sealed class DeclaredObject
{
    private const int Deepest = 4;

    private readonly Compilation _compilation;
    private readonly DeclaredTypes _types;
    private readonly ValueReader _values;
    private readonly CancellationToken _cancellationToken;
    private readonly List<KeyValuePair<string, DocumentNode>> _members = [];
    private readonly SyntaxNode _creation;

    // The method that was handed the object, and whether some runs skip its call.
    private ISymbol? _method;
    private bool _isConditional;

    private DeclaredObject(
        SyntaxNode creation, Compilation compilation, DeclaredTypes types, IReadOnlyDictionary<ISymbol, DocumentNode> names,
            CancellationToken cancellationToken)
    {
        _creation = creation;
        _compilation = compilation;
        _types = types;
        _values = new ValueReader(compilation, types, names, cancellationToken);
        _cancellationToken = cancellationToken;
    }

    public DocumentNode Properties { get; private set; } = null!;

    /// <summary>Code that is not known may set more.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The id of the construct, or the name of the variable.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The term of the construct that is made of it.</summary>
    public string? Term { get; private set; }

    public static DeclaredObject Read(
        IObjectCreationOperation creation, Compilation compilation, DeclaredTypes types, IReadOnlyDictionary<ISymbol, DocumentNode> names,
        CancellationToken cancellationToken)
    {
        var declared = new DeclaredObject(creation.Syntax, compilation, types, names, cancellationToken)
        {
            Name = creation.Type?.Name
            ?? ""
        };
        if (declared._values.Read(creation, Head(creation.Syntax)) is { Kind: DocumentKind.Mapping } own)
        {
            declared._members.AddRange(own.Members);
        }

        // A copy of another object has its values as well.
        declared.IsOpen = creation.Arguments.Length > 0;
        declared.Follow(creation, 0);
        declared.Properties = DocumentNode.Mapping(declared._members, ValueReader.PlaceOf(Head(creation.Syntax)));
        return declared;
    }

    /// <summary>The creation of the object that an argument is: written there, or in the initializer of the variable.</summary>
    public static IObjectCreationOperation? CreationOf(IOperation value, Compilation compilation, DeclaredTypes types,
        CancellationToken cancellationToken)
    {
        value = Plain(value);
        if (value is ILocalReferenceOperation { Local: var local })
        {
            value = Body(local, compilation, cancellationToken).OfType<IVariableDeclaratorOperation>()
                .Where(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
                .Select(static declarator => declarator.Initializer?.Value ?? declarator.Initializer).OfType<IOperation>().Select(Plain)
                    .FirstOrDefault() ?? value;
        }

        return value is IObjectCreationOperation creation && types.KindOf(creation.Type) is not null ? creation : null;
    }

    /// <summary>The text by which values that depend on the symbol are compared.</summary>
    public static string TermOf(ISymbol symbol) => "${" + (symbol.ContainingSymbol?.ToDisplayString() ?? "") + "." + symbol.Name + "}";

    /// <summary>All operations of the member that declares a local or a parameter.</summary>
    public static IEnumerable<IOperation> Body(ISymbol symbol, Compilation compilation, CancellationToken cancellationToken)
    {
        var syntax = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
        if (syntax is null || !compilation.ContainsSyntaxTree(syntax.SyntaxTree))
        {
            return [];
        }

        var member = syntax.AncestorsAndSelf()
            .FirstOrDefault(static node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or GlobalStatementSyntax
            || (node is MemberDeclarationSyntax and not BaseTypeDeclarationSyntax));
        return member is null ? Operations(syntax.SyntaxTree.GetRoot(cancellationToken), compilation, cancellationToken)
            : member is GlobalStatementSyntax { Parent: CompilationUnitSyntax unit }
                ? unit.Members.OfType<GlobalStatementSyntax>()
                    .SelectMany(statement => Operations(statement.Statement, compilation, cancellationToken))
                : Operations(member, compilation, cancellationToken);
    }

    private static IEnumerable<IOperation> Operations(SyntaxNode node, Compilation compilation, CancellationToken cancellationToken)
    {
#pragma warning disable RS1030 // Bodies are looked at for objects that declare a resource, of which a program has few.
        var model = compilation.GetSemanticModel(node.SyntaxTree);
#pragma warning restore RS1030
        return model.GetOperation(node, cancellationToken) is { } root ? root.DescendantsAndSelf()
            : node.ChildNodes().SelectMany(child =>
                model.GetOperation(child, cancellationToken) is { } inner ? inner.DescendantsAndSelf() : []);
    }

    // The place of a declaration: its type, or the word new.
    private static SyntaxNode Head(SyntaxNode syntax) => syntax switch
    {
        ObjectCreationExpressionSyntax { Type: var type } => type,
        _ => syntax,
    };

    private static IOperation Plain(IOperation operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation)
        {
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        }

        return operation;
    }

    // What becomes of a value that is the object.
    private void Follow(IOperation value, int depth)
    {
        var use = value.Parent;
        while (use is IConversionOperation or IParenthesizedOperation)
        {
            value = use;
            use = use.Parent;
        }

        switch (use)
        {
            case null or IExpressionStatementOperation:
                break;
            case IArgumentOperation argument:
                Argument(argument, depth);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                Name = local.Name;
                Variable(local, use, depth);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when ReferenceEquals(
                assignment.Value, value):
                Name = local.Name;
                Variable(local, assignment, depth);
                break;
            case IInvocationOperation call when ReferenceEquals(call.Instance, value):
                Method(call, call.TargetMethod.IsExtensionMethod ? call.TargetMethod.Parameters.FirstOrDefault() : null, depth);
                break;
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation or IFieldReferenceOperation } or IFieldInitializerOperation or IPropertyInitializerOperation:
                IsOpen = true;
                break;
            default:
                IsOpen = true;
                break;
        }
    }

    private void Argument(IArgumentOperation argument, int depth)
    {
        switch (argument.Parent)
        {
            // The construct takes the object as it is; so does a request of the SDK's client.
            case IObjectCreationOperation construct when DeclaredTypes.IsOfAws(construct.Type):
                Construct(construct);
                break;
            case IInvocationOperation call when DeclaredTypes.IsOfAws(call.TargetMethod.ContainingType):
                break;
            case IInvocationOperation call:
                Method(call, argument.Parameter, depth);
                break;
            default:
                IsOpen = true;
                break;
        }
    }

    private void Construct(IObjectCreationOperation construct)
    {
        var id = construct.Arguments.FirstOrDefault(static argument =>
            argument.Parameter is { Name: "id", Type.SpecialType: SpecialType.System_String });
        if (id is not null && _values.Read(id.Value) is { IsScalar: true } name)
        {
            Name = name.Text;
        }

        if (Holder(construct) is not { } symbol)
        {
            return;
        }

        Term = TermOf(symbol);
        if (symbol is ILocalSymbol)
        {
            // Later changes of the construct: its properties have the same names.
            foreach (var operation in Body(symbol, _compilation, _cancellationToken))
            {
                if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: ILocalReferenceOperation { Local: var target }, Property.Name: var property } } assignment
                    && SymbolEqualityComparer.Default.Equals(target, symbol))
                {
                    Set(property, assignment.Value, assignment);
                }
                else if (operation is IInvocationOperation
                {
                    Instance: ILocalReferenceOperation { Local: var receiver },
                    TargetMethod.Name: "AddPropertyOverride", Arguments: [{ Value: var path }, { Value: var value }]
                } call
                    && SymbolEqualityComparer.Default.Equals(receiver, symbol) && _values.Read(path) is { IsScalar: true } known)
                {
                    Set(known.Text, value, call);
                }
            }
        }
    }

    private static ISymbol? Holder(IOperation construct)
    {
        var parent = construct.Parent;
        while (parent is IConversionOperation)
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } => local,
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } => field,
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property } } => property,
            IFieldInitializerOperation { InitializedFields: [var field] } => field,
            _ => null,
        };
    }

    // Properties that are set on the variable, and everything else that it is used for.
    private void Variable(ISymbol variable, IOperation declaration, int depth)
    {
        if (depth > Deepest)
        {
            IsOpen = true;
            return;
        }

        foreach (var operation in Body(variable, _compilation, _cancellationToken))
        {
            var isUse = operation is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, variable)
                || operation is IParameterReferenceOperation { Parameter: var parameter }
                    && SymbolEqualityComparer.Default.Equals(parameter, variable);
            if (!isUse || operation.Syntax.SpanStart < declaration.Syntax.SpanStart)
            {
                continue;
            }

            if (operation.Parent is IPropertyReferenceOperation { Property.Name: var name } property
                && ReferenceEquals(property.Instance, operation))
            {
                if (property.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, property))
                {
                    Set(name, assignment.Value, assignment);
                }
                else if (property.Parent is IInvocationOperation
                {
                    TargetMethod.Name: not (
                    "ToString" or "Equals" or "GetHashCode")
                } change && ReferenceEquals(change.Instance, property))
                {
                    // An element is added to a list of it.
                    _members.Add(new(name, DocumentNode.Expression("${?}", ValueReader.PlaceOf(change.Syntax))));
                }
            }
            else if (operation.Parent is ISimpleAssignmentOperation { Target: var target } own && ReferenceEquals(target, operation))
            {
                // Another object from here on.
                if (!ReferenceEquals(own, declaration))
                {
                    IsOpen = true;
                }
            }
            else if (operation.Parent is not IReturnOperation || depth == 0)
            {
                Follow(operation, depth + 1);
            }
        }
    }

    // A method with source that sets properties of its parameter, and may hand it on.
    private void Method(IInvocationOperation call, IParameterSymbol? parameter, int depth)
    {
        var definition = parameter is null ? null
            : (call.TargetMethod.ReducedFrom ?? call.TargetMethod)
                .OriginalDefinition.Parameters.FirstOrDefault(own => own.Name == parameter.Name);
        if (definition is null || depth > Deepest || definition.DeclaringSyntaxReferences.Length != 1
            || !_compilation.ContainsSyntaxTree(definition.DeclaringSyntaxReferences[0].SyntaxTree) || call.TargetMethod.IsVirtual
                || call.TargetMethod.IsAbstract)
        {
            IsOpen = true;
            return;
        }

        var (wasConditional, caller) = (_isConditional, _method);
        _isConditional |= IsConditional(call);
        _method = definition.ContainingSymbol;
        Parameter(definition, depth + 1);
        (_isConditional, _method) = (wasConditional, caller);

        // A fluent method returns what it was given, and the object goes on as its result.
        if (SymbolEqualityComparer.Default.Equals(call.Type, definition.Type)
            || SymbolEqualityComparer.Default.Equals(call.Type, parameter!.Type))
        {
            Follow(call, depth + 1);
        }
    }

    private void Parameter(IParameterSymbol parameter, int depth)
    {
        foreach (var operation in Body(parameter, _compilation, _cancellationToken))
        {
            if (operation is not IParameterReferenceOperation { Parameter: var used }
                || !SymbolEqualityComparer.Default.Equals(used, parameter))
            {
                continue;
            }

            if (operation.Parent is IPropertyReferenceOperation { Property.Name: var name } property
                && ReferenceEquals(property.Instance, operation))
            {
                if (property.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, property))
                {
                    Set(name, assignment.Value, assignment);
                }
            }
            else if (operation.Parent is not IReturnOperation && !IsResult(operation))
            {
                Follow(operation, depth);
            }
        }
    }

    private static bool IsResult(IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is IConversionOperation)
        {
            parent = parent.Parent;
        }

        return parent is IReturnOperation;
    }

    private void Set(string name, IOperation value, IOperation assignment)
    {
        var node = _isConditional || IsConditional(assignment) ? DocumentNode.Expression("${?}", ValueReader.PlaceOf(assignment.Syntax))
            : _values.Read(value, assignment.Syntax);
        _members.Add(new(name, node));
    }

    // An assignment that some runs skip leaves both values possible.
    private bool IsConditional(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null and not IMethodBodyOperation
            && !Contains(parent.Syntax); parent = parent.Parent)
        {
            if (parent is ILocalFunctionOperation function && SymbolEqualityComparer.Default.Equals(function.Symbol, _method))
            {
                return false;
            }

            if (parent is IConditionalOperation or ISwitchOperation or ILoopOperation or ITryOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or IConditionalAccessOperation)
            {
                return true;
            }
        }

        return false;
    }

    // Around both the object and the assignment: the two run together.
    private bool Contains(SyntaxNode node) => node.SyntaxTree == _creation.SyntaxTree && node.Span.Contains(_creation.Span);
}
