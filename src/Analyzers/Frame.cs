using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers;

/// <summary>A call whose arguments are known while the code of its method is read.</summary>
internal sealed class Frame
{
    /// <summary>More helpers that hand a value on than people write; deeper calls count as unknown.</summary>
    private const int Deepest = 8;

    private readonly IMethodSymbol _method;
    private readonly IEnumerable<IArgumentOperation> _arguments;
    private readonly Frame? _caller;
    private readonly int _depth;

    private Frame(IMethodSymbol method, IEnumerable<IArgumentOperation> arguments, Frame? caller)
    {
        _method = method;
        _arguments = arguments;
        _caller = caller;
        _depth = caller is null ? 1 : caller._depth + 1;
    }

    /// <summary>The frame of a call or an object creation, as one implementation of the method sees it; null where it is no call, or too deep.</summary>
    public static Frame? Of(IOperation call, IMethodSymbol? method, Frame? caller) => method is null || caller?._depth >= Deepest ? null : call switch
    {
        IInvocationOperation invocation => new Frame(method.OriginalDefinition, invocation.Arguments, caller),
        IObjectCreationOperation creation => new Frame(method.OriginalDefinition, creation.Arguments, caller),
        _ => null,
    };

    /// <summary>The argument of a parameter, and the frame that the argument is to be read in; null for a parameter of another method.</summary>
    public Origin? ArgumentOf(IParameterSymbol parameter)
    {
        for (var frame = this; frame is not null; frame = frame._caller)
        {
            if (SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol?.OriginalDefinition, frame._method))
            {
                var argument = frame._arguments.FirstOrDefault(one => one.Parameter?.Ordinal == parameter.Ordinal);
                return argument is null ? null : new Origin(argument.Value, frame._caller);
            }
        }

        return null;
    }

    /// <summary>A text that is the same for frames that lead to the same answers about retries: constants and the places of policies.</summary>
    public string Key(Func<IOperation, Frame?, string?> describe) => string.Join(
        ";", _arguments.Select(argument => argument.Parameter is { Name: var name } && describe(argument.Value, _caller) is { } text ? $"{name}={text}" : "").Where(static one => one.Length > 0));
}
