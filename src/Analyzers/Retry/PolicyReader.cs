using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Reads what a policy (Polly 7) or a resilience pipeline (Polly 8) tries again, from the code that builds it.</summary>
internal sealed class PolicyReader(KnownSymbols symbols)
{
    private const int Deepest = 8;

    private static readonly string[] WithoutRetry = ["CircuitBreaker", "Timeout", "Bulkhead", "Fallback", "NoOp", "RateLimit"];

    private readonly ExceptionFilter _filter = new(symbols);

    /// <summary>Whether a policy retries (null: not known), and after which faults.</summary>
    public (bool? Retries, Faults Faults) Read(IOperation policy) => Read(policy, 0);

    /// <summary>The call hands a delegate to Polly for execution.</summary>
    public static bool IsExecution(IMethodSymbol method) => method.Name.StartsWith("Execute", StringComparison.Ordinal) && IsPolly(method.ContainingType);

    /// <summary>The type is one of Polly's.</summary>
    public static bool IsPolly(ITypeSymbol? type) =>
        type?.ContainingAssembly?.Name is { } assembly && (assembly == "Polly" || assembly.StartsWith("Polly.", StringComparison.Ordinal));

    private static IOperation? Receiver(IInvocationOperation call) => call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null);

    private (bool? Retries, Faults Faults) Read(IOperation policy, int depth)
    {
        if (depth > Deepest)
        {
            return (null, Faults.Unknown);
        }

        return Join(symbols.Sources.Origins(policy).Select(origin => ReadOrigin(origin, depth)));
    }

    private (bool? Retries, Faults Faults) ReadOrigin(IOperation origin, int depth)
    {
        switch (origin)
        {
            case IInvocationOperation call when IsPolly(call.TargetMethod.ContainingType):
                var name = call.TargetMethod.Name;
                if (name.Contains("Retry"))
                {
                    return IsZero(call) ? (false, Faults.None) : (true, Receiver(call) is { } builder ? Handled(builder, depth + 1) : Faults.Unknown);
                }

                if (name.StartsWith("Wrap", StringComparison.Ordinal))
                {
                    var parts = call.Arguments.SelectMany(static argument => argument.Value is IArrayCreationOperation { Initializer: { } elements } ? elements.ElementValues : ImmutableArray.Create(argument.Value));
                    return Join((call.Instance is { } outer ? parts.Prepend(outer) : parts).Select(part => Read(part, depth + 1)));
                }

                if (name == "Build" && Receiver(call) is { } pipeline)
                {
                    return ReadPipeline(pipeline, depth + 1);
                }

                if (name.StartsWith("As", StringComparison.Ordinal) || name == "WithPolicyKey")
                {
                    return Receiver(call) is { } inner ? Read(inner, depth + 1) : (null, Faults.Unknown);
                }

                return WithoutRetry.Any(name.Contains) ? (false, Faults.None) : (null, Faults.Unknown);

            case IFieldReferenceOperation { Field.Name: "Empty" } field when IsPolly(field.Field.ContainingType):
            case IPropertyReferenceOperation { Property.Name: "Empty" } property when IsPolly(property.Property.ContainingType):
                return (false, Faults.None);

            default:
                // Polly 7 has a type for each policy.
                return origin.Type is { ContainingNamespace: { } space } type && IsPolly(type) && space.ToDisplayString() == "Polly.Retry"
                    ? (true, Faults.Unknown)
                    : (null, Faults.Unknown);
        }
    }

    private static bool IsZero(IInvocationOperation call) => call.Arguments.Any(static argument =>
        argument.Parameter?.Name == "retryCount" && argument.Value.ConstantValue is { HasValue: true, Value: 0 });

    private static (bool? Retries, Faults Faults) Join(IEnumerable<(bool? Retries, Faults Faults)> parts)
    {
        (bool? Retries, Faults Faults) joined = (false, Faults.None);
        foreach (var part in parts)
        {
            if (part.Retries is false)
            {
                continue;
            }

            var faults = joined.Retries is false ? part.Faults : joined.Faults.Or(part.Faults);
            joined = (joined.Retries is true || part.Retries is true ? true : null, faults);
        }

        return joined;
    }

    // Policy.Handle<A>().Or<B>(predicate), new PredicateBuilder().Handle<A>()
    private Faults Handled(IOperation builder, int depth)
    {
        var handled = Faults.None;
        foreach (var origin in symbols.Sources.Origins(builder))
        {
            if (origin is IObjectCreationOperation)
            {
                continue;
            }

            if (depth > Deepest || origin is not IInvocationOperation call || !IsPolly(call.TargetMethod.ContainingType))
            {
                return Faults.Unknown;
            }

            var before = call.Instance is null ? Faults.None : Handled(call.Instance, depth + 1);
            var name = call.TargetMethod.Name;
            if (name is "HandleResult" or "OrResult" or "Build")
            {
                handled = handled.Or(before);
            }
            else if (call.TargetMethod.TypeArguments is [.., var type] && (name.StartsWith("Handle", StringComparison.Ordinal) || name.StartsWith("Or", StringComparison.Ordinal)))
            {
                var predicate = call.Arguments.Select(static argument => Sources.Unwrap(argument.Value)).OfType<IAnonymousFunctionOperation>().FirstOrDefault();
                handled = handled.Or(before).Or(_filter.Narrow(Faults.Of(type), predicate?.Body));
            }
            else
            {
                return Faults.Unknown;
            }
        }

        return handled;
    }

    private (bool? Retries, Faults Faults) ReadPipeline(IOperation builder, int depth)
    {
        builder = Sources.Unwrap(builder);
        if (depth > Deepest * 4)
        {
            return (null, Faults.Unknown);
        }

        switch (builder)
        {
            case IObjectCreationOperation:
                return (false, Faults.None);

            case ILocalReferenceOperation local:
                // Statements of their own add to it as well.
                var root = Sources.Root(local);
                var steps = root.Descendants().OfType<IInvocationOperation>()
                    .Where(call => IsPolly(call.TargetMethod.ContainingType) && call.TargetMethod.Name.StartsWith("Add", StringComparison.Ordinal)
                        && StartsAt(call, local.Local))
                    .Select(call => ReadStep(call, depth + 1));
                return Join(symbols.Sources.Assigned(local.Local, local).Select(value => ReadPipeline(value, depth + 1)).Concat(steps));

            case IInvocationOperation call when IsPolly(call.TargetMethod.ContainingType) && Receiver(call) is { } receiver:
                // What stands on a local is found from there.
                return Join([ReadStep(call, depth + 1), ReadPipeline(receiver, depth + 1)]);

            default:
                return (null, Faults.Unknown);
        }
    }

    private static bool StartsAt(IInvocationOperation call, ISymbol builder)
    {
        for (IOperation? receiver = call; receiver is not null;)
        {
            receiver = Sources.Unwrap(receiver);
            if (receiver is not IInvocationOperation step)
            {
                return SymbolEqualityComparer.Default.Equals(Sources.Named(receiver), builder);
            }

            receiver = Receiver(step);
        }

        return false;
    }

    private (bool? Retries, Faults Faults) ReadStep(IInvocationOperation step, int depth)
    {
        if (step.TargetMethod.Name == "AddPipeline" && step.Arguments.LastOrDefault() is { } nested)
        {
            return Read(nested.Value, depth);
        }

        if (step.TargetMethod.Name is not "AddRetry")
        {
            return (false, Faults.None);
        }

        var options = step.Arguments.Select(argument => symbols.Sources.Origins(argument.Value)).SelectMany(static origins => origins)
            .OfType<IObjectCreationOperation>().FirstOrDefault(static creation => creation.Type?.Name == "RetryStrategyOptions");
        if (options is null)
        {
            return (true, Faults.Unknown);
        }

        var faults = Faults.Of(symbols.Exception);
        foreach (var setting in options.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? [])
        {
            switch ((setting.Target as IPropertyReferenceOperation)?.Property.Name)
            {
                case "MaxRetryAttempts" when setting.Value.ConstantValue is { HasValue: true, Value: 0 }:
                    return (false, Faults.None);
                case "ShouldHandle":
                    faults = ShouldHandle(setting.Value, depth + 1);
                    break;
            }
        }

        return (true, faults);
    }

    private Faults ShouldHandle(IOperation value, int depth)
    {
        foreach (var origin in symbols.Sources.Origins(value))
        {
            return origin switch
            {
                IAnonymousFunctionOperation lambda => _filter.Narrow(Faults.Of(symbols.Exception), lambda.Body),
                IMethodReferenceOperation method when symbols.Sources.Bodies(method.Method.OriginalDefinition).FirstOrDefault() is { } body =>
                    _filter.Narrow(Faults.Of(symbols.Exception), body),
                IInvocationOperation => Handled(origin, depth),
                _ => Faults.Unknown,
            };
        }

        return Faults.Unknown;
    }
}
