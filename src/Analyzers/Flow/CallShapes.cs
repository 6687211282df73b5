using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands.Client;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What each method means to the flow, looked up once a compilation.</summary>
internal sealed class CallShapes(Compilation compilation, KnownSymbols symbols, Implementations implementations, KnownMembers members)
{
    private static readonly CallShape AddsCondition = new(CallKind.AddsCondition);
    private static readonly CallShape SendsQueue = new(CallKind.SendsQueue);
    private static readonly CallShape Together = new(CallKind.Together);
    private static readonly CallShape Delegates = new(CallKind.RunsDelegates);

    private readonly SymbolTable<IMethodSymbol, CallShape> _shapes = new();

    public CallShape Of(IMethodSymbol method) =>
        _shapes.TryGetValue(method.OriginalDefinition, out var known) ? known : _shapes.Keep(method.OriginalDefinition, Classify(method.OriginalDefinition));

    /// <summary>What the attribute of a method says of where its calls go, with or without a template.</summary>
    public EffectTraits Mark(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.Is(symbols.ReadReplicaAttribute))
            {
                return IsReadYourWrites(attribute) ? EffectTraits.ReadYourWrites : EffectTraits.Replica;
            }

            if (attribute.Is(symbols.PrimaryAttribute))
            {
                return EffectTraits.Primary;
            }
        }

        return EffectTraits.None;
    }

    private CallShape Classify(IMethodSymbol method)
    {
        var shape = Make(method);
        return LockMethods.Takes(method) ? shape with { IsLock = true }
            : LockMethods.RunsLocked(method) ? shape with { RunsLocked = true }
            : shape;
    }

    private CallShape Make(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return CallShape.Invoke;
        }

        var templates = Templates(method);
        if (!templates.IsEmpty)
        {
            return new CallShape(CallKind.Attributed) { Templates = templates };
        }

        if (!method.IsStatic && symbols.ClientTypeOf(method.ContainingType) is { } type)
        {
            return method.Name == "AddCondition" ? AddsCondition : RedisCall.Find(type, method.Name) is var (found, entry) ? OfClient(method, found, entry) : CallShape.None;
        }

        if (SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly))
        {
            return implementations.Body(method) is { } body ? members.Of(body).Call
                : RunsDelegates(method) ? Delegates : CallShape.None;
        }

        if (method.ContainingType?.TypeKind == TypeKind.Interface && implementations.Body(method) is { } implementation)
        {
            return members.Of(implementation).Call;
        }

        return method is { Name: "WhenAll" or "WhenAny", ContainingType.Name: "Task" or "ValueTask" }
                || (method is { Name: "Invoke", ContainingType.Name: "Parallel" })
            ? Together
            : RunsDelegates(method) ? Delegates : CallShape.None;
    }

    private CallShape OfClient(IMethodSymbol method, ClientType type, ClientMethod entry) => entry.Kind switch
    {
        ClientMethodKind.Command => new CallShape(CallKind.Raw) { Client = new ClientOverload(method, type, entry, symbols) },
        ClientMethodKind.Named => new CallShape(CallKind.Execute) { Client = new ClientOverload(method, type, entry, symbols) },
        ClientMethodKind.Queue => SendsQueue,
        _ => CallShape.None,
    };

    // A subscription or a registration keeps its delegate for later; these run it before they return, or what they return ends.
    private static bool RunsDelegates(IMethodSymbol method) =>
        method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate || parameter.Type is ITypeParameterSymbol)
        && (method.Name.StartsWith("Execute", StringComparison.Ordinal)
            || method.Name.StartsWith("Run", StringComparison.Ordinal)
            || method.Name.StartsWith("Invoke", StringComparison.Ordinal)
            || method.Name.StartsWith("Retry", StringComparison.Ordinal)
            || method.Name.StartsWith("ForEach", StringComparison.Ordinal)
            || method.Name is "Select" or "StartNew");

    private ImmutableArray<TemplateCall> Templates(IMethodSymbol method)
    {
        if (symbols.PrimaryAttribute is null && symbols.ReadReplicaAttribute is null)
        {
            return ImmutableArray<TemplateCall>.Empty;
        }

        foreach (var attribute in method.GetAttributes())
        {
            var isReplica = attribute.Is(symbols.ReadReplicaAttribute);
            if (!isReplica && !attribute.Is(symbols.PrimaryAttribute))
            {
                continue;
            }

            var calls = ImmutableArray.CreateBuilder<TemplateCall>();
            foreach (var text in attribute.Templates())
            {
                var binding = TemplateBinding.Bind(text);
                if (binding.Command is { } command)
                {
                    var traits = command.IsWrite ? EffectTraits.Write
                        : !isReplica ? EffectTraits.Primary
                        : IsReadYourWrites(attribute) ? EffectTraits.ReadYourWrites
                        : EffectTraits.Replica;
                    calls.Add(new TemplateCall(command, binding, traits));
                }
            }

            return calls.ToImmutable();
        }

        return ImmutableArray<TemplateCall>.Empty;
    }

    private static bool IsReadYourWrites(AttributeData attribute) =>
        attribute.NamedArguments.Any(static argument => argument.Key == "Consistency" && argument.Value.Value is not null and not 0);
}
