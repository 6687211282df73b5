using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>
/// Reads what a policy (Polly 7) or a resilience pipeline (Polly 8) tries again, from the code that builds it: in the same place, in a
/// factory, a constructor's argument, a registration or a registry of the same compilation.
/// </summary>
internal sealed class PolicyReader(KnownSymbols symbols)
{
    private const int Deepest = 16;

    private static readonly string[] WithoutRetry = ["CircuitBreaker", "Timeout", "Bulkhead", "Fallback", "NoOp", "RateLimit"];

    private readonly ExceptionFilter _filter = new(symbols);
    private readonly PolicyRegistrations _registrations = new(symbols);

    /// <summary>Whether a policy retries (null: not known), and after which faults.</summary>
    public (bool? Retries, Faults Faults) Read(IOperation policy, Frame? frame) => Read(policy, frame, 0);

    /// <summary>The call hands a delegate to Polly for execution.</summary>
    public static bool IsExecution(IMethodSymbol method) => method.Name.StartsWith("Execute", StringComparison.Ordinal) && IsPolly(method.ContainingType);

    /// <summary>The type is one of Polly's.</summary>
    public static bool IsPolly(ITypeSymbol? type) =>
        type?.ContainingAssembly?.Name is { } assembly && (assembly == "Polly" || assembly.StartsWith("Polly.", StringComparison.Ordinal));

    /// <summary>The object that a call builds on: the instance, or the first argument of an extension.</summary>
    public static IOperation? Receiver(IInvocationOperation call) => call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null);

    private (bool? Retries, Faults Faults) Read(IOperation policy, Frame? frame, int depth) => depth > Deepest
        ? (null, Faults.Unknown)
        : Join(symbols.Code.OriginsIn(policy, frame, throughCallers: true).Select(origin => ReadOrigin(origin.Operation, origin.Frame, depth)));

    private (bool? Retries, Faults Faults) ReadOrigin(IOperation origin, Frame? frame, int depth)
    {
        switch (origin)
        {
            case IInvocationOperation call when IsPolly(call.TargetMethod.ContainingType):
                return ReadCall(call, frame, depth);

            case IFieldReferenceOperation { Field.Name: "Empty" } field when IsPolly(field.Field.ContainingType):
            case IPropertyReferenceOperation { Property.Name: "Empty" } property when IsPolly(property.Property.ContainingType):
                return (false, Faults.None);

            default:
                var registered = _registrations.Of(origin);
                if (registered.Count > 0)
                {
                    return Join(registered.Select(one => ReadRegistered(one, depth + 1)));
                }

                // Polly 7 has a type for each policy.
                return origin.Type is { ContainingNamespace: { } space } type && IsPolly(type) && space.ToDisplayString() == "Polly.Retry"
                    ? (true, Faults.Unknown)
                    : (null, Faults.Unknown);
        }
    }

    private (bool? Retries, Faults Faults) ReadCall(IInvocationOperation call, Frame? frame, int depth)
    {
        var name = call.TargetMethod.Name;
        if (name.Contains("Retry"))
        {
            return IsZero(call, frame) ? (false, Faults.None) : (true, Receiver(call) is { } builder ? Handled(builder, frame, depth + 1) : Faults.Unknown);
        }

        if (name.StartsWith("Wrap", StringComparison.Ordinal))
        {
            var parts = call.Arguments.SelectMany(static argument => argument.Value is IArrayCreationOperation { Initializer: { } elements } ? elements.ElementValues : ImmutableArray.Create(argument.Value));
            return Join((call.Instance is { } outer ? parts.Prepend(outer) : parts).Select(part => Read(part, frame, depth + 1)));
        }

        if (name == "Build" && Receiver(call) is { } pipeline)
        {
            return ReadPipeline(pipeline, frame, depth + 1);
        }

        if (name.StartsWith("As", StringComparison.Ordinal) || name == "WithPolicyKey")
        {
            return Receiver(call) is { } inner ? Read(inner, frame, depth + 1) : (null, Faults.Unknown);
        }

        var registered = _registrations.Of(call);
        return registered.Count > 0 ? Join(registered.Select(one => ReadRegistered(one, depth + 1)))
            : WithoutRetry.Any(name.Contains) ? (false, Faults.None)
            : (null, Faults.Unknown);
    }

    // A policy itself, or a delegate that adds to a builder, or returns a policy.
    private (bool? Retries, Faults Faults) ReadRegistered(IOperation registered, int depth)
    {
        var value = CodeSearch.Unwrap(registered);
        if (value is not IAnonymousFunctionOperation lambda)
        {
            return value is IMethodReferenceOperation method
                ? symbols.Code.Bodies(method.Method.OriginalDefinition).FirstOrDefault() is { } body ? ReadFactory(method.Method.OriginalDefinition, body, depth) : (null, Faults.Unknown)
                : Read(value, null, depth);
        }

        return ReadFactory(lambda.Symbol, lambda.Body, depth);
    }

    private (bool? Retries, Faults Faults) ReadFactory(IMethodSymbol method, IOperation body, int depth)
    {
        var builder = method.Parameters.FirstOrDefault(static parameter => IsPolly(parameter.Type) && parameter.Type.Name.EndsWith("Builder", StringComparison.Ordinal));
        return builder is null
            ? Join(CodeSearch.Returns(body).Select(result => Read(result, null, depth + 1)))
            : Join(Steps(body, builder).Select(step => ReadStep(step, null, depth + 1)));
    }

    private static bool IsZero(IInvocationOperation call, Frame? frame) => call.Arguments.Any(argument =>
        argument.Parameter?.Name == "retryCount" && new ConstantReader(frame).Value(argument.Value) is <= 0L);

    private static (bool? Retries, Faults Faults) Join(IEnumerable<(bool? Retries, Faults Faults)> parts)
    {
        (bool? Retries, Faults Faults) joined = (false, Faults.None);
        foreach (var part in parts)
        {
            if (part.Retries is false)
            {
                continue;
            }

            var faults = joined.Retries is false ? part.Faults : joined.Faults | part.Faults;
            joined = (joined.Retries is true || part.Retries is true ? true : null, faults);
        }

        return joined;
    }

    // Policy.Handle<A>().Or<B>(predicate), new PredicateBuilder().Handle<A>()
    private Faults Handled(IOperation builder, Frame? frame, int depth)
    {
        var handled = Faults.None;
        foreach (var (origin, within) in symbols.Code.OriginsIn(builder, frame, throughCallers: true))
        {
            if (origin is IObjectCreationOperation)
            {
                handled |= Added(builder, depth);
                continue;
            }

            if (depth > Deepest || origin is not IInvocationOperation call || !IsPolly(call.TargetMethod.ContainingType))
            {
                handled |= Faults.Unknown;
                continue;
            }

            var before = Receiver(call) is { } receiver ? Handled(receiver, within, depth + 1) : Faults.None;
            handled = handled | before | OfStep(call);
        }

        return handled;
    }

    // One Handle or Or: its predicate narrows its own type only.
    private Faults OfStep(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        if (name is "HandleResult" or "OrResult" or "Build")
        {
            return Faults.None;
        }

        if (!name.StartsWith("Handle", StringComparison.Ordinal) && !name.StartsWith("Or", StringComparison.Ordinal))
        {
            return Faults.Unknown;
        }

        // Both generations name the exception last, after the type of a result.
        if (call.TargetMethod.TypeArguments is not [.., var type])
        {
            return Faults.Unknown;
        }

        return call.Arguments.LastOrDefault(static argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate) is { } predicate
            ? _filter.NarrowBy(Faults.Of(type), predicate.Value)
            : Faults.Of(type);
    }

    // var b = new PredicateBuilder(); b.Handle<A>(); each statement adds to it.
    private Faults Added(IOperation builder, int depth) => CodeSearch.Unwrap(builder) is not ILocalReferenceOperation local || depth > Deepest ? Faults.None
        : CodeSearch.Root(local).Descendants().OfType<IInvocationOperation>()
            .Where(call => IsPolly(call.TargetMethod.ContainingType) && call.TargetMethod.Name.StartsWith("Handle", StringComparison.Ordinal) && StartsAt(call, local.Local))
            .Aggregate(Faults.None, (faults, call) => faults | OfStep(call));

    private (bool? Retries, Faults Faults) ReadPipeline(IOperation builder, Frame? frame, int depth)
    {
        builder = CodeSearch.Unwrap(builder);
        if (depth > Deepest * 2)
        {
            return (null, Faults.Unknown);
        }

        switch (builder)
        {
            case IObjectCreationOperation:
                return (false, Faults.None);

            case ILocalReferenceOperation local:
                // Statements of their own add to it as well.
                return Join(symbols.Code.Assigned(local.Local, local).Select(value => ReadPipeline(value, frame, depth + 1))
                    .Concat(Steps(CodeSearch.Root(local), local.Local).Select(step => ReadStep(step, frame, depth + 1))));

            case IInvocationOperation call when IsPolly(call.TargetMethod.ContainingType) && Receiver(call) is { } receiver:
                // What is built on a local is found from there.
                return Join([ReadStep(call, frame, depth + 1), ReadPipeline(receiver, frame, depth + 1)]);

            case IParameterReferenceOperation { Parameter: var parameter } when frame?.ArgumentOf(parameter) is var (argument, caller):
                return ReadPipeline(argument, caller, depth + 1);

            // An extension of the project on a builder, or a method that makes one.
            case IInvocationOperation call when symbols.Code.HasCode(call.TargetMethod):
                return ReadExtension(call, frame, depth + 1);

            default:
                return (null, Faults.Unknown);
        }
    }

    private (bool? Retries, Faults Faults) ReadExtension(IInvocationOperation call, Frame? frame, int depth)
    {
        var method = call.TargetMethod.OriginalDefinition;
        var inner = Frame.Of(call, method, frame);
        var bodies = symbols.Code.Bodies(method).ToArray();
        if (inner is null || bodies.Length == 0)
        {
            return (null, Faults.Unknown);
        }

        return Join(bodies.SelectMany(body => CodeSearch.Returns(body).Select(result => ReadPipeline(result, inner, depth + 1))
            .Concat(method.Parameters.Where(static parameter => IsPolly(parameter.Type)).SelectMany(parameter => Steps(body, parameter)).Select(step => ReadStep(step, inner, depth + 1)))));
    }

    // The calls that add a strategy to a builder, a local or a parameter, wherever in a body.
    private IEnumerable<IInvocationOperation> Steps(IOperation body, ISymbol builder) => body.Descendants().OfType<IInvocationOperation>()
        .Where(call => (IsPolly(call.TargetMethod.ContainingType) || symbols.Code.HasCode(call.TargetMethod))
            && call.TargetMethod.Name.StartsWith("Add", StringComparison.Ordinal) && StartsAt(call, builder));

    private static bool StartsAt(IInvocationOperation call, ISymbol builder)
    {
        for (IOperation? receiver = call; receiver is not null;)
        {
            receiver = CodeSearch.Unwrap(receiver);
            if (receiver is not IInvocationOperation step)
            {
                return SymbolEqualityComparer.Default.Equals(CodeSearch.Named(receiver), builder);
            }

            receiver = Receiver(step);
        }

        return false;
    }

    private (bool? Retries, Faults Faults) ReadStep(IInvocationOperation step, Frame? frame, int depth)
    {
        if (!IsPolly(step.TargetMethod.ContainingType))
        {
            return depth > Deepest * 2 ? (null, Faults.Unknown) : ReadExtension(step, frame, depth);
        }

        if (step.TargetMethod.Name == "AddPipeline" && step.Arguments.LastOrDefault() is { } nested)
        {
            return Read(nested.Value, frame, depth);
        }

        if (step.TargetMethod.Name is not "AddRetry")
        {
            return (false, Faults.None);
        }

        foreach (var argument in step.Arguments)
        {
            foreach (var (origin, within) in symbols.Code.OriginsIn(argument.Value, frame, throughCallers: true))
            {
                if (origin is IObjectCreationOperation { Type: { Name: "RetryStrategyOptions" } type } creation && IsPolly(type))
                {
                    return ReadOptions(creation, CodeSearch.Unwrap(argument.Value), within, depth);
                }
            }
        }

        return (true, Faults.Unknown);
    }

    private (bool? Retries, Faults Faults) ReadOptions(IObjectCreationOperation creation, IOperation argument, Frame? frame, int depth)
    {
        var faults = Faults.Of(symbols.Exception);
        var settings = (creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty).OfType<ISimpleAssignmentOperation>();

        // options.ShouldHandle = …, after it was made.
        if (argument is ILocalReferenceOperation local)
        {
            settings = settings.Concat(CodeSearch.Root(local).Descendants().OfType<ISimpleAssignmentOperation>().Where(assignment =>
                assignment.Target is IPropertyReferenceOperation { Instance: { } instance } && SymbolEqualityComparer.Default.Equals(CodeSearch.Named(instance), local.Local)));
        }

        foreach (var setting in settings)
        {
            switch ((setting.Target as IPropertyReferenceOperation)?.Property.Name)
            {
                case "MaxRetryAttempts" when new ConstantReader(frame).Value(setting.Value) is <= 0L:
                    return (false, Faults.None);
                case "ShouldHandle":
                    faults = ShouldHandle(setting.Value, frame, depth + 1);
                    break;
            }
        }

        return (true, faults);
    }

    private Faults ShouldHandle(IOperation value, Frame? frame, int depth)
    {
        var faults = Faults.None;
        foreach (var (origin, within) in symbols.Code.OriginsIn(value, frame, throughCallers: true))
        {
            faults |= origin switch
            {
                IAnonymousFunctionOperation or IMethodReferenceOperation => _filter.NarrowBy(Faults.Of(symbols.Exception), origin),
                IInvocationOperation or IObjectCreationOperation => Handled(origin, within, depth),
                _ => Faults.Unknown,
            };
        }

        return faults;
    }
}
