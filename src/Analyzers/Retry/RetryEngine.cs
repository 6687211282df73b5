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
    /// <summary>More helpers around helpers than people write.</summary>
    private const int Deepest = 6;

    [ThreadStatic]
    private static HashSet<ISymbol>? _asked;

    private readonly PolicyReader _policies = new(symbols);
    // Every rule of the family asks about the same calls.
    private readonly ConditionalWeakTable<IOperation, StrongBox<ImmutableArray<RetryScope>>> _scopes = new();
    private readonly LoopReader _loops = new(symbols);
    private readonly ConcurrentDictionary<IParameterSymbol, ImmutableArray<RetryScope>> _parameters = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<RetryScope>> _methods = new(SymbolEqualityComparer.Default);

    /// <summary>Everything that repeats an operation after a fault, the innermost first.</summary>
    public ImmutableArray<RetryScope> ScopesOf(IOperation operation) => _scopes.GetValue(operation, one => new StrongBox<ImmutableArray<RetryScope>>(ScopesOf(one, 0))).Value;

    /// <summary>A fault of Redis at this operation leads to another attempt, as far as can be told.</summary>
    public bool IsRetried(IOperation operation) => ScopesOf(operation).Any(scope => scope.Faults.IncludeRedis(symbols));

    /// <summary>What repeats a delegate: the call of Polly, or of a helper, that it is handed to.</summary>
    public ImmutableArray<RetryScope> ScopesAround(IOperation lambda) => Runs(lambda, 0);

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

    private bool IsWithRetry(IOperation origin) => origin is IInvocationOperation { TargetMethod: { Name: "WithRetry", ContainingType: { } type } }
        && SymbolEqualityComparer.Default.Equals(type, symbols.ClientRetry);

    // WithRetry gives an IDatabaseAsync: a receiver of another type cannot be one.
    private bool IsAsynchronous(IOperation receiver) => SymbolEqualityComparer.Default.Equals(Sources.Unwrap(receiver).Type, symbols.DatabaseAsync);

    private ImmutableArray<RetryScope> ScopesOf(IOperation operation, int depth)
    {
        if (depth > Deepest)
        {
            return ImmutableArray<RetryScope>.Empty;
        }

        var scopes = ImmutableArray.CreateBuilder<RetryScope>();
        if (operation is IInvocationOperation { Instance: { } receiver } && IsRetrying(receiver))
        {
            scopes.Add(new RetryScope(RetryKind.Client, operation, null, Faults.Unknown, IsCertain: true));
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
                    scopes.AddRange(Runs(lambda, depth + 1).Select(scope => scope.Body is null or IAnonymousFunctionOperation ? scope with { Body = lambda } : scope));
                    break;
                case ILocalFunctionOperation function:
                    scopes.AddRange(OfFunction(function, depth + 1));
                    break;
            }
        }

        // What only its own type can call is as retried as its callers there. Asked by syntax first, as a symbol costs more.
        if (top.Syntax is MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null } declaration && IsPrivate(declaration)
            && operation.SemanticModel?.GetDeclaredSymbol(declaration) is { } method)
        {
            var body = top;
            scopes.AddRange(OfMethod(method.OriginalDefinition, depth + 1).Select(scope => scope with { Body = body }));
        }

        return scopes.ToImmutable();
    }

    private static bool IsPrivate(MethodDeclarationSyntax method) => method.Parent is not InterfaceDeclarationSyntax && !method.Modifiers.Any(static modifier =>
        modifier.IsKind(SyntaxKind.PublicKeyword) || modifier.IsKind(SyntaxKind.InternalKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword));

    private ImmutableArray<RetryScope> OfMethod(IMethodSymbol method, int depth)
    {
        return Once(_methods, method, () =>
        {
            var scopes = symbols.Sources.References(method).Select(use => Use(use, depth)).ToArray();

            // Called with and without retry, it is what the less careful caller makes of it.
            return scopes.Any(static one => one.IsEmpty) ? ImmutableArray<RetryScope>.Empty : scopes.SelectMany(static one => one).ToImmutableArray();
        });
    }

    /// <summary>Remembers an answer. A symbol that leads back to itself adds nothing the second time, and what was found on such a way is not kept.</summary>
    private static ImmutableArray<RetryScope> Once<TSymbol>(ConcurrentDictionary<TSymbol, ImmutableArray<RetryScope>> answers, TSymbol symbol, Func<ImmutableArray<RetryScope>> find)
        where TSymbol : ISymbol
    {
        if (answers.TryGetValue(symbol, out var known))
        {
            return known;
        }

        var asked = _asked ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (!asked.Add(symbol))
        {
            return ImmutableArray<RetryScope>.Empty;
        }

        try
        {
            var found = find();
            return asked.Count == 1 ? answers.GetOrAdd(symbol, found) : found;
        }
        finally
        {
            asked.Remove(symbol);
        }
    }

    private ImmutableArray<RetryScope> OfFunction(ILocalFunctionOperation function, int depth) =>
        depth > Deepest ? ImmutableArray<RetryScope>.Empty : Sources.Root(function).Descendants()
            .Where(use => use is IInvocationOperation call ? SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.Symbol)
                : use is IMethodReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.Symbol))
            .Where(use => !function.Syntax.Span.Contains(use.Syntax.Span))
            .SelectMany(use => Use(use, depth))
            .Select(scope => scope with { Body = function })
            .ToImmutableArray();

    // A call is retried by what is around it, a method group by what runs it.
    private ImmutableArray<RetryScope> Use(IOperation use, int depth) => use is IInvocationOperation ? ScopesOf(use, depth) : Runs(use, depth).AddRange(ScopesOf(use, depth));

    /// <summary>What repeats the delegate that an expression is.</summary>
    private ImmutableArray<RetryScope> Runs(IOperation value, int depth)
    {
        if (depth > Deepest)
        {
            return ImmutableArray<RetryScope>.Empty;
        }

        var given = value as IArgumentOperation ?? value.Parent;
        while (given is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation or ICoalesceOperation or IConditionalOperation)
        {
            given = given.Parent;
        }

        switch (given)
        {
            case IArgumentOperation argument when value is IAnonymousFunctionOperation or IMethodReferenceOperation:
                return OfArgument(argument, depth + 1);

            // A delegate that is only named here runs inside what is around the call that takes it.
            case IArgumentOperation { Parent: { } taker } argument:
                return OfArgument(argument, depth + 1).AddRange(ScopesOf(taker, depth + 1));

            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call when value is not (IAnonymousFunctionOperation or IMethodReferenceOperation):
                return ScopesOf(call, depth + 1);

            case IConditionalAccessOperation access when value is not IAnonymousFunctionOperation:
                return ScopesOf(access, depth + 1);

            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } }:
                return Sources.Root(given).Descendants().OfType<ILocalReferenceOperation>()
                    .Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local))
                    .SelectMany(use => Runs(use, depth + 1)).ToImmutableArray();

            case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment when Sources.Named(assignment.Target) is { } member:
                return symbols.Sources.References(member)
                    .Where(static use => !(use.Parent is IAssignmentOperation target && target.Target == use))
                    .SelectMany(use => use is IInvocationOperation ? ScopesOf(use, depth + 1) : Runs(use, depth + 1)).ToImmutableArray();

            case IFieldInitializerOperation { InitializedFields: [var field, ..] }:
                return symbols.Sources.References(field).SelectMany(use => use is IInvocationOperation ? ScopesOf(use, depth + 1) : Runs(use, depth + 1)).ToImmutableArray();

            default:
                return ImmutableArray<RetryScope>.Empty;
        }
    }

    private ImmutableArray<RetryScope> OfArgument(IArgumentOperation argument, int depth)
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
        return OfParameter(parameter.OriginalDefinition, depth)
            .Select(scope => scope with { Execution = taker, Body = Sources.Unwrap(argument.Value) }).ToImmutableArray();
    }

    private ImmutableArray<RetryScope> OfParameter(IParameterSymbol parameter, int depth)
    {
        // A method of another assembly has no code here, unless types of this one stand in for it.
        if (depth > Deepest || parameter.Type.TypeKind != TypeKind.Delegate || parameter.ContainingSymbol is not IMethodSymbol method
            || (!method.IsAbstract && !symbols.Sources.HasCode(method)))
        {
            return ImmutableArray<RetryScope>.Empty;
        }

        return Once(_parameters, parameter, () => symbols.Sources.Implementations(method).OfType<IMethodSymbol>()
            .Where(implementation => symbols.Sources.HasCode(implementation) && implementation.Parameters.Length > parameter.Ordinal)
            .SelectMany(implementation => UsesOf(implementation.OriginalDefinition.Parameters[parameter.Ordinal]))
            .SelectMany(use => Runs(use, depth + 1))
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
