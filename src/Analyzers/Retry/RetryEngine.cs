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
    /// <summary>More methods that call each other than people put between a call and what retries it.</summary>
    private const int Deepest = 12;

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

    // By what is asked about: a method by its callers, a parameter, local, field or property by what runs the delegate in it.
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<RetryScope>> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>Everything that repeats an operation after a fault, the innermost first.</summary>
    public ImmutableArray<RetryScope> ScopesOf(IOperation operation) => _scopes.GetValue(operation, one => new StrongBox<ImmutableArray<RetryScope>>(Find(one))).Value;

    /// <summary>A fault of Redis at this operation leads to another attempt, as far as can be told.</summary>
    public bool IsRetried(IOperation operation) => ScopesOf(operation).Any(scope => scope.Faults.IncludeRedis(symbols)) || _callers.AreAround(operation);

    /// <summary>What repeats a delegate: the call of Polly, or of a helper, that it is handed to.</summary>
    public ImmutableArray<RetryScope> ScopesAround(IOperation lambda) => Runs(lambda);

    /// <summary>A piece of code calls a method that has its own code in this compilation.</summary>
    public bool LeadsOn(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method } && symbols.Sources.HasCode(method))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The calls of StackExchange.Redis in the methods of this compilation that a piece of code calls, with the call that leads there.</summary>
    public IEnumerable<(IInvocationOperation Site, RedisCall Call)> ReachedFrom(IOperation body)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        return body.Descendants().OfType<IInvocationOperation>().SelectMany(site => Reached(site, seen, 0).Select(call => (site, call)));
    }

    private IEnumerable<RedisCall> Reached(IInvocationOperation site, HashSet<ISymbol> seen, int depth)
    {
        var method = site.TargetMethod.OriginalDefinition;
        if (depth > Deepest || method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction) || !symbols.Sources.HasCode(method) || !seen.Add(method))
        {
            yield break;
        }

        foreach (var inner in symbols.Sources.Bodies(method).SelectMany(static body => body.Descendants()).OfType<IInvocationOperation>())
        {
            if (RedisCall.Of(inner, symbols) is { Sends: true } call)
            {
                yield return call;
            }
            else
            {
                foreach (var further in Reached(inner, seen, depth + 1))
                {
                    yield return further;
                }
            }
        }
    }

    /// <summary>Whether the receiver came from <c>WithRetry</c>, wherever it is assigned.</summary>
    public bool IsRetrying(IOperation? receiver)
    {
        if (receiver is null || symbols.ClientRetry is null || !IsAsynchronous(receiver))
        {
            return false;
        }

        var origins = symbols.Sources.Origins(receiver);
        return origins.Count > 0 && origins.All(IsWithRetry);
    }

    // The body of a repository's method: the generator hands it a database that sends through the router.
    private bool IsRouted(IOperation database) => IsAsynchronous(database)
        && Sources.Unwrap(database) is IParameterReferenceOperation { Parameter: { Ordinal: 0, ContainingSymbol: IMethodSymbol { ContainingType: { } type } body } }
        && type.GetMembers(body.Name).Any(member => member is IMethodSymbol && !SymbolEqualityComparer.Default.Equals(member, body) && member.GetAttributes().Any(attribute =>
            SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, symbols.PrimaryAttribute) || SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, symbols.ReadReplicaAttribute)));

    private bool IsWithRetry(IOperation origin) => origin is IInvocationOperation { TargetMethod: { Name: "WithRetry", ContainingType: { } type } }
        && SymbolEqualityComparer.Default.Equals(type, symbols.ClientRetry);

    // WithRetry gives an IDatabaseAsync: a receiver of another type cannot be one.
    private bool IsAsynchronous(IOperation receiver) => SymbolEqualityComparer.Default.Equals(Sources.Unwrap(receiver).Type, symbols.DatabaseAsync);

    private ImmutableArray<RetryScope> Find(IOperation operation) => FindUnlessAsked(operation) is { IsDefault: false } found ? found : ImmutableArray<RetryScope>.Empty;

    /// <summary>As <see cref="Find"/>; default where all there is to say depends on a method that is being asked about.</summary>
    private ImmutableArray<RetryScope> FindUnlessAsked(IOperation operation)
    {
        var scopes = ImmutableArray.CreateBuilder<RetryScope>();
        if (operation is IInvocationOperation { Instance: { } receiver } && IsRetrying(receiver))
        {
            scopes.Add(new RetryScope(RetryKind.Client, operation, null, Faults.Unknown, IsCertain: true));
        }
        else if (operation is IInvocationOperation { Instance: { } database } && IsRouted(database))
        {
            scopes.Add(new RetryScope(RetryKind.Router, operation, null, Faults.Unknown, IsCertain: true));
        }

        var top = operation;
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            top = around;
            switch (around)
            {
                case ITryOperation attempt when _loops.Read(attempt, operation) is { } loop:
                    scopes.Add(loop);
                    break;
                case IAnonymousFunctionOperation lambda:
                    scopes.AddRange(Runs(lambda).Select(scope => scope.Body is null or IAnonymousFunctionOperation ? scope with { Body = lambda } : scope));
                    break;
                case ILocalFunctionOperation function:
                    scopes.AddRange(OfFunction(function));
                    break;
            }
        }

        // What only its own type can call is as retried as its callers there. Asked by syntax first, as a symbol costs more.
        if (top.Syntax is MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null } declaration && IsPrivate(declaration)
            && operation.SemanticModel?.GetDeclaredSymbol(declaration) is { } method)
        {
            var body = top;
            var callers = OfMethod(method.OriginalDefinition);
            if (!callers.IsDefault)
            {
                scopes.AddRange(callers.Select(scope => scope with { Body = body }));
            }
            else if (scopes.Count == 0)
            {
                return callers;
            }
        }

        return scopes.ToImmutable();
    }

    private static bool IsPrivate(MethodDeclarationSyntax method) => method.Parent is not InterfaceDeclarationSyntax && !method.Modifiers.Any(static modifier =>
        modifier.IsKind(SyntaxKind.PublicKeyword) || modifier.IsKind(SyntaxKind.InternalKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword));

    private ImmutableArray<RetryScope> OfMethod(IMethodSymbol method)
    {
        return OnceUnlessAsked(method, () =>
        {
            var uses = symbols.Sources.References(method);
            var scopes = uses
                .Select(use => use is IInvocationOperation ? FindUnlessAsked(use) : Use(use))
                .Where(static one => !one.IsDefault)
                .ToArray();

            if (scopes.Length == 0 && uses.Length > 0)
            {
                return default;
            }

            // Called with and without retry, it is what the less careful caller makes of it.
            return scopes.Any(static one => one.IsEmpty) ? ImmutableArray<RetryScope>.Empty : scopes.SelectMany(static one => one).ToImmutableArray();
        });
    }

    private ImmutableArray<RetryScope> Once(ISymbol symbol, Func<ImmutableArray<RetryScope>> find) =>
        OnceUnlessAsked(symbol, find) is { IsDefault: false } found ? found : ImmutableArray<RetryScope>.Empty;

    /// <summary>
    /// Remembers an answer. A symbol that leads back to itself adds nothing the second time (default), and what was found on such a way is
    /// not kept.
    /// </summary>
    private ImmutableArray<RetryScope> OnceUnlessAsked(ISymbol symbol, Func<ImmutableArray<RetryScope>> find)
    {
        if (_answers.TryGetValue(symbol, out var known))
        {
            return known;
        }

        var search = _search ??= new RetrySearch();
        if (!search.TryEnter(symbol))
        {
            return default;
        }

        try
        {
            var found = find();
            return search.IsWhole ? _answers.GetOrAdd(symbol, found) : found;
        }
        finally
        {
            search.Leave(symbol);
        }
    }

    private ImmutableArray<RetryScope> OfFunction(ILocalFunctionOperation function) =>
        Once(function.Symbol, () => Sources.Root(function).Descendants()
            .Where(use => use is IInvocationOperation call ? SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.Symbol)
                : use is IMethodReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.Symbol))
            .Where(use => !function.Syntax.Span.Contains(use.Syntax.Span))
            .SelectMany(use => Use(use))
            .Select(scope => scope with { Body = function })
            .ToImmutableArray());

    // A call is retried by what is around it, a method group by what runs it.
    private ImmutableArray<RetryScope> Use(IOperation use) => use is IInvocationOperation ? Find(use) : Runs(use).AddRange(Find(use));

    /// <summary>What repeats the delegate that an expression is.</summary>
    private ImmutableArray<RetryScope> Runs(IOperation value)
    {
        var given = value as IArgumentOperation ?? value.Parent;
        while (given is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalOperation)
        {
            given = given.Parent;
        }

        switch (given)
        {
            case IArgumentOperation argument when value is IAnonymousFunctionOperation or IMethodReferenceOperation:
                return OfArgument(argument);

            // A delegate that is only named here runs inside what is around the call that takes it.
            case IArgumentOperation { Parent: { } taker } argument:
                return OfArgument(argument).AddRange(Find(taker));

            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call when value is not (IAnonymousFunctionOperation or IMethodReferenceOperation):
                return Find(call);

            case IConditionalAccessOperation access when value is not IAnonymousFunctionOperation:
                return Find(access);

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } }:
                return OfLocal(local, given);

            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: { } local } }:
                return OfLocal(local, given);

            case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment when Sources.Named(assignment.Target) is { } member:
                return OfMember(member);

            case IFieldInitializerOperation { InitializedFields: [var field, ..] }:
                return OfMember(field);

            default:
                return ImmutableArray<RetryScope>.Empty;
        }
    }

    private ImmutableArray<RetryScope> OfLocal(ILocalSymbol local, IOperation place) => Once(local, () => Sources.Root(place).Descendants().OfType<ILocalReferenceOperation>()
        .Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local) && !(use.Parent is IAssignmentOperation target && target.Target == use))
        .SelectMany(use => Runs(use)).ToImmutableArray());

    private ImmutableArray<RetryScope> OfMember(ISymbol member) => Once(member, () => symbols.Sources.References(member)
        .Where(static use => !(use.Parent is IAssignmentOperation target && target.Target == use))
        .SelectMany(use => Use(use)).ToImmutableArray());

    private ImmutableArray<RetryScope> OfArgument(IArgumentOperation argument)
    {
        if (argument.Parent is not { } taker || argument.Parameter is not { } parameter)
        {
            return ImmutableArray<RetryScope>.Empty;
        }

        if (taker is IInvocationOperation call && PolicyReader.IsExecution(call.TargetMethod))
        {
            var policy = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
            var (retries, faults) = policy is null ? (null, Faults.Unknown) : _policies.Read(policy);
            return retries is false
                ? ImmutableArray<RetryScope>.Empty
                : ImmutableArray.Create(new RetryScope(RetryKind.Policy, call, Sources.Unwrap(argument.Value), faults, retries is true));
        }

        // A helper of the compilation is what it does with its parameter.
        var helper = parameter.OriginalDefinition;
        var scopes = OfParameter(helper);
        if (!scopes.IsEmpty)
        {
            return scopes.Select(scope => scope with { Execution = taker, Body = Sources.Unwrap(argument.Value) }).ToImmutableArray();
        }

        return helper.Type.TypeKind != TypeKind.Delegate || helper.ContainingSymbol is not IMethodSymbol method ? scopes
            : symbols.PrimaryAttribute is { ContainingAssembly: var runtime } && SymbolEqualityComparer.Default.Equals(runtime, method.ContainingAssembly)
                ? ImmutableArray.Create(new RetryScope(RetryKind.Router, taker, Sources.Unwrap(argument.Value), Faults.Unknown, IsCertain: true))
            : IsRunElsewhere(method)
                ? ImmutableArray.Create(new RetryScope(RetryKind.Helper, taker, Sources.Unwrap(argument.Value), Faults.Unknown, IsCertain: false))
            : scopes;
    }

    // A library, or an interface or base type that nothing here stands for: as good as a pipeline of unknown content. What is known of are the
    // framework, the client, and Polly.
    private bool IsRunElsewhere(IMethodSymbol method) =>
        !(method.IsAbstract ? symbols.Sources.Implementations(method).Any(symbols.Sources.HasCode) : symbols.Sources.HasCode(method))
        && method.ContainingAssembly is { } assembly && !PolicyReader.IsPolly(method.ContainingType)
        && !SymbolEqualityComparer.Default.Equals(assembly, symbols.DatabaseAsync.ContainingAssembly) && !IsFramework(assembly);

    private static bool IsFramework(IAssemblySymbol assembly) => assembly.Identity.PublicKeyToken is { IsEmpty: false } token && FrameworkKeys.Any(key => token.SequenceEqual(key));

    private ImmutableArray<RetryScope> OfParameter(IParameterSymbol parameter)
    {
        // A method of another assembly has no code here, unless types of this one stand in for it.
        if (parameter.Type.TypeKind != TypeKind.Delegate || parameter.ContainingSymbol is not IMethodSymbol method
            || (!method.IsAbstract && !symbols.Sources.HasCode(method)))
        {
            return ImmutableArray<RetryScope>.Empty;
        }

        return Once(parameter, () => symbols.Sources.Implementations(method).OfType<IMethodSymbol>()
            .Where(implementation => symbols.Sources.HasCode(implementation) && implementation.Parameters.Length > parameter.Ordinal)
            .SelectMany(implementation => UsesOf(implementation.OriginalDefinition.Parameters[parameter.Ordinal]))
            .SelectMany(use => Runs(use))
            .ToImmutableArray());
    }

    private IEnumerable<IOperation> UsesOf(IParameterSymbol parameter)
    {
        var bodies = symbols.Sources.Bodies(parameter.ContainingSymbol).ToArray();

        // A primary constructor has no body: its parameters are used all over the type.
        return bodies.Length == 0
            ? symbols.Sources.References(parameter)
            : bodies.SelectMany(static body => body.DescendantsAndSelf()).OfType<IParameterReferenceOperation>()
                .Where(use => SymbolEqualityComparer.Default.Equals(use.Parameter, parameter));
    }
}
