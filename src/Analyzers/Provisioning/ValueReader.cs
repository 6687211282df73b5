using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Provisioning;
using RedisSafety.Provisioning.Documents;

namespace RedisSafety.Analyzers.Provisioning;

/// <summary>
/// Reads a value of C# code as a document: constants, texts, lists, dictionaries, objects, variables that are assigned once, and members of
/// the AWS libraries that stand for a text. The rest is an expression.
/// </summary>
internal sealed class ValueReader(Compilation compilation, DeclaredTypes types, IReadOnlyDictionary<ISymbol, DocumentNode> names,
    CancellationToken cancellationToken)
{
    private const int Deepest = 30;
    private const string Unclear = "${?}";

    private int _depth;

    /// <param name="operation">The value.</param>
    /// <param name="place">The syntax that findings point at; the value's own if null.</param>
    public DocumentNode Read(IOperation operation, SyntaxNode? place = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var own = PlaceOf(place ?? operation.Syntax);
        if (_depth > Deepest)
        {
            return DocumentNode.Expression(Unclear, own);
        }

        _depth++;
        try
        {
            return Value(Unwrapped(operation), own);
        }
        finally
        {
            _depth--;
        }
    }

    public static SourcePlace PlaceOf(SyntaxNode syntax)
    {
        var location = syntax.GetLocation();
        var start = location.GetLineSpan();
        return new(start.Path ?? "", start.StartLinePosition.Line + 1, start.StartLinePosition.Character + 1, "", location);
    }

    private static IOperation Unwrapped(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case IConversionOperation { Operand: { } operand, Type: { } type } when DeclaredTypes.IsOfAws(type):
                    operation = operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    private DocumentNode Value(IOperation operation, SourcePlace place)
    {
        // An enumeration's constant is a number; its name is the value.
        if (operation.ConstantValue.HasValue && operation is not IFieldReferenceOperation { Field.ContainingType.TypeKind: TypeKind.Enum })
        {
            return Constant(operation.ConstantValue.Value, place);
        }

        switch (operation)
        {
            case ILocalReferenceOperation { Local: var local }:
                return names.TryGetValue(local, out var named) ? Moved(named, place) : OfSymbol(local, place);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return names.TryGetValue(parameter, out var given) ? Moved(given, place) : OfSymbol(parameter, place);
            case IFieldReferenceOperation { Field: var field }:
                return DeclaredTypes.IsOfAws(field.ContainingType) ? DocumentNode.OfText(Pascal(field.Name), place)
                    : OfSymbol(field, place);
            case IPropertyReferenceOperation property:
                return Property(property, place);
            case IInterpolatedStringOperation interpolated:
                return Interpolated(interpolated, place);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when sum.Type?.SpecialType == SpecialType.System_String:
                return Joined([Read(sum.LeftOperand), Read(sum.RightOperand)], place);
            case IArrayCreationOperation { Initializer: { } elements }:
                return DocumentNode.Sequence([.. elements.ElementValues.Select(element => Read(element))], place);
            case IArrayCreationOperation { DimensionSizes: [{ ConstantValue: { HasValue: true, Value: 0 } }] }:
                return DocumentNode.Sequence([], place);
            case IObjectCreationOperation creation:
                return Creation(creation, place);
            case IInvocationOperation invocation:
                return Invocation(invocation, place);
            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                var (one, other) = (Read(conditional.WhenTrue), Read(whenFalse));
                return one.IsScalar && other.IsScalar && one.Text == other.Text ? one : DocumentNode.Expression(Unclear, place);
            default:
                return CollectionExpression(operation, place) ?? DocumentNode.Expression(Unclear, place);
        }
    }

    private static DocumentNode Constant(object? value, SourcePlace place) => value switch
    {
        null => DocumentNode.Null(place),
        bool boolean => DocumentNode.Scalar(DocumentKind.Boolean, boolean ? "true" : "false", place),
        string text => DocumentNode.OfText(text, place),
        IFormattable number => DocumentNode.Scalar(DocumentKind.Number, number.ToString(null, CultureInfo.InvariantCulture), place),
        _ => DocumentNode.OfText(value.ToString() ?? "", place),
    };

    private DocumentNode Property(IPropertyReferenceOperation property, SourcePlace place)
    {
        if (DeclaredTypes.IsOfAws(property.Property.ContainingType))
        {
            // Properties of the libraries' own classes that stand for a text, such as Statistic.Average or TreatMissingData.BREACHING.
            if (property.Property.IsStatic)
            {
                return DocumentNode.OfText(Pascal(property.Property.Name), place);
            }

            return property.Property.Name is "Ref" or "AttrTopicArn" or "TopicArn" or "AttrReplicationGroupId"
                && SymbolOf(property.Instance) is { } target
                ? Reference(target, place) : DocumentNode.Expression(Unclear, place);
        }

        return property.Property is { SetMethod: null or { IsInitOnly: true } } && property.Instance is null or IInstanceReferenceOperation
            ? OfSymbol(property.Property, place) : DocumentNode.Expression(Unclear, place);
    }

    /// <summary>The id of the resource that a symbol holds, or the term for it.</summary>
    private DocumentNode Reference(ISymbol target, SourcePlace place)
    {
        if (Initializer(target) is { } value && Unwrapped(value) is IObjectCreationOperation creation
            && creation.Arguments.Select(argument => DeclaredObject.CreationOf(argument.Value, compilation, types, cancellationToken))
                .FirstOrDefault(static own => own is not null) is { } properties
            && properties.Initializer is { } initializer)
        {
            foreach (var assignment in initializer.Initializers.OfType<ISimpleAssignmentOperation>())
            {
                if (assignment.Target is IPropertyReferenceOperation { Property.Name: "ReplicationGroupId" or "ClusterName" or "ServerlessCacheName" }
                    && Read(assignment.Value) is { IsScalar: true } id)
                {
                    return DocumentNode.OfText(id.Text, place);
                }
            }
        }

        return DocumentNode.Expression(DeclaredObject.TermOf(target), place);
    }

    private static ISymbol? SymbolOf(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IFieldReferenceOperation { Field: var field } => field,
        IPropertyReferenceOperation { Property: var property } => property,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        _ => null,
    };

    // A variable that is assigned once has its initializer's value. Others have a term if they never change.
    private DocumentNode OfSymbol(ISymbol symbol, SourcePlace place)
    {
        if (!IsAssignedOnce(symbol))
        {
            return DocumentNode.Expression(Unclear, place);
        }

        var value = Initializer(symbol) is { } initializer ? Read(initializer) : null;
        return value is null ? DocumentNode.Expression(DeclaredObject.TermOf(symbol), place)
            : value.Kind == DocumentKind.Expression && value.Text == Unclear ? DocumentNode.Expression(DeclaredObject.TermOf(symbol), place)
            : Moved(value, place);
    }

    private bool IsAssignedOnce(ISymbol symbol) => symbol switch
    {
        ILocalSymbol { IsForEach: true } => true,
        ILocalSymbol or IParameterSymbol => !DeclaredObject.Body(symbol, compilation, cancellationToken).Any(operation => operation switch
        {
            IAssignmentOperation { Target: var target } => SymbolEqualityComparer.Default.Equals(SymbolOf(target), symbol),
            IIncrementOrDecrementOperation { Target: var target } => SymbolEqualityComparer.Default.Equals(SymbolOf(target), symbol),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var target } =>
                SymbolEqualityComparer.Default.Equals(SymbolOf(target), symbol),
            _ => false,
        }),
        IFieldSymbol field => field.IsReadOnly || field.IsConst,
        IPropertySymbol => true,
        _ => false,
    };

    private IOperation? Initializer(ISymbol symbol)
    {
        if (symbol.DeclaringSyntaxReferences is not [var reference] || !compilation.ContainsSyntaxTree(reference.SyntaxTree))
        {
            return null;
        }

#pragma warning disable RS1030 // Few values are in another member than the declaration, and none if nothing is declared.
        return ValueOf(reference.GetSyntax(cancellationToken)) is { } value
            ? compilation.GetSemanticModel(value.SyntaxTree).GetOperation(value, cancellationToken) : null;
#pragma warning restore RS1030
    }

    private static ExpressionSyntax? ValueOf(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax { Initializer.Value: var own } => own,
        PropertyDeclarationSyntax { Initializer.Value: var own } => own,
        PropertyDeclarationSyntax { ExpressionBody.Expression: var own } => own,
        _ => null,
    };

    private DocumentNode Interpolated(IInterpolatedStringOperation interpolated, SourcePlace place)
    {
        var parts = new List<DocumentNode>();
        foreach (var part in interpolated.Parts)
        {
            parts.Add(part switch
            {
                IInterpolatedStringTextOperation { Text: var text } => Read(text),
                IInterpolationOperation { Expression: var value, FormatString: var format } =>
                    Formatted(Read(value), format?.ConstantValue.Value as string),
                _ => DocumentNode.Expression(Unclear, place),
            });
        }

        return Joined(parts, place);
    }

    private static DocumentNode Formatted(DocumentNode value, string? format) =>
        format is null ? value
        : long.TryParse(value.Text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && value.Kind == DocumentKind.Number
            && format.Length < 10 && format.All(static c => c is '0' or 'D' or 'd' or (>= '1' and <= '9'))
            ? DocumentNode.OfText(number.ToString(format, CultureInfo.InvariantCulture), value.Place)
            : DocumentNode.Expression(Unclear, value.Place);

    private static DocumentNode Joined(IEnumerable<DocumentNode> parts, SourcePlace place)
    {
        var text = new StringBuilder();
        var isKnown = true;
        foreach (var part in parts)
        {
            isKnown &= part.IsScalar;
            text.Append(part.IsScalar || part.Kind == DocumentKind.Expression ? part.Text : Unclear);
        }

        return text.Length > 4_000 ? DocumentNode.Expression(Unclear, place)
            : isKnown ? DocumentNode.OfText(text.ToString(), place)
            : DocumentNode.Expression(text.ToString(), place);
    }

    private DocumentNode Creation(IObjectCreationOperation creation, SourcePlace place)
    {
        var members = new List<KeyValuePair<string, DocumentNode>>();
        var items = new List<DocumentNode>();
        var isList = false;
        foreach (var part in creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty)
        {
            switch (part)
            {
                case ISimpleAssignmentOperation
                {
                    Target: IPropertyReferenceOperation
                    {
                        Property.IsIndexer: false,
                        Property.Name: var name
                    }
                } assignment:
                    members.Add(new(name, Read(assignment.Value, assignment.Syntax)));
                    break;
                case ISimpleAssignmentOperation
                {
                    Target: IPropertyReferenceOperation
                    {
                        Property.IsIndexer: true,
                        Arguments: [{ Value: var key }]
                    }
                } assignment
                    when Read(key) is { IsScalar: true } known:
                    members.Add(new(known.Text, Read(assignment.Value, assignment.Syntax)));
                    break;
                case IMemberInitializerOperation
                {
                    InitializedMember: IPropertyReferenceOperation { Property.Name: var name },
                    Initializer: { } inner
                }:
                    members.Add(new(name,
                        DocumentNode.Sequence([.. inner.Initializers.Select(Added).OfType<DocumentNode>()], PlaceOf(part.Syntax))));
                    break;
                case IInvocationOperation
                {
                    TargetMethod.Name: "Add",
                    Arguments: [{ Value: var key }, { Value: var value }]
                } when Read(key) is { IsScalar: true } known:
                    members.Add(new(known.Text, Read(value)));
                    break;
                case IInvocationOperation { TargetMethod.Name: "Add", Arguments: [{ Value: var item }] }:
                    isList = true;
                    items.Add(Read(item));
                    break;
            }
        }

        // A dictionary or list without elements is one; a metric has its settings in an argument.
        return isList ? DocumentNode.Sequence(items, place)
            : members.Count == 0 && creation.Arguments.Length == 1 && DeclaredTypes.IsOfAws(creation.Type)
                ? Read(creation.Arguments[0].Value)
            : creation.Arguments.Length > 0 && !DeclaredTypes.IsOfAws(creation.Type) ? DocumentNode.Expression(Unclear, place)
            : DocumentNode.Mapping(members, place);
    }

    private DocumentNode? Added(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "Add", Arguments: [{ Value: var item }] } ? Read(item) : null;

    private DocumentNode Invocation(IInvocationOperation invocation, SourcePlace place)
    {
        var method = invocation.TargetMethod;
        if (method.ContainingType.Name == "Duration" && DeclaredTypes.IsOfAws(method.ContainingType)
            && invocation.Arguments is [{ Value: var amount }]
            && Read(amount) is { Kind: DocumentKind.Number } number
                && double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            var seconds = method.Name switch
            {
                "Seconds" => value,
                "Minutes" => value * 60,
                "Hours" => value * 3_600,
                "Days" =>
                value * 86_400,
                _ => -1
            };
            return seconds >= 0 ? Constant(seconds, place) : DocumentNode.Expression(Unclear, place);
        }

        // A list that is made of what is written out.
        return method is { Name: "ToArray" or "ToList" or "Empty", ContainingNamespace.Name: "Linq" or "System" }
            ? method.Name == "Empty" ? DocumentNode.Sequence([], place) : invocation.Arguments is [{ Value: var source }] ? Read(source)
                : DocumentNode.Expression(Unclear, place)
            : DocumentNode.Expression(Unclear, place);
    }

    // The operation of a collection expression is newer than the oldest compiler that runs this.
    private DocumentNode? CollectionExpression(IOperation operation, SourcePlace place)
    {
        if (operation.Syntax is not CollectionExpressionSyntax collection || operation.SemanticModel is not { } model)
        {
            return null;
        }

        var items = new List<DocumentNode>();
        foreach (var element in collection.Elements)
        {
            if (element is not ExpressionElementSyntax { Expression: var expression }
                || model.GetOperation(expression, cancellationToken) is not { } item)
            {
                return null;
            }

            items.Add(Read(item));
        }

        return DocumentNode.Sequence(items, place);
    }

    private static DocumentNode Moved(DocumentNode node, SourcePlace place) =>
        node.IsScalar || node.Kind == DocumentKind.Expression ? DocumentNode.Scalar(node.Kind, node.Text, place) : node;

    // GREATER_THAN_THRESHOLD is GreaterThanThreshold.
    private static string Pascal(string name)
    {
        if (name.Any(char.IsLower))
        {
            return name;
        }

        var text = new StringBuilder();
        var isStart = true;
        foreach (var character in name)
        {
            if (character != '_')
            {
                text.Append(isStart ? character : char.ToLowerInvariant(character));
            }

            isStart = character == '_';
        }

        return text.ToString();
    }
}
