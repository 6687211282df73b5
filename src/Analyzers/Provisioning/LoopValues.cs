using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Provisioning.Documents;

namespace RedisSafety.Analyzers.Provisioning;

/// <summary>The values of loop variables around an operation, if the loops run over what is written out: one set of values for each
/// round.</summary>
internal static class LoopValues
{
    /// <summary>More rounds than a group has nodes.</summary>
    private const int Most = 500;

    public static IReadOnlyList<IReadOnlyDictionary<ISymbol, DocumentNode>> Of(
        IOperation operation, Compilation compilation, DeclaredTypes types, CancellationToken cancellationToken)
    {
        var loops = new Stack<ILoopOperation>();
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation loop)
            {
                loops.Push(loop);
            }
        }

        List<IReadOnlyDictionary<ISymbol, DocumentNode>> rounds = [new Dictionary<ISymbol, DocumentNode>(SymbolEqualityComparer.Default)];
        foreach (var loop in loops)
        {
            var next = new List<IReadOnlyDictionary<ISymbol, DocumentNode>>();
            foreach (var round in rounds)
            {
                if (Values(loop, new ValueReader(compilation, types, round, cancellationToken)) is not var (variable, values)
                    || next.Count + values.Count > Most)
                {
                    next.Add(round);
                    continue;
                }

                foreach (var value in values)
                {
                    var own = new Dictionary<ISymbol, DocumentNode>(SymbolEqualityComparer.Default);
                    foreach (var pair in round)
                    {
                        own[pair.Key] = pair.Value;
                    }

                    own[variable] = value;
                    next.Add(own);
                }
            }

            rounds = next;
        }

        return rounds;
    }

    private static (ISymbol Variable, IReadOnlyList<DocumentNode> Values)? Values(ILoopOperation loop, ValueReader reader)
    {
        switch (loop)
        {
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var variable } } each:
                var collection = reader.Read(each.Collection);
                return collection.Kind == DocumentKind.Sequence ? (variable, collection.Items)
                    : Range(each.Collection, reader) is { } numbers ? (variable, numbers)
                    : null;
            case IForLoopOperation
            {
                Before: [IVariableDeclarationGroupOperation
                {
                    Declarations: [
                    {
                        Declarators: [
                            {
                                Symbol: var variable,
                                Initializer.Value: var start
                            }]
                    }]
                }],
                Condition: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } condition,
                AtLoopBottom: [IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment } }],
            }:
                return condition.LeftOperand is ILocalReferenceOperation { Local: var compared }
                    && SymbolEqualityComparer.Default.Equals(compared, variable)
                    && Number(reader.Read(start)) is { } first && Number(reader.Read(condition.RightOperand)) is { } last
                    ? (variable, Numbers(first, last - first + (condition.OperatorKind == BinaryOperatorKind.LessThanOrEqual ? 1 : 0),
                        reader.Read(start)))
                    : null;
            default:
                return null;
        }
    }

    private static IReadOnlyList<DocumentNode>? Range(IOperation collection, ValueReader reader)
    {
        while (collection is IConversionOperation conversion)
        {
            collection = conversion.Operand;
        }

        return collection is IInvocationOperation
        {
            TargetMethod: { Name: "Range", ContainingType.Name: "Enumerable" },
            Arguments: [{ Value: var start }, { Value: var count }]
        }
            && Number(reader.Read(start)) is { } first && Number(reader.Read(count)) is { } length
            ? Numbers(first, length, reader.Read(start)) : null;
    }

    private static IReadOnlyList<DocumentNode> Numbers(int first, int count, DocumentNode at) =>
    [
        .. Enumerable.Range(first, Math.Max(0, Math.Min(Most + 1, count)))
            .Select(number => DocumentNode.Scalar(DocumentKind.Number, number.ToString(CultureInfo.InvariantCulture), at.Place)),
    ];

    private static int? Number(DocumentNode node) =>
        PropertyBag.AsNumber(node) is { } number && number is > -1_000_000 and < 1_000_000 ? (int)number : null;
}
