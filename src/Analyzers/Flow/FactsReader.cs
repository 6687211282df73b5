using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Reads the facts of a member from its operations, in one pass over them.</summary>
internal sealed class FactsReader
{
    // So few calls are found sooner one by one.
    private const int FewSites = 12;

    // What the last member of the thread left behind: there are many members.
    [ThreadStatic]
    private static Stack<(IOperation Operation, Body Body)>? _spare;

    private readonly CallShapes _shapes;
    private readonly EffectReader _effects;
    private readonly KeyReader _keys;
    private readonly BodyScope _scope = new();
    private readonly ValueFlow _values;
    private readonly MemberFacts _facts;
    private Dictionary<IOperation, CallSite>? _sites;
    private readonly List<(IOperation Operation, IMethodSymbol Method, CallShape Shape, Body Body)> _calls = [];
    private List<IOperation>? _returned;
    private List<ILocalSymbol>? _locals;

    private FactsReader(ISymbol? owner, ImmutableArray<IOperation> blocks, CallShapes shapes, KeyBuilders builders, KnownSymbols symbols)
    {
        _shapes = shapes;
        _keys = new KeyReader(_scope, builders, ImmutableStack<ISymbol>.Empty);
        _effects = new EffectReader(symbols, _keys);
        _values = new ValueFlow(owner, IndexOf);
        _facts = new MemberFacts { Scope = _scope, SourcesOf = _values.Of, Mark = owner is IMethodSymbol method ? shapes.Mark(method) : EffectTraits.None };
        var own = new Body(owner, blocks[0]);
        _facts.Bodies.Add(own);
        _facts.IsStraight = blocks.Length == 1;
        foreach (var block in blocks)
        {
            Visit(block, own);
        }
    }

    public static MemberFacts Read(ISymbol? owner, ImmutableArray<IOperation> blocks, CallShapes shapes, KeyBuilders builders, KnownSymbols symbols)
    {
        var reader = new FactsReader(owner, blocks, shapes, builders, symbols);
        reader.Complete();
        return reader._facts;
    }

    // Not by recursion: a tree may be as deep as its author likes.
    private void Visit(IOperation root, Body body)
    {
        var pending = _spare ?? new Stack<(IOperation Operation, Body Body)>(64);
        _spare = null;
        pending.Push((root, body));
        while (pending.Count > 0)
        {
            var (operation, owner) = pending.Pop();
            Note(operation, ref owner);
            foreach (var child in operation.ChildOperations)
            {
                pending.Push((child, owner));
            }
        }

        _spare = pending;
    }

    private void Note(IOperation operation, ref Body body)
    {
        _facts.IsStraight &= IsStraight(operation);

        // By its kind first: most operations are none of these, and a test for an interface is dear where there are many.
        switch (operation.Kind)
        {
            case OperationKind.VariableDeclarator:
                (_locals ??= []).Add(((IVariableDeclaratorOperation)operation).Symbol);
                break;
            case OperationKind.AnonymousFunction:
                _facts.Bodies.Add(body = new Body(((IAnonymousFunctionOperation)operation).Symbol, operation));
                return;
            case OperationKind.LocalFunction:
                _facts.Bodies.Add(body = new Body(((ILocalFunctionOperation)operation).Symbol, operation));
                return;
            case OperationKind.Return or OperationKind.YieldReturn or OperationKind.YieldBreak:
                if (body == _facts.Bodies[0] && ((IReturnOperation)operation).ReturnedValue is { } value)
                {
                    (_returned ??= []).Add(value);
                }

                return;
            case OperationKind.Lock:
                _facts.Locks.Add(operation.Syntax.SpanStart);
                return;
            case OperationKind.Block or OperationKind.ExpressionStatement or OperationKind.Literal or OperationKind.Conversion or OperationKind.Await or OperationKind.LocalReference
                or OperationKind.ParameterReference or OperationKind.FieldReference or OperationKind.InstanceReference or OperationKind.Binary or OperationKind.MethodReference:
                return;
        }

        _scope.Add(operation);
        _values.Add(operation);
        if (Outline.Target(operation) is not { } method || operation.Kind == OperationKind.MethodReference)
        {
            return;
        }

        if (method.Name.IndexOf("Lock", StringComparison.OrdinalIgnoreCase) >= 0
            || (method.Name is "Wait" or "WaitAsync" or "WaitOne" or "Enter" && method.ContainingType?.Name is "SemaphoreSlim" or "Semaphore" or "Mutex" or "Monitor"))
        {
            _facts.Locks.Add(operation.Syntax.SpanStart);
        }

        var shape = method.MethodKind == MethodKind.LocalFunction ? new CallShape(CallKind.Invoke) : _shapes.Of(method);
        if (shape.Kind != CallKind.None)
        {
            Insert((operation, method, shape, body));
        }
    }

    // By where they end: a call that is an argument of another comes before it. The walk is from the end of the text, or nearly so.
    private void Insert((IOperation Operation, IMethodSymbol Method, CallShape Shape, Body Body) call)
    {
        var end = call.Operation.Syntax.Span.End;
        var at = _calls.Count;
        while (at > 0 && _calls[at - 1].Operation.Syntax.Span.End < end)
        {
            at--;
        }

        _calls.Insert(at, call);
    }

    // What certainly neither branches, nor ends the path, nor does anything out of the order of the tree.
    private static bool IsStraight(IOperation operation) => operation.Kind switch
    {
        OperationKind.MethodBody or OperationKind.Block or OperationKind.ExpressionStatement or OperationKind.Return or OperationKind.Await => true,
        OperationKind.Literal or OperationKind.LocalReference or OperationKind.ParameterReference or OperationKind.FieldReference or OperationKind.InstanceReference => true,
        OperationKind.Invocation or OperationKind.Argument or OperationKind.PropertyReference or OperationKind.ObjectCreation => true,
        OperationKind.VariableDeclarationGroup or OperationKind.VariableDeclaration or OperationKind.VariableDeclarator or OperationKind.VariableInitializer => true,
        OperationKind.Conversion or OperationKind.Parenthesized or OperationKind.SimpleAssignment or OperationKind.DefaultValue or OperationKind.Discard => true,
        OperationKind.InterpolatedString or OperationKind.InterpolatedStringText or OperationKind.Interpolation or OperationKind.ArrayCreation or OperationKind.ArrayInitializer => true,
        OperationKind.Binary => ((IBinaryOperation)operation).OperatorKind is not (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr),
        _ => false,
    };

    private void Complete()
    {
        _calls.Reverse();
        _sites = _calls.Count > FewSites ? [] : null;
        foreach (var (operation, _, shape, body) in _calls)
        {
            var site = new CallSite(operation, shape.Kind, _facts.Sites.Count, body);
            _facts.Sites.Add(site);
            body.Sites.Add(site);
            if (_sites is not null)
            {
                _sites[operation] = site;
            }
        }

        _values.Complete();
        for (var i = 0; i < _calls.Count; i++)
        {
            Describe(_facts.Sites[i], _calls[i].Method, _calls[i].Shape);
        }

        foreach (var local in _locals ?? [])
        {
            if (_calls.Count > 0 && _scope.OnlyValue(local) is { } value && KeyReader.Unwrap(value) is { } call && SiteOf(call) is { } site)
            {
                site.ResultLocal = local;
            }
        }

        Send();
        foreach (var value in _returned ?? [])
        {
            _facts.Returned |= _values.Of(value);
        }
    }

    private int IndexOf(IOperation operation) => SiteOf(operation)?.Index ?? -1;

    private CallSite? SiteOf(IOperation operation)
    {
        if (_sites is not null)
        {
            return _sites.TryGetValue(operation, out var known) ? known : null;
        }

        foreach (var site in _facts.Sites)
        {
            if (site.Operation == operation)
            {
                return site;
            }
        }

        return null;
    }

    private void Describe(CallSite site, IMethodSymbol method, CallShape shape)
    {
        switch (site.Operation)
        {
            case IInvocationOperation call:
                switch (shape.Kind)
                {
                    case CallKind.Raw:
                        _effects.Raw(site, call, _facts.Mark);
                        AddValues(site, call);
                        break;
                    case CallKind.Execute:
                        _effects.Named(site, call, _facts.Mark);
                        AddValues(site, call);
                        break;
                    case CallKind.Attributed:
                        _effects.Attributed(site, call, shape);
                        AddValues(site, call);
                        break;
                    case CallKind.AddsCondition when call.Arguments is [{ Value: var condition }, ..]:
                        foreach (var key in (KeyReader.Unwrap(condition) as IInvocationOperation)?.Arguments.Take(1) ?? [])
                        {
                            _facts.Conditions.AddRange(_keys.ReadAll(key.Value).Select(term => (_keys.Read(call.Instance), term)));
                        }

                        break;
                    case CallKind.SendsQueue:
                        site.Queue = _keys.Read(call.Instance);
                        break;
                    case CallKind.Together:
                        Gather(call);
                        break;
                    case CallKind.Invoke:
                        site.Runs = Function(call.TargetMethod.MethodKind == MethodKind.LocalFunction ? null : call.Instance, call.TargetMethod) is { } run
                            ? ImmutableArray.Create(run)
                            : ImmutableArray<Body>.Empty;
                        break;
                    case CallKind.Source:
                        site.Callee = shape.Callee;
                        site.Receiver = call.Instance is null ? null : _keys.Read(call.Instance);
                        Pass(site, method, call.Arguments);
                        break;
                }

                if (shape.Kind == CallKind.RunsDelegates || (shape.Kind == CallKind.Source && !KeepsDelegates(method)))
                {
                    RunArguments(site, call);
                }

                break;
            case IObjectCreationOperation creation when shape.Kind == CallKind.Source:
                site.Callee = shape.Callee;
                Pass(site, method, creation.Arguments);
                break;
            case IPropertyReferenceOperation property when shape.Kind == CallKind.Source:
                site.Callee = shape.Callee;
                site.Receiver = property.Instance is null ? null : _keys.Read(property.Instance);
                Pass(site, method, property.Arguments);
                break;
        }

        if (site.Kind is CallKind.Raw or CallKind.Execute or CallKind.Attributed or CallKind.Source)
        {
            site.Conditions = Reach.Conditions(site.Operation);
            foreach (var condition in site.Conditions)
            {
                site.Control |= _values.Of(condition);
            }
        }
    }

    private void AddValues(CallSite site, IInvocationOperation call)
    {
        var sources = default(Sources);
        foreach (var value in site.Values)
        {
            sources |= _values.Of(value);
        }

        site.ArgumentSources = [sources];
        var isQueued = false;
        for (var i = 0; i < site.Direct.Count; i++)
        {
            isQueued |= site.Direct[i].Has(EffectTraits.Queued);
            if (site.Direct[i].IsWrite && sources.Parameters != 0)
            {
                site.Direct[i] = site.Direct[i] with { ValueParameters = sources.Parameters };
            }
        }

        if (isQueued)
        {
            site.Queue = _keys.Read(call.Instance);
        }
    }

    private void Pass(CallSite site, IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments)
    {
        if (method.Parameters.IsEmpty)
        {
            return;
        }

        site.Arguments = new KeyTerm?[method.Parameters.Length];
        site.ArgumentSources = new Sources[method.Parameters.Length];
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { Ordinal: var ordinal } && ordinal < site.Arguments.Length)
            {
                site.Arguments[ordinal] = _keys.Read(argument.Value);
                site.ArgumentSources[ordinal] = _values.Of(argument.Value);
            }
        }
    }

    private void RunArguments(CallSite site, IInvocationOperation call)
    {
        List<Body>? bodies = null;
        List<IMethodSymbol>? methods = null;
        foreach (var argument in call.Arguments)
        {
            if (Function(argument.Value, method: null) is { } body)
            {
                (bodies ??= []).Add(body);
            }
            else if (KeyReader.Unwrap(argument.Value) is IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } }
                && _shapes.Of(method) is { Kind: CallKind.Source, Callee: { } callee })
            {
                (methods ??= []).Add(callee);
            }
        }

        site.Runs = bodies?.ToImmutableArray() ?? ImmutableArray<Body>.Empty;
        site.RunsMethods = methods?.ToImmutableArray() ?? ImmutableArray<IMethodSymbol>.Empty;
    }

    // The function of this member that an expression stands for.
    private Body? Function(IOperation? expression, IMethodSymbol? method)
    {
        if (method is { MethodKind: MethodKind.LocalFunction })
        {
            return _facts.Bodies.Find(body => body.Root is ILocalFunctionOperation && SymbolEqualityComparer.Default.Equals(body.Symbol, method.OriginalDefinition));
        }

        expression = KeyReader.Unwrap(expression);
        if (expression is ILocalReferenceOperation { Local: var variable } && _scope.OnlyValue(variable) is { } value)
        {
            expression = KeyReader.Unwrap(value);
        }

        return (expression as IDelegateCreationOperation)?.Target switch
        {
            IAnonymousFunctionOperation lambda => _facts.Bodies.Find(body => body.Root == lambda),
            IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function } => Function(expression: null, function),
            _ => null,
        };
    }

    private static bool KeepsDelegates(IMethodSymbol method) =>
        method.Name.StartsWith("Subscribe", StringComparison.Ordinal) || method.Name.StartsWith("Register", StringComparison.Ordinal)
        || method.Name.StartsWith("On", StringComparison.Ordinal) || method.Name.StartsWith("Add", StringComparison.Ordinal)
        || method.Name.StartsWith("Use", StringComparison.Ordinal) || method.Name.StartsWith("Map", StringComparison.Ordinal)
        || method.Name.StartsWith("Schedule", StringComparison.Ordinal) || method.Name.StartsWith("Enqueue", StringComparison.Ordinal);

    // The calls that stand among the operands, and those whose tasks do.
    private void Gather(IInvocationOperation together)
    {
        foreach (var operand in together.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()))
        {
            var call = operand is ILocalReferenceOperation { Local: var local } && _scope.OnlyValue(local) is { } value ? KeyReader.Unwrap(value) : operand;
            if (call is not null && SiteOf(call) is { } site)
            {
                site.Together ??= together;
            }
        }
    }

    // What is queued happens where the queue is sent.
    private void Send()
    {
        foreach (var execute in _facts.Sites)
        {
            if (execute is not { Kind: CallKind.SendsQueue, Queue: { } queue })
            {
                continue;
            }

            foreach (var site in _facts.Sites)
            {
                if (site.Kind == CallKind.Raw && queue.Equals(site.Queue))
                {
                    execute.Direct.AddRange(site.Direct.Where(static effect => effect.IsWrite)
                        .Select(static effect => effect with { Traits = (effect.Traits & ~EffectTraits.Queued) | EffectTraits.Conditional }));
                }
            }
        }
    }
}
