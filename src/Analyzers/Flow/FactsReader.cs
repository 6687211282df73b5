using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Reads the facts of a member from its operations, in one pass over them.</summary>
internal sealed class FactsReader
{
    // So few calls are found sooner one by one.
    private const int FewSites = 12;

    // What a member of more calls than any that a person writes left behind is not worth keeping.
    private const int MostKept = 256;

    private readonly CallShapes _shapes;
    private readonly EffectReader _effects;
    private readonly KeyReader _keys;
    private readonly BodyScope _scope = new();
    private readonly ValueFlow _values;
    private readonly MemberFacts _facts;
    private readonly Action<FactsReader> _release;
    private readonly Stack<(IOperation Operation, Body Body)> _pending = new(64);
    private readonly List<(IOperation Operation, IMethodSymbol Method, CallShape Shape, Body Body)> _calls = [];
    private readonly List<IOperation> _returned = [];
    private readonly List<ILocalSymbol> _locals = [];
    private readonly List<KeyTerm> _terms = [];
    private Dictionary<IOperation, CallSite>? _sites;

    /// <param name="shapes">What methods mean.</param>
    /// <param name="builders">What builds keys.</param>
    /// <param name="symbols">The types of the compilation.</param>
    /// <param name="release">What takes the reader back when a member's facts have been looked at.</param>
    public FactsReader(CallShapes shapes, KeyBuilders builders, KnownSymbols symbols, Action<FactsReader> release)
    {
        _shapes = shapes;
        _release = release;
        _keys = new KeyReader(_scope, builders, ImmutableStack<ISymbol>.Empty);
        _values = new ValueFlow(IndexOf);
        _effects = new EffectReader(symbols, _keys, _values);
        _facts = new MemberFacts(this, _scope, _keys, _values);
    }

    /// <summary>Reads a member. The facts are good until they are released.</summary>
    public MemberFacts Read(ISymbol? owner, ImmutableArray<IOperation> blocks)
    {
        _values.Begin(owner);
        _facts.Mark = owner is IMethodSymbol method ? _shapes.Mark(method) : EffectTraits.None;
        _facts.IsStraight = blocks.Length == 1;
        var own = _facts.AddBody(owner, blocks[0]);
        foreach (var block in blocks)
        {
            Visit(block, own);
        }

        Complete();
        return _facts;
    }

    /// <summary>Forgets the member, and offers itself for another.</summary>
    public void Release()
    {
        var isSmall = _facts.Sites.Count <= MostKept;
        _facts.Clear();
        _keys.Clear();
        _scope.Clear();
        _values.Clear();
        _calls.Clear();
        _returned.Clear();
        _locals.Clear();
        _sites = null;
        if (isSmall)
        {
            _release(this);
        }
    }

    // Not by recursion: a tree may be as deep as its author likes.
    private void Visit(IOperation root, Body body)
    {
        _pending.Push((root, body));
        while (_pending.Count > 0)
        {
            var (operation, owner) = _pending.Pop();
            Note(operation, ref owner);
            foreach (var child in operation.ChildOperations)
            {
                if (!Outline.IsLeaf(child.Kind) && !Outline.IsExpressionTree(child))
                {
                    _pending.Push((child, owner));
                }
            }
        }
    }

    private void Note(IOperation operation, ref Body body)
    {
        // By its kind first: most operations are none of these, and a test for an interface is dear where there are many.
        var kind = operation.Kind;
        _facts.IsStraight &= IsStraight(operation, kind);
        switch (kind)
        {
            case OperationKind.Block or OperationKind.ExpressionStatement or OperationKind.Conversion or OperationKind.Await or OperationKind.FieldReference or OperationKind.Binary or OperationKind.MethodReference:
                return;
            case OperationKind.Argument:
                if (((IArgumentOperation)operation).Parameter?.RefKind is RefKind.Ref or RefKind.Out)
                {
                    _scope.Add(operation);
                    _facts.Assigns = true;
                }

                return;
            case OperationKind.Invocation or OperationKind.PropertyReference or OperationKind.ObjectCreation:
                NoteCall(operation, body);
                return;
            case OperationKind.VariableDeclarator:
                _locals.Add(((IVariableDeclaratorOperation)operation).Symbol);
                break;
            case OperationKind.AnonymousFunction:
                body = _facts.AddBody(((IAnonymousFunctionOperation)operation).Symbol, operation);
                return;
            case OperationKind.LocalFunction:
                body = _facts.AddBody(((ILocalFunctionOperation)operation).Symbol, operation);
                return;
            case OperationKind.Return or OperationKind.YieldReturn or OperationKind.YieldBreak:
                if (((IReturnOperation)operation).ReturnedValue is { } value)
                {
                    if (body == _facts.Bodies[0])
                    {
                        _returned.Add(value);
                    }
                    else if (body.Symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction } function)
                    {
                        _values.AddReturned(function, value);
                    }
                }

                return;
            case OperationKind.Lock:
                _facts.Locks.Add(operation);
                return;
            case OperationKind.SimpleAssignment or OperationKind.CompoundAssignment or OperationKind.CoalesceAssignment or OperationKind.DeconstructionAssignment
                or OperationKind.Increment or OperationKind.Decrement:
                _facts.Assigns = true;
                break;
        }

        _scope.Add(operation);
        _values.Add(operation);
    }

    private void NoteCall(IOperation operation, Body body)
    {
        if (Outline.Target(operation) is not { } method)
        {
            return;
        }

        var isLocal = method.MethodKind == MethodKind.LocalFunction;
        var shape = isLocal ? CallShape.Invoke : _shapes.Of(method);
        if (operation.Kind == OperationKind.Invocation)
        {
            _values.Add((IInvocationOperation)operation, shape.Client is not null);
        }

        if (shape.IsLock || shape.RunsLocked)
        {
            _facts.Locks.Add(operation);
        }

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
    private static bool IsStraight(IOperation operation, OperationKind kind) => kind switch
    {
        OperationKind.MethodBody or OperationKind.Block or OperationKind.ExpressionStatement or OperationKind.Return or OperationKind.Await => true,
        OperationKind.FieldReference or OperationKind.Invocation or OperationKind.Argument or OperationKind.PropertyReference or OperationKind.ObjectCreation => true,
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
            var site = _facts.AddSite(operation, shape.Kind, body);
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

        foreach (var local in _locals)
        {
            if (_calls.Count > 0 && _scope.OnlyValue(local) is { } value && KeyReader.Unwrap(value) is { } call && SiteOf(call) is { } site)
            {
                site.ResultLocal = local;
            }
        }

        Send();
        foreach (var value in _returned)
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
                        _effects.Raw(site, call, shape, _facts.Mark);
                        AddQueue(site, call);
                        break;
                    case CallKind.Execute:
                        _effects.Named(site, call, shape, _facts.Mark);
                        break;
                    case CallKind.Attributed:
                        _effects.Attributed(site, call, shape);
                        break;
                    case CallKind.AddsCondition when call.Arguments is [{ Value: var condition }, ..]:
                        AddConditions(_keys.Read(call.Instance), condition, depth: 0);
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
                        site.Arguments = call.Arguments;
                        break;
                }

                if (shape.Kind == CallKind.RunsDelegates || (shape.Kind == CallKind.Source && !KeepsDelegates(method)))
                {
                    RunArguments(site, call);
                }

                break;
            case IObjectCreationOperation creation when shape.Kind == CallKind.Source:
                site.Callee = shape.Callee;
                site.Arguments = creation.Arguments;
                break;
            case IPropertyReferenceOperation property when shape.Kind == CallKind.Source:
                site.Callee = shape.Callee;
                site.Receiver = property.Instance is null ? null : _keys.Read(property.Instance);
                site.Arguments = property.Arguments;
                break;
        }

        // Nothing decides whether a call is reached that stands on the only path.
        if (!_facts.IsStraight && site.Kind is CallKind.Raw or CallKind.Execute or CallKind.Attributed or CallKind.Source)
        {
            site.Conditions = Reach.Conditions(site.Operation);
            foreach (var decision in site.Conditions)
            {
                site.Control |= _values.Of(decision.Condition);
            }
        }
    }

    private void AddQueue(CallSite site, IInvocationOperation call)
    {
        foreach (var effect in site.Direct)
        {
            if (effect.Has(EffectTraits.Queued))
            {
                site.Queue = _keys.Read(call.Instance);
                return;
            }
        }
    }

    // A condition may be chosen among several, held in a local, or made elsewhere, where its key is not known.
    private void AddConditions(KeyTerm? queue, IOperation? condition, int depth)
    {
        const int Deepest = 8;
        switch (KeyReader.Unwrap(condition))
        {
            case IConditionalOperation { WhenTrue: var one, WhenFalse: { } other } when depth < Deepest:
                AddConditions(queue, one, depth + 1);
                AddConditions(queue, other, depth + 1);
                return;
            case ISwitchExpressionOperation choice when depth < Deepest:
                foreach (var arm in choice.Arms)
                {
                    AddConditions(queue, arm.Value, depth + 1);
                }

                return;
            case ICoalesceOperation { Value: var first, WhenNull: var second } when depth < Deepest:
                AddConditions(queue, first, depth + 1);
                AddConditions(queue, second, depth + 1);
                return;
            case ILocalReferenceOperation { Local: var local } when depth < Deepest && _scope.OnlyValue(local) is { } only:
                AddConditions(queue, only, depth + 1);
                return;
            case IThrowOperation:
                return;
            case IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType.Name: "Condition" }, Arguments: [var key, .. var compared] }:
                var values = compared.Aggregate(default(Sources), (sum, argument) => sum | _values.Of(argument.Value));
                _keys.ReadAll(key.Value, _terms);
                if (_terms.Count == 0)
                {
                    _facts.Conditions.Add(new QueueCondition(queue, Key: null, values));
                }

                foreach (var term in _terms)
                {
                    _facts.Conditions.Add(new QueueCondition(queue, term, values));
                }

                _terms.Clear();
                return;
            default:
                _facts.Conditions.Add(new QueueCondition(queue, Key: null, default));
                return;
        }
    }

    private void RunArguments(CallSite site, IInvocationOperation call)
    {
        List<Body>? bodies = null;
        List<KnownMember>? methods = null;
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
        site.RunsMethods = methods?.ToImmutableArray() ?? ImmutableArray<KnownMember>.Empty;
    }

    // The function of this member that an expression stands for.
    private Body? Function(IOperation? expression, IMethodSymbol? method)
    {
        if (method is { MethodKind: MethodKind.LocalFunction })
        {
            return BodyOf(method.OriginalDefinition);
        }

        expression = KeyReader.Unwrap(expression);
        if (expression is ILocalReferenceOperation { Local: var variable } && _scope.OnlyValue(variable) is { } value)
        {
            expression = KeyReader.Unwrap(value);
        }

        return (expression as IDelegateCreationOperation)?.Target switch
        {
            IAnonymousFunctionOperation lambda => BodyOf(lambda.Symbol),
            IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function } => Function(expression: null, function),
            _ => null,
        };
    }

    private Body? BodyOf(IMethodSymbol function)
    {
        foreach (var body in _facts.Bodies)
        {
            if (SymbolEqualityComparer.Default.Equals(body.Symbol, function))
            {
                return body;
            }
        }

        return null;
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
                    execute.Direct.AddRange(site.Direct.Where(static effect => effect.IsWrite).Select(Effects.Sent));
                }
            }
        }
    }
}
