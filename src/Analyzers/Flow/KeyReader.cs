using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Reads expressions of one member as terms.</summary>
internal sealed class KeyReader(BodyScope scope, KeyBuilders builders, ImmutableStack<ISymbol> reading)
{
    private const int Deepest = 24;

    // A member names the same few variables again and again; of very many, to look costs more than to make another term.
    private const int MostTerms = 16;

    private readonly List<KeyTerm> _terms = [];
    private DatabaseTerm? _database;

    /// <summary>The term of an expression; null where it cannot be told.</summary>
    public KeyTerm? Read(IOperation? expression) => Read(expression, depth: 0);

    /// <summary>Forgets the member, before another one is read.</summary>
    public void Clear()
    {
        _terms.Clear();
        _database = null;
    }

    /// <summary>Adds the terms of a key or of several that are listed; those that cannot be told are left out.</summary>
    public void ReadAll(IOperation expression, List<KeyTerm> terms)
    {
        if (expression.Type is not IArrayTypeSymbol)
        {
            Add(Read(expression), terms);
            return;
        }

        var listed = Unwrap(expression);
        if (listed is ILocalReferenceOperation { Local: var local } && local.Type is IArrayTypeSymbol && scope.OnlyValue(local) is { } only)
        {
            listed = Unwrap(only);
        }

        if (listed is IInvocationOperation && AddListed(listed, terms))
        {
            return;
        }

        foreach (var element in Elements(listed) ?? [expression])
        {
            // What is spread into a collection expression is a list of its own.
            if (element.Kind.ToString() == "Spread" && element.ChildOperations.FirstOrDefault() is { } spread)
            {
                AddListed(Unwrap(spread)!, terms);
                continue;
            }

            Add(Read(Unwrap(element) is IObjectCreationOperation { Type.Name: "KeyValuePair", Arguments: [var key, ..] } ? key.Value : element), terms);
        }
    }

    /// <summary>The elements of an array that the code lists, itself or in a local of one value; null for all others.</summary>
    public IEnumerable<IOperation>? Listed(IOperation expression)
    {
        if (expression.Type is not IArrayTypeSymbol)
        {
            return null;
        }

        var listed = Unwrap(expression);
        if (listed is ILocalReferenceOperation { Local: var local } && scope.OnlyValue(local) is { } only)
        {
            listed = Unwrap(only);
        }

        return Elements(listed) ?? [expression];
    }

    /// <summary>The constant that an expression stands for, by way of locals, fields and properties that hold one; null where there is none.</summary>
    public object? Constant(IOperation expression)
    {
        IOperation? next = expression;
        for (var depth = 0; next is not null && depth < Deepest; depth++)
        {
            next = Unwrap(next);
            if (next is { ConstantValue: { HasValue: true, Value: var value } })
            {
                return value;
            }

            switch (next)
            {
                case ILocalReferenceOperation { Local: var local }:
                    next = scope.OnlyValue(local);
                    break;
                case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member:
                    return builders.Constant(member.Member);
                case IConditionalOperation { WhenTrue: var one, WhenFalse: { } other } when Constant(one) is { } first && first.Equals(Constant(other)):
                    return first;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Or, LeftOperand: var left, RightOperand: var right } when Constant(left) is int one && Constant(right) is int other:
                    return one | other;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The database that a receiver stands for.</summary>
    public DatabaseTerm ReadDatabase(IOperation? receiver, int depth = 0)
    {
        receiver = Unwrap(receiver);
        switch (receiver)
        {
            case null:
                return DatabaseTerm.Unknown;
            case ILocalReferenceOperation { Local: var local } when depth < Deepest && scope.OnlyValue(local) is { } value:
                return ReadDatabase(value, depth + 1);
            case IInvocationOperation { TargetMethod: { Name: "GetDatabase" } method } call:
                var index = call.Arguments.FirstOrDefault(static argument => argument.Parameter is { Ordinal: 0, Type.SpecialType: SpecialType.System_Int32 });
                return new DatabaseTerm(
                    Read(call.Instance),
                    index?.Value.ConstantValue is { HasValue: true, Value: int number } ? number : method.Parameters.IsEmpty ? -1 : null);
            case IInvocationOperation { TargetMethod: { Name: "WithKeyPrefix", IsStatic: true }, Arguments: [var inner, var prefix] } when depth < Deepest:
                var database = ReadDatabase(inner.Value, depth + 1);
                return database with { Prefix = Prefixed(database, Read(prefix.Value)) ?? Nothing };
            case IInvocationOperation { TargetMethod.Name: "CreateTransaction" or "CreateBatch", Instance: { } owner } when depth < Deepest:
                return ReadDatabase(owner, depth + 1);
            case IMemberReferenceOperation { Member: IPropertySymbol or IFieldSymbol } member when depth < Deepest:
                return builders.Database(member.Member, reading) is { } known
                    ? Rebase(known, member.Instance)
                    : Plain(Read(member));
            default:
                return Plain(Read(receiver));
        }
    }

    /// <summary>What stands for a prefix that cannot be told: no two are the same.</summary>
    public static KeyTerm Nothing { get; } = KeyTerm.OfText("\0");

    /// <summary>Puts another object in the place of the one whose member is running; what else varies is not known there.</summary>
    public static Func<KeyTerm?, KeyTerm, KeyTerm?> Rebased { get; } = static (self, leaf) => leaf.Kind == KeyTermKind.Self ? self : null;

    public static KeyTerm? Prefixed(DatabaseTerm database, KeyTerm? key) =>
        key is null || ReferenceEquals(database.Prefix, Nothing) ? null
            : database.Prefix is { } prefix ? KeyTerm.OfJoined([prefix, key]) : key;

    /// <summary>What conversions, awaits and the like are wrapped around.</summary>
    public static IOperation? Unwrap(IOperation? expression)
    {
        while (true)
        {
            switch (expression)
            {
                case IConversionOperation { OperatorMethod: null or { ContainingType.Name: "RedisKey" or "RedisValue" } } conversion:
                    expression = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    expression = parenthesized.Operand;
                    break;
                case IAwaitOperation awaited:
                    expression = awaited.Operation;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult", Instance: { } task }:
                    expression = task;
                    break;
                case IInvocationOperation { TargetMethod: { Name: "ConfigureAwait", IsExtensionMethod: true }, Arguments: [var awaitable, ..] }:
                    expression = awaitable.Value;
                    break;
                case IPropertyReferenceOperation { Property: { Name: "Result", ContainingType.Name: "Task" or "ValueTask" }, Instance: { } task }:
                    expression = task;
                    break;
                default:
                    return expression;
            }
        }
    }

    private DatabaseTerm Rebase(DatabaseTerm database, IOperation? instance)
    {
        var self = Read(instance);
        var source = database.Source?.Replace(self, Rebased);
        var prefix = database.Prefix is null ? null : database.Prefix.Replace(self, Rebased) ?? Nothing;
        return ReferenceEquals(source, database.Source) && ReferenceEquals(prefix, database.Prefix) ? database : database with { Source = source, Prefix = prefix };
    }

    // Of the database as such, which most calls of a member share.
    private DatabaseTerm Plain(KeyTerm? source)
    {
        if (_database is null || !ReferenceEquals(_database.Source, source))
        {
            _database = new DatabaseTerm(source, Index: null);
        }

        return _database;
    }

    private static void Add(KeyTerm? term, List<KeyTerm> terms)
    {
        if (term is not null)
        {
            terms.Add(term);
        }
    }

    // A chain of LINQ: the keys that it converts and filters, or those that it makes, each of one element.
    private bool AddListed(IOperation listed, List<KeyTerm> terms)
    {
        if (Source(listed) is { } source)
        {
            Add(Read(source) is { Kind: KeyTermKind.Variable or KeyTermKind.Member } keys ? keys : null, terms);
            return true;
        }

        if (Projected(listed) is { } made)
        {
            terms.Add(made);
            return true;
        }

        return false;
    }

    private KeyTerm? Projected(IOperation expression)
    {
        var next = expression;
        while (true)
        {
            next = Unwrap(next);
            switch (next)
            {
                case IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" }, Arguments: [_, var selector] }:
                    return OfEach(selector.Value);
                case IInvocationOperation { TargetMethod: { Name: "ConvertAll", ContainingType.Name: "Array" }, Arguments: [_, var converter] }:
                    return OfEach(converter.Value);
                case IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList" or "Where" or "Distinct" or "Cast", ContainingType.Name: "Enumerable" }, Arguments: [var source, ..] }:
                    next = source.Value;
                    break;
                case ILocalReferenceOperation { Local: var local } when scope.OnlyValue(local) is { } value:
                    next = value;
                    break;
                default:
                    return null;
            }
        }
    }

    // The key that a function makes of an element that is not known.
    private KeyTerm? OfEach(IOperation function) => (Unwrap(function) as IDelegateCreationOperation)?.Target switch
    {
        IAnonymousFunctionOperation { Symbol: var lambda, Body.Operations: [IReturnOperation { ReturnedValue: { } made }] } =>
            Read(made)?.Replace(lambda, static (owner, leaf) => SymbolEqualityComparer.Default.Equals(leaf.Symbol?.ContainingSymbol, owner) ? KeyTerm.Unknown : leaf),
        IMethodReferenceOperation { Method: { Parameters.Length: 1 } method } => builders.Value(method, reading)
                ?.Replace(KeyTerm.Unknown, static (element, leaf) => leaf.Kind == KeyTermKind.Self ? leaf : element)
            ?? KeyTerm.OfCall(method, ImmutableArray.Create(KeyTerm.Unknown)),
        _ => null,
    };

    // What a chain of LINQ makes keys of, where it only converts and filters.
    private IOperation? Source(IOperation expression)
    {
        var next = expression;
        while (true)
        {
            next = Unwrap(next);
            if (next is IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList" or "Where" or "Distinct" or "Cast" or "Select", ContainingType.Name: "Enumerable" }, Arguments: [var source, ..] } step)
            {
                if (step.TargetMethod.Name == "Select" && !(step.Arguments.Length == 2 && Unwrap(step.Arguments[1].Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } made }] } }
                    && Unwrap(made) is IParameterReferenceOperation))
                {
                    return null;
                }

                next = source.Value;
            }
            else if (next is ILocalReferenceOperation { Local: var local } && scope.OnlyValue(local) is { } value)
            {
                next = value;
            }
            else
            {
                return next == expression ? null : next;
            }
        }
    }

    private static IEnumerable<IOperation>? Elements(IOperation? expression) => expression switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,

        // A collection expression is no operation of its own in the oldest compiler that is supported.
        { Type: IArrayTypeSymbol } when expression.Kind == OperationKind.None || expression.Kind.ToString() == "CollectionExpression" => expression.ChildOperations,
        _ => null,
    };

    private KeyTerm? Read(IOperation? expression, int depth)
    {
        expression = Unwrap(expression);
        if (expression is null || depth > Deepest)
        {
            return null;
        }

        if (expression.ConstantValue is { HasValue: true, Value: { } constant } && expression.Type?.TypeKind != TypeKind.Enum)
        {
            return KeyTerm.OfText(Convert.ToString(constant, CultureInfo.InvariantCulture) ?? "");
        }

        switch (expression)
        {
            case ILocalReferenceOperation { Local: var local }:
                return Local(local, depth);
            case IParameterReferenceOperation parameter:
                return Variable(parameter.Parameter);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return KeyTerm.Self;
            case IFieldReferenceOperation field:
                return Field(field, depth);
            case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                return Property(property, depth);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type: { } type } when type.SpecialType == SpecialType.System_String || type.Name == "RedisKey":
                return Sum(expression, depth);
            case IInterpolatedStringOperation interpolated:
                return Interpolated(interpolated.Parts, depth);
            case IObjectCreationOperation { Type.Name: "RedisKey", Arguments: [var only], Initializer: null }:
                return Read(only.Value, depth + 1);
            case IInvocationOperation call:
                return Call(call, depth);
            default:
                return null;
        }
    }

    // Sums lean to the left, as deep as they are long.
    private KeyTerm? Sum(IOperation expression, int depth)
    {
        var operands = new Stack<IOperation>();
        var next = expression;
        while (next is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, ConstantValue.HasValue: false, Type: { } type } sum
            && (type.SpecialType == SpecialType.System_String || type.Name == "RedisKey"))
        {
            operands.Push(sum.RightOperand);
            next = Unwrap(sum.LeftOperand);
        }

        return Joined(new[] { next }.Concat(operands).Select(operand => Read(operand, depth + 1)));
    }

    private static KeyTerm? Joined(IEnumerable<KeyTerm?> pieces)
    {
        var known = new List<KeyTerm>();
        foreach (var piece in pieces)
        {
            if (piece is null)
            {
                return null;
            }

            known.Add(piece);
        }

        return KeyTerm.OfJoined(known);
    }

    private KeyTerm? Local(ILocalSymbol local, int depth)
    {
        // The value in its place, so that another spelling of the same key is known for it; unless a part of it changes later.
        if (scope.OnlyValue(local) is { } value && Read(value, depth + 1) is { } term && IsStable(term))
        {
            return term;
        }

        return Variable(local);
    }

    private KeyTerm Variable(ISymbol variable) =>
        Known(variable) ?? Keep(variable is IParameterSymbol parameter ? builders.Parameter(parameter) : KeyTerm.OfVariable(variable));

    // A field or property of the object whose member is running.
    private KeyTerm OwnMember(ISymbol member) => Known(member) ?? Keep(KeyTerm.OfMember(KeyTerm.Self, member));

    private KeyTerm? Known(ISymbol symbol)
    {
        foreach (var known in _terms)
        {
            if (ReferenceEquals(known.Symbol, symbol))
            {
                return known;
            }
        }

        return null;
    }

    private KeyTerm Keep(KeyTerm term)
    {
        if (_terms.Count < MostTerms)
        {
            _terms.Add(term);
        }

        return term;
    }

    private bool IsStable(KeyTerm term)
    {
        if (term.Kind == KeyTermKind.Variable)
        {
            return scope.IsStable(term.Symbol!);
        }

        if (term.Kind == KeyTermKind.Member && scope.Assigns(term.Symbol!))
        {
            return false;
        }

        foreach (var child in term.Children)
        {
            if (!IsStable(child))
            {
                return false;
            }
        }

        return true;
    }

    private KeyTerm? Field(IFieldReferenceOperation field, int depth)
    {
        if (field.Instance is not null)
        {
            return Read(field.Instance, depth + 1) is not { } instance ? null
                : ReferenceEquals(instance, KeyTerm.Self) ? OwnMember(field.Field)
                : KeyTerm.OfMember(instance, field.Field);
        }

        return field.Field is { IsStatic: true, IsReadOnly: true, HasConstantValue: false } && builders.Value(field.Field, reading) is { IsConstant: true } value
            ? value
            : KeyTerm.OfMember(instance: null, field.Field);
    }

    private KeyTerm? Property(IPropertyReferenceOperation reference, int depth)
    {
        var property = reference.Property;
        KeyTerm? instance = null;
        if (reference.Instance is not null && (instance = Read(reference.Instance, depth + 1)) is null)
        {
            return null;
        }

        if (builders.Value(property, reading) is { } value)
        {
            return value.Replace(instance, Rebased);
        }

        return !builders.GivesTheSame(property) ? null
            : ReferenceEquals(instance, KeyTerm.Self) ? OwnMember(property)
            : KeyTerm.OfMember(instance, property);
    }

    private KeyTerm? Interpolated(ImmutableArray<IInterpolatedStringContentOperation> parts, int depth)
    {
        var pieces = new KeyTerm[parts.Length];
        for (var i = 0; i < pieces.Length; i++)
        {
            if (Part(parts[i], depth) is not { } piece)
            {
                return null;
            }

            pieces[i] = piece;
        }

        return KeyTerm.OfJoined(pieces);
    }

    private KeyTerm? Part(IInterpolatedStringContentOperation part, int depth)
    {
        switch (part)
        {
            case IInterpolatedStringTextOperation text:
                return Read(text.Text, depth + 1);
            case IInterpolationOperation hole:
                var value = Read(hole.Expression, depth + 1);
                return value is null || (hole.FormatString is null && hole.Alignment is null)
                    ? value
                    : KeyTerm.OfFormatted(value, $"{hole.FormatString?.ConstantText()}{(hole.Alignment is null ? "" : "," + hole.Alignment.Syntax)}");
            default:
                return null;
        }
    }

    private KeyTerm? Call(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (method is { IsStatic: true, Name: "Concat" or "Format" or "Join", ContainingType.SpecialType: SpecialType.System_String } && IsPutTogether(call, depth, out var together))
        {
            return together;
        }

        if (call.Instance is not null && method.ContainingType?.Name == "RedisKey" && call.Arguments is [var added])
        {
            switch (method.Name)
            {
                case "Append":
                    return Joined([Read(call.Instance, depth + 1), Read(added.Value, depth + 1)]);
                case "Prepend":
                    return Joined([Read(added.Value, depth + 1), Read(call.Instance, depth + 1)]);
            }
        }

        if (method.Name == "ToString" && call.Instance is { Type: { } type } && IsWrittenOneWay(type))
        {
            var value = Read(call.Instance, depth + 1);
            var format = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Type.SpecialType == SpecialType.System_String);
            return value is null || format is null ? value
                : format.Value.ConstantValue is { HasValue: true, Value: string text } ? KeyTerm.OfFormatted(value, text) : null;
        }

        return Built(call, depth);
    }

    // A method of String that puts pieces together; null for pieces that cannot be told.
    private bool IsPutTogether(IInvocationOperation call, int depth, out KeyTerm? text)
    {
        switch (call.TargetMethod.Name)
        {
            case "Concat":
                text = Joined(Listed(call.Arguments.Select(static argument => argument.Value)).Select(operand => Read(operand, depth + 1)));
                return true;
            case "Format" when call.Arguments is [{ Parameter.Type.SpecialType: SpecialType.System_String, Value.ConstantValue: { HasValue: true, Value: string format } }, .. var rest]:
                text = Formatted(format, [.. Listed(rest.Select(static argument => argument.Value))], depth);
                return true;
            case "Join" when call.Arguments is [var separator, .. var values] && Read(separator.Value, depth + 1) is { IsConstant: true } between:
                var pieces = Listed(values.Select(static argument => argument.Value)).Select(operand => Read(operand, depth + 1)).ToArray();
                text = values.Length == 1 && Unwrap(values[0].Value) is not IArrayCreationOperation
                    ? null
                    : Joined(pieces.SelectMany((piece, index) => index == 0 ? [piece] : new[] { between, piece }));
                return true;
            default:
                text = null;
                return false;
        }
    }

    private static bool IsWrittenOneWay(ITypeSymbol type) =>
        type.SpecialType is (>= SpecialType.System_Boolean and <= SpecialType.System_String)
        || type.Name is "Guid" or "RedisKey" or "RedisValue" or "Int128" or "UInt128";

    private static IEnumerable<IOperation> Listed(IEnumerable<IOperation> arguments) =>
        arguments.SelectMany(static argument => Unwrap(argument) is IArrayCreationOperation { Initializer: { } elements } ? elements.ElementValues.AsEnumerable() : [argument]);

    private KeyTerm? Formatted(string format, IOperation[] values, int depth)
    {
        var pieces = new List<KeyTerm?>();
        var start = 0;
        while (start < format.Length)
        {
            var open = format.IndexOf('{', start);
            if (open < 0)
            {
                pieces.Add(KeyTerm.OfText(format.Substring(start)));
                break;
            }

            var close = format.IndexOf('}', open);
            if (close < 0 || format.IndexOf("}}", start, StringComparison.Ordinal) >= 0 || format.IndexOf("{{", start, StringComparison.Ordinal) >= 0
                || !int.TryParse(format.Substring(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || index >= values.Length)
            {
                return null;
            }

            pieces.Add(KeyTerm.OfText(format.Substring(start, open - start)));
            pieces.Add(Read(values[index], depth + 1));
            start = close + 1;
        }

        return Joined(pieces);
    }

    private KeyTerm? Built(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        KeyTerm? self = null;
        if (call.Instance is not null && (self = Read(call.Instance, depth + 1)) is null)
        {
            return null;
        }

        KeyTerm?[] arguments = method.Parameters.IsEmpty ? [] : new KeyTerm?[method.Parameters.Length];
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal < arguments.Length)
            {
                arguments[parameter.Ordinal] = Unwrap(argument.Value) is IArrayCreationOperation { Initializer: { } elements }
                    ? List(elements, depth)
                    : Read(argument.Value, depth + 1) ?? (argument.Value.Type?.Name == "CancellationToken" ? KeyTerm.OfText("") : null);
            }
        }

        if (builders.Value(method, reading) is { } value)
        {
            return value.Replace((Self: self, Arguments: arguments), static (passed, leaf) => leaf.Kind == KeyTermKind.Self ? passed.Self
                : leaf.Symbol is IParameterSymbol { Ordinal: var ordinal } && ordinal < passed.Arguments.Length ? passed.Arguments[ordinal] : null);
        }

        if (!builders.GivesTheSame(call) || Array.IndexOf(arguments, null) >= 0)
        {
            return null;
        }

        var operands = arguments.Select(static argument => argument!);
        return KeyTerm.OfCall(method, (self is null ? operands : operands.Prepend(self)).ToImmutableArray());
    }

    // Apart from one another: ("ab", "c") and ("a", "bc") are two lists.
    private KeyTerm? List(IArrayInitializerOperation elements, int depth)
    {
        var pieces = new List<KeyTerm?>();
        foreach (var element in elements.ElementValues)
        {
            pieces.Add(KeyTerm.OfText("\0"));
            pieces.Add(Read(element, depth + 1));
        }

        return Joined(pieces);
    }
}
