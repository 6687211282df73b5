using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Answers for every rule: is this call retried, by what, and after which faults? Safe for use from any number of threads.</summary>
internal sealed class RetryEngine(KnownSymbols symbols)
{
    /// <summary>More private methods than lead to one call in code that people write; the search ends quietly there.</summary>
    private const int MostCallers = 256;

    // By which .NET's own assemblies are signed, and nobody else's.
    private static readonly byte[][] FrameworkKeys =
    [
        [0xb7, 0x7a, 0x5c, 0x56, 0x19, 0x34, 0xe0, 0x89],
        [0xb0, 0x3f, 0x5f, 0x7f, 0x11, 0xd5, 0x0a, 0x3a],
        [0x7c, 0xec, 0x85, 0xd7, 0xbe, 0xa7, 0x79, 0x8e],
        [0xcc, 0x7b, 0x13, 0xff, 0xcd, 0x2d, 0xdd, 0x51],
        [0xad, 0xb9, 0x79, 0x38, 0x29, 0xdd, 0xae, 0x60],
    ];

    [ThreadStatic]
    private static RetrySearch? _search;

    private readonly PolicyReader _policies = new(symbols);
    // Every rule of the family asks about the same calls.
    private readonly ConditionalWeakTable<IOperation, StrongBox<ImmutableArray<RetryScope>>> _scopes = new();
    private readonly LoopReader _loops = new(symbols);
    private readonly RetriedCallers _callers = new(symbols);
    private readonly ReachedCalls _reached = new(symbols);

    // By what is asked about: a parameter, local, field or property by what runs the delegate in it, in the light of a call's constants.
    private readonly ConcurrentDictionary<ISymbol, ConcurrentDictionary<string, ImmutableArray<RetryScope>>> _answers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, PrivateUse[]> _uses = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<RetryScope>> _ofMethods = new(SymbolEqualityComparer.Default);
    private readonly Lazy<bool> _isUsed = new(() => symbols.Code.CallsNamed("WithRetry").Any(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, symbols.ClientRetry))
        || new[] { "Execute", "ExecuteAsync" }.SelectMany(symbols.Code.CallsNamed).Any(static call => PolicyReader.IsExecution(call.TargetMethod)));
    private int _questions;

    /// <summary>The number of uses and callers that have been looked at: what the search has cost.</summary>
    public int Questions => _questions + _callers.Questions;

    /// <summary>Everything that repeats an operation after a fault, the innermost first.</summary>
    public ImmutableArray<RetryScope> ScopesOf(IOperation operation) => _scopes.GetValue(operation, one => new StrongBox<ImmutableArray<RetryScope>>(Find(one))).Value;

    /// <summary>A fault of Redis at this operation leads to another attempt, as far as can be told.</summary>
    public bool IsRetried(IOperation operation) => ScopesOf(operation).Any(scope => scope.Faults.IncludeRedis(symbols)) || _callers.AreAround(operation);

    /// <summary>The compilation uses a retry that is made for it: Polly, <c>WithRetry</c>, or RedisSafety's router.</summary>
    public bool IsUsed => _isUsed.Value;

    /// <summary>What repeats a delegate: the call of Polly, or of a helper, that it is handed to.</summary>
    public ImmutableArray<RetryScope> ScopesAround(IOperation work) => Runs(work, frame: null);

    /// <summary>What repeats an operation inside the member that it is in.</summary>
    public ImmutableArray<RetryScope> ScopesWithin(IOperation operation) => Lexical(operation, frame: null);

    /// <summary>A cheap look, by names alone: the <c>try</c> may lead to another attempt.</summary>
    public static bool MayRepeat(ITryOperation attempt) => WorkUses.MayRepeat(attempt);

    /// <summary>How a fault in a <c>try</c> leads to another attempt at one of its calls; null where it does not.</summary>
    public RetryScope? ScopeOf(ITryOperation attempt, IOperation call) => _loops.Read(attempt, call, frame: null);

    /// <summary>The calls of StackExchange.Redis in the methods of this compilation that a piece of code calls, with the call that leads there.</summary>
    public IEnumerable<(IOperation Site, RedisCall Call)> ReachedFrom(IOperation body) => _reached.From(body);

    /// <summary>Whether the receiver came from <c>WithRetry</c>, wherever it is assigned.</summary>
    public bool IsRetrying(IOperation? receiver)
    {
        if (receiver is null || symbols.ClientRetry is null || !IsAsynchronous(receiver))
        {
            return false;
        }

        var origins = symbols.Code.Origins(receiver);
        return origins.Count > 0 && origins.All(IsWithRetry);
    }

    // The body of a repository's method: the generator hands it a database that sends through the router.
    private bool IsRouted(IOperation database) => IsAsynchronous(database)
        && CodeSearch.Unwrap(database) is IParameterReferenceOperation { Parameter: { Ordinal: 0, ContainingSymbol: IMethodSymbol { ContainingType: { } type } body } }
        && type.GetMembers(body.Name).Any(member => member is IMethodSymbol && !SymbolEqualityComparer.Default.Equals(member, body) && member.GetAttributes().Any(attribute =>
            SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, symbols.PrimaryAttribute) || SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, symbols.ReadReplicaAttribute)));

    private bool IsWithRetry(IOperation origin) => origin is IInvocationOperation { TargetMethod: { Name: "WithRetry", ContainingType: { } type } }
        && SymbolEqualityComparer.Default.Equals(type, symbols.ClientRetry);

    // WithRetry gives an IDatabaseAsync: a receiver of another type cannot be one.
    private bool IsAsynchronous(IOperation receiver) => SymbolEqualityComparer.Default.Equals(CodeSearch.Unwrap(receiver).Type, symbols.DatabaseAsync);

    private ImmutableArray<RetryScope> Find(IOperation operation)
    {
        var scopes = Lexical(operation, frame: null);

        // What only its own type can call is as retried as its callers there.
        if (PrivateMethodAround(operation) is not { } method)
        {
            return scopes;
        }

        var body = CodeSearch.Root(operation);
        return scopes.AddRange(OfMethod(method).Select(scope => scope with { Body = body }));
    }

    // Asked by syntax first, as a symbol costs more.
    private static IMethodSymbol? PrivateMethodAround(IOperation operation) =>
        CodeSearch.Root(operation).Syntax is MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null } declaration && IsPrivate(declaration)
            ? (operation.SemanticModel?.GetDeclaredSymbol(declaration) as IMethodSymbol)?.OriginalDefinition
            : null;

    private static bool IsPrivate(MethodDeclarationSyntax method) => method.Parent is not InterfaceDeclarationSyntax && !method.Modifiers.Any(static modifier =>
        modifier.IsKind(SyntaxKind.PublicKeyword) || modifier.IsKind(SyntaxKind.InternalKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword));

    private ImmutableArray<RetryScope> Lexical(IOperation operation, Frame? frame)
    {
        Interlocked.Increment(ref _questions);
        var scopes = ImmutableArray.CreateBuilder<RetryScope>();
        if (operation is IInvocationOperation { Instance: { } receiver } && IsRetrying(receiver))
        {
            scopes.Add(new RetryScope(RetryKind.Client, operation, null, Faults.Unknown, IsCertain: true));
        }
        else if (operation is IInvocationOperation { Instance: { } database } && IsRouted(database))
        {
            scopes.Add(new RetryScope(RetryKind.Router, operation, null, Faults.Unknown, IsCertain: true));
        }

        for (var (inner, around) = (operation, operation.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            switch (around)
            {
                case ITryOperation attempt when _loops.Read(attempt, operation, frame) is { } loop:
                    scopes.Add(loop);
                    break;
                case IBlockOperation block when TryBefore(block, inner) is { } before && _loops.Read(before, operation, frame) is { } second:
                    scopes.Add(second);
                    break;
                case IAnonymousFunctionOperation lambda:
                    scopes.AddRange(Runs(lambda, frame).Select(scope => scope.Body is null or IAnonymousFunctionOperation ? scope with { Body = lambda } : scope));
                    break;
                case ILocalFunctionOperation function:
                    scopes.AddRange(OfFunction(function, frame));
                    break;
            }
        }

        return scopes.ToImmutable();
    }

    // The statement before, or the one before that: a delay may be between the attempts.
    private static ITryOperation? TryBefore(IBlockOperation block, IOperation statement)
    {
        var at = block.Operations.IndexOf(statement);
        for (var before = at - 1; before >= 0 && before >= at - 3; before--)
        {
            if (block.Operations[before] is ITryOperation attempt)
            {
                return attempt;
            }
        }

        return null;
    }

    /// <summary>
    /// What repeats a private method: all that is around its uses, or around the private methods that use it. A method with one use that
    /// nothing repeats is what the less careful caller makes of it. Each method is looked at once, however many call each other.
    /// </summary>
    private ImmutableArray<RetryScope> OfMethod(IMethodSymbol method)
    {
        if (_ofMethods.TryGetValue(method, out var known))
        {
            return known;
        }

        var callers = new List<ISymbol> { method };
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { method };
        for (var i = 0; i < callers.Count; i++)
        {
            foreach (var use in UsesOf(callers[i]))
            {
                if (use.Caller is { } caller && seen.Add(caller))
                {
                    callers.Add(caller);
                }
            }

            if (callers.Count > MostCallers)
            {
                return _ofMethods.GetOrAdd(method, ImmutableArray<RetryScope>.Empty);
            }
        }

        // Methods that are used outside any retry, and those that they call.
        var bare = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (var grows = true; grows;)
        {
            grows = false;
            foreach (var caller in callers.Where(caller => !bare.Contains(caller)))
            {
                if (UsesOf(caller).Any(use => use.Scopes.IsEmpty && (use.Caller is null || bare.Contains(use.Caller) || UsesOf(use.Caller).Length == 0)))
                {
                    grows |= bare.Add(caller);
                }
            }
        }

        if (bare.Contains(method))
        {
            return _ofMethods.GetOrAdd(method, ImmutableArray<RetryScope>.Empty);
        }

        var scopes = ImmutableArray.CreateBuilder<RetryScope>();
        var reached = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { method };
        var next = new Queue<ISymbol>([method]);
        while (next.Count > 0)
        {
            foreach (var use in UsesOf(next.Dequeue()))
            {
                scopes.AddRange(use.Scopes.Where(scope => !scopes.Contains(scope)));
                if (use.Caller is { } caller && !bare.Contains(caller) && reached.Add(caller))
                {
                    next.Enqueue(caller);
                }
            }
        }

        return _ofMethods.GetOrAdd(method, scopes.ToImmutable());
    }

    private PrivateUse[] UsesOf(ISymbol method)
    {
        if (_uses.TryGetValue(method, out var known))
        {
            return known;
        }

        var uses = symbols.Code.References(method)
            .Select(use => new PrivateUse(use is IInvocationOperation ? Lexical(use, null) : Runs(use, null).AddRange(Lexical(use, null)), PrivateMethodAround(use)))
            .ToArray();
        return _uses.GetOrAdd(method, uses);
    }

    /// <summary>
    /// Remembers an answer. A symbol that leads back to itself adds nothing the second time, and what was found on such a way is not kept.
    /// </summary>
    private ImmutableArray<RetryScope> Once(ISymbol symbol, string light, Func<ImmutableArray<RetryScope>> find)
    {
        var answers = _answers.GetOrAdd(symbol, static _ => new ConcurrentDictionary<string, ImmutableArray<RetryScope>>(StringComparer.Ordinal));
        if (answers.TryGetValue(light, out var known))
        {
            return known;
        }

        var search = _search ??= new RetrySearch();
        if (!search.TryEnter(symbol))
        {
            return ImmutableArray<RetryScope>.Empty;
        }

        try
        {
            var found = find();
            return search.IsWhole ? answers.GetOrAdd(light, found) : found;
        }
        finally
        {
            search.Leave(symbol);
        }
    }

    private ImmutableArray<RetryScope> OfFunction(ILocalFunctionOperation function, Frame? frame) =>
        Once(function.Symbol, Light(frame), () => CodeSearch.Root(function).Descendants()
            .Where(use => use is IInvocationOperation call ? SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.Symbol)
                : use is IMethodReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.Symbol))
            .Where(use => !function.Syntax.Span.Contains(use.Syntax.Span))
            .SelectMany(use => use is IInvocationOperation ? Lexical(use, frame) : Runs(use, frame).AddRange(Lexical(use, frame)))
            .Select(scope => scope with { Body = function })
            .ToImmutableArray());

    /// <summary>What repeats the delegate that an expression is.</summary>
    private ImmutableArray<RetryScope> Runs(IOperation value, Frame? frame)
    {
        var given = value as IArgumentOperation ?? value.Parent;
        while (given is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalOperation)
        {
            given = given.Parent;
        }

        switch (given)
        {
            case IArgumentOperation argument when value is IAnonymousFunctionOperation or IMethodReferenceOperation:
                return OfArgument(argument, frame);

            // A delegate that is only named here runs inside what is around the call that takes it.
            case IArgumentOperation { Parent: { } taker } argument:
                return OfArgument(argument, frame).AddRange(Lexical(taker, frame));

            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call when value is not (IAnonymousFunctionOperation or IMethodReferenceOperation):
                return Lexical(call, frame);

            case IConditionalAccessOperation access when value is not IAnonymousFunctionOperation:
                return Lexical(access, frame);

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } }:
                return OfLocal(local, given, frame);

            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: { } local } }:
                return OfLocal(local, given, frame);

            case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment when CodeSearch.Named(assignment.Target) is { } member:
                return OfMember(member);

            case IFieldInitializerOperation { InitializedFields: [var field, ..] }:
                return OfMember(field);

            default:
                return ImmutableArray<RetryScope>.Empty;
        }
    }

    private ImmutableArray<RetryScope> OfLocal(ILocalSymbol local, IOperation place, Frame? frame) =>
        Once(local, Light(frame), () => CodeSearch.Root(place).Descendants().OfType<ILocalReferenceOperation>()
            .Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local) && !(use.Parent is IAssignmentOperation target && target.Target == use))
            .SelectMany(use => Runs(use, frame)).ToImmutableArray());

    private ImmutableArray<RetryScope> OfMember(ISymbol member) => Once(member, "", () => symbols.Code.References(member)
        .Where(static use => !(use.Parent is IAssignmentOperation target && target.Target == use))
        .SelectMany(use => use is IInvocationOperation ? Find(use) : Runs(use, null).AddRange(Find(use))).ToImmutableArray());

    private ImmutableArray<RetryScope> OfArgument(IArgumentOperation argument, Frame? frame)
    {
        if (argument.Parent is not { } taker || argument.Parameter is not { } parameter)
        {
            return ImmutableArray<RetryScope>.Empty;
        }

        if (taker is IInvocationOperation call && PolicyReader.IsExecution(call.TargetMethod))
        {
            var policy = PolicyReader.Receiver(call) ?? call.Arguments.FirstOrDefault()?.Value;
            var (retries, faults) = policy is null ? (null, Faults.Unknown) : _policies.Read(policy, frame);
            return retries is false
                ? ImmutableArray<RetryScope>.Empty
                : ImmutableArray.Create(new RetryScope(RetryKind.Policy, call, CodeSearch.Unwrap(argument.Value), faults, retries is true));
        }

        // A helper of the compilation is what it does with its parameter.
        var helper = parameter.OriginalDefinition;
        var scopes = OfParameter(helper, taker, frame);
        if (!scopes.IsEmpty)
        {
            return scopes.Select(scope => scope with { Execution = taker, Body = CodeSearch.Unwrap(argument.Value) }).ToImmutableArray();
        }

        return helper.Type.TypeKind != TypeKind.Delegate || helper.ContainingSymbol is not IMethodSymbol method ? scopes
            : symbols.PrimaryAttribute is { ContainingAssembly: var runtime } && SymbolEqualityComparer.Default.Equals(runtime, method.ContainingAssembly)
                ? ImmutableArray.Create(new RetryScope(RetryKind.Router, taker, CodeSearch.Unwrap(argument.Value), Faults.Unknown, IsCertain: true))
            : IsRunElsewhere(method)
                ? ImmutableArray.Create(new RetryScope(RetryKind.Helper, taker, CodeSearch.Unwrap(argument.Value), Faults.Unknown, IsCertain: false))
            : scopes;
    }

    // A library, or an interface or base type that nothing here implements: as good as a pipeline of unknown content. What is known of are the
    // framework, the client, and Polly.
    private bool IsRunElsewhere(IMethodSymbol method) =>
        method.ContainingAssembly is { } assembly && !PolicyReader.IsPolly(method.ContainingType)
        && !SymbolEqualityComparer.Default.Equals(assembly, symbols.DatabaseAsync.ContainingAssembly) && !IsFramework(assembly)
        && !(method.IsAbstract ? symbols.Code.Implementations(method).Any(symbols.Code.HasCode) : symbols.Code.HasCode(method));

    private static bool IsFramework(IAssemblySymbol assembly) => assembly.Identity.PublicKeyToken is { IsEmpty: false } token && FrameworkKeys.Any(key => token.SequenceEqual(key));

    private ImmutableArray<RetryScope> OfParameter(IParameterSymbol parameter, IOperation taker, Frame? caller)
    {
        // A method of another assembly has no code here, unless types of this one implement it.
        if (parameter.Type.TypeKind != TypeKind.Delegate || parameter.ContainingSymbol is not IMethodSymbol method
            || (!method.IsAbstract && !symbols.Code.HasCode(method)))
        {
            return ImmutableArray<RetryScope>.Empty;
        }

        // What repeats nothing whatever the call passes needs no look at the call.
        return OfParameter(parameter, method, taker: null, caller: null) is { IsEmpty: true } none ? none : OfParameter(parameter, method, taker, caller);
    }

    private ImmutableArray<RetryScope> OfParameter(IParameterSymbol parameter, IMethodSymbol method, IOperation? taker, Frame? caller) =>
        Once(parameter, taker is null ? "" : Light(Frame.Of(taker, method, caller)), () => symbols.Code.Implementations(method).OfType<IMethodSymbol>()
            .Where(implementation => symbols.Code.HasCode(implementation) && implementation.Parameters.Length > parameter.Ordinal
                && WorkUses.MayRepeat(implementation.OriginalDefinition.Parameters[parameter.Ordinal]))
            .SelectMany(implementation => OfParameterIn(
                implementation.OriginalDefinition, parameter.Ordinal, taker is null ? null : Frame.Of(taker, implementation, caller)))
            .ToImmutableArray());

    private IEnumerable<RetryScope> OfParameterIn(IMethodSymbol implementation, int ordinal, Frame? frame) => UsesOf(implementation.Parameters[ordinal])
        .Where(use => Rounds.MayReach(use, frame))
        .SelectMany(use => Runs(use, frame));

    private IEnumerable<IOperation> UsesOf(IParameterSymbol parameter)
    {
        var bodies = symbols.Code.Bodies(parameter.ContainingSymbol).ToArray();

        // A primary constructor has no body: its parameters are used all over the type.
        return bodies.Length == 0
            ? symbols.Code.References(parameter)
            : bodies.SelectMany(static body => body.DescendantsAndSelf()).OfType<IParameterReferenceOperation>()
                .Where(use => SymbolEqualityComparer.Default.Equals(use.Parameter, parameter));
    }

    // Two calls of a helper are repeated alike where they agree in numbers, truth values and policies.
    private static string Light(Frame? frame) => frame is null ? "" : frame.Key(static (argument, within) =>
        new ConstantReader(within).Value(argument) is { } constant ? constant.ToString()
        : PolicyReader.IsPolly(argument.Type) ? Place(argument, within)
        : null);

    private static string Place(IOperation policy, Frame? frame)
    {
        var value = CodeSearch.Unwrap(policy);
        return value is IParameterReferenceOperation { Parameter: var parameter } && frame?.ArgumentOf(parameter) is var (argument, caller)
            ? Place(argument, caller)
            : $"{value.Syntax.SyntaxTree.FilePath}:{value.Syntax.Span}";
    }
}
