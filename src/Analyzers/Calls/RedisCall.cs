using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Commands.Client;

namespace RedisSafety.Analyzers.Calls;

/// <summary>A call of a method of StackExchange.Redis, and what it sends as far as its arguments are constant.</summary>
internal sealed class RedisCall
{
    private static readonly IReadOnlyDictionary<string, string?> NoArguments = new Dictionary<string, string?>();

    // The names of an enum's members, by their values: to go through the symbols of its members at each call would cost.
    private static readonly ConditionalWeakTable<ITypeSymbol, Dictionary<object, string>> Members = new();

    // What the last call of the thread was read into.
    [ThreadStatic]
    private static Dictionary<string, string?>? _arguments;

    private RedisCall(IInvocationOperation operation, ClientType type, ClientMethod method, bool isQueued, ClientCall? sent)
    {
        Operation = operation;
        Type = type;
        Method = method;
        IsQueued = isQueued;
        Sent = sent;
    }

    public IInvocationOperation Operation { get; }

    public ClientType Type { get; }

    public ClientMethod Method { get; }

    /// <summary>It stands on a transaction or batch, whose <c>Execute</c> sends it.</summary>
    public bool IsQueued { get; }

    /// <summary>The command; null where none is sent, where an argument that is not constant names it, or where it is a queue's.</summary>
    public ClientCall? Sent { get; }

    /// <summary>It sends the commands that were queued.</summary>
    public bool SendsQueue => Method.Kind == ClientMethodKind.Queue;

    /// <summary>It puts something on the wire by itself: a command, or a queue of them.</summary>
    public bool Sends => Method.Kind is ClientMethodKind.Queue || (!IsQueued && Method.Kind is not ClientMethodKind.Local);

    /// <summary>It reads or writes keys by a method of its own, and not by a script or a command's name.</summary>
    public bool IsData => Type == ClientType.Database && Method.Kind == ClientMethodKind.Command && Sent is { IsScript: false, Command.Keys.Count: > 0 };

    /// <summary>The call; null where it is none to StackExchange.Redis, or to a method that the table does not know.</summary>
    public static RedisCall? Of(IInvocationOperation operation, KnownSymbols symbols) => TypeOf(operation, symbols) is { } type
        ? symbols.Calls.GetValue(operation, one => new StrongBox<RedisCall?>(Read((IInvocationOperation)one, type, symbols))).Value
        : null;

    /// <summary>The call, for who asks once and has nothing kept.</summary>
    public static RedisCall? Look(IInvocationOperation operation, KnownSymbols symbols) =>
        TypeOf(operation, symbols) is { } type ? Read(operation, type, symbols) : null;

    /// <summary>The call of a method that has been found already.</summary>
    public static RedisCall Look(IInvocationOperation operation, ClientOverload method, KnownSymbols symbols) =>
        Make(operation, method.Type, method.Entry, method.IsPlain(operation) ? method.Plain ??= Sending(operation, method.Entry) : Sending(operation, method.Entry), symbols);

    /// <summary>A method of the call table, and the kind of object that the table has it under; null where it does not know it.</summary>
    public static (ClientType Type, ClientMethod Method)? Find(ClientType type, string name)
    {
        if (ClientMethods.Find(type, name) is { } own)
        {
            return (type, own);
        }

        return type is ClientType.Transaction or ClientType.Batch && ClientMethods.Find(ClientType.Database, name) is { } queued ? (ClientType.Database, queued) : null;
    }

    /// <summary>An argument as the call table names constants; null where it is not known.</summary>
    public static string? Constant(IOperation value)
    {
        while (value is IConversionOperation or IParenthesizedOperation)
        {
            if (value.ConstantValue.HasValue && value.Type?.TypeKind == TypeKind.Enum)
            {
                break;
            }

            value = value is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)value).Operand;
        }

        if (value.ConstantValue.HasValue)
        {
            return value.Type is { TypeKind: TypeKind.Enum } type ? Member(type, value.ConstantValue.Value) : Text(value.ConstantValue.Value);
        }

        return value switch
        {
            IDefaultValueOperation => "null",
            IFieldReferenceOperation { Instance: null } field => field.Field.Name,

            IPropertyReferenceOperation { Property: { Name: "Null", ContainingType.Name: "RedisValue" } } => "null",

            // ValueCondition.NotExists, ValueCondition.Equal(…): the member says which, its own arguments do not matter.
            IPropertyReferenceOperation { Instance: null, Property: { Name: var name, ContainingType.Name: "ValueCondition" } } => name,
            IInvocationOperation { Instance: null, TargetMethod: { Name: var name, ContainingType.Name: "ValueCondition" } } => name,
            _ => null,
        };
    }

    // What is called; null where that is no method of StackExchange.Redis.
    private static ClientType? TypeOf(IInvocationOperation operation, KnownSymbols symbols) =>
        operation.TargetMethod is { IsStatic: false, MethodKind: MethodKind.Ordinary, ContainingType: { } type } ? symbols.ClientTypeOf(type) : null;

    private static RedisCall? Read(IInvocationOperation operation, ClientType type, KnownSymbols symbols) =>
        Find(type, operation.TargetMethod.Name) is var (found, method) ? Make(operation, found, method, Sending(operation, method), symbols) : null;

    private static RedisCall Make(IInvocationOperation operation, ClientType type, ClientMethod method, ClientCall? sent, KnownSymbols symbols) =>
        new(operation, type, method, KnownSymbols.Is(operation.Instance?.Type, symbols.Queue), sent);

    private static ClientCall? Sending(IInvocationOperation operation, ClientMethod method) => method.Kind switch
    {
        ClientMethodKind.Command => Resolve(operation, method),
        ClientMethodKind.Named => ClientMethod.Resolve(Tokens(operation)),
        _ => null,
    };

    private static ClientCall? Resolve(IInvocationOperation call, ClientMethod method)
    {
        if (method.Deciding.Count == 0)
        {
            return method.Resolve(NoArguments);
        }

        var arguments = _arguments ?? new Dictionary<string, string?>(StringComparer.Ordinal);
        _arguments = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && method.Deciding.Contains(parameter.Name))
            {
                arguments[parameter.Name] = Constant(argument.Value);
            }
        }

        var sent = method.Resolve(arguments);
        arguments.Clear();
        _arguments = arguments;
        return sent;
    }

    private static List<string?> Tokens(IInvocationOperation call)
    {
        var tokens = new List<string?>();
        foreach (var argument in call.Arguments.OrderBy(static argument => argument.Parameter?.Ordinal))
        {
            switch (argument.Parameter?.Name)
            {
                case "command":
                    tokens.Add(Constant(argument.Value));
                    break;
                case "args":
                    var value = argument.Value;
                    while (value is IConversionOperation conversion)
                    {
                        value = conversion.Operand;
                    }

                    tokens.AddRange(value is IArrayCreationOperation { Initializer: { } elements } ? elements.ElementValues.Select(Constant) : [null]);
                    break;
            }
        }

        return tokens;
    }

    private static string? Member(ITypeSymbol type, object? value) =>
        value is not null && Members.GetValue(type, Named).TryGetValue(value, out var name) ? name : null;

    // Of two names for one value the first.
    private static Dictionary<object, string> Named(ITypeSymbol type)
    {
        var names = new Dictionary<object, string>();
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { HasConstantValue: true, ConstantValue: { } value } && !names.ContainsKey(value))
            {
                names.Add(value, member.Name);
            }
        }

        return names;
    }

    private static string Text(object? value) => value is null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
