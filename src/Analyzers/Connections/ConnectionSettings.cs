using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>What the code shows of the configuration that a connection is opened with.</summary>
internal sealed class ConnectionSettings
{
    private readonly KnownSymbols _symbols;
    private readonly HashSet<string> _set = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _endPoints = [];

    private ConnectionSettings(KnownSymbols symbols, IOperation argument)
    {
        _symbols = symbols;
        Argument = argument;
    }

    /// <summary>The argument that holds the configuration.</summary>
    public IOperation Argument { get; }

    /// <summary>All of it is known: nothing can set what is not seen here.</summary>
    public bool IsKnown { get; private set; } = true;

    /// <summary><c>abortConnect</c>, where it is set and known.</summary>
    public bool? AbortConnect { get; private set; }

    /// <summary>The hosts, without their ports.</summary>
    public IReadOnlyList<string> Hosts => _endPoints;

    /// <summary>The text that holds the configuration, where it stands in the call itself.</summary>
    public IOperation? Literal { get; private set; }

    /// <summary>An option is set, by its name in a configuration string or as a property.</summary>
    public bool Sets(string name) => _set.Contains(name);

    /// <summary>The configuration of a call that opens a connection; null for one that takes none.</summary>
    public static ConnectionSettings? Of(IInvocationOperation open, KnownSymbols symbols)
    {
        var argument = open.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "configuration" or "configurationOptions");
        if (argument is null)
        {
            return null;
        }

        var settings = new ConnectionSettings(symbols, argument.Value);
        settings.Read(argument.Value);
        foreach (var lambda in open.Arguments.Select(static other => CodeSearch.Unwrap(other.Value)).OfType<IAnonymousFunctionOperation>())
        {
            settings.ReadAssignments(lambda.Body.Descendants());
        }

        if (open.Arguments.Any(static other => other.Parameter?.Name == "configure" && CodeSearch.Unwrap(other.Value) is not IAnonymousFunctionOperation))
        {
            settings.IsKnown = false;
        }

        return settings;
    }

    private void Read(IOperation value)
    {
        var origins = _symbols.Code.Origins(value);
        if (origins.Count != 1)
        {
            IsKnown = false;
        }

        foreach (var origin in origins)
        {
            ReadOrigin(origin);
        }

        if (CodeSearch.Named(CodeSearch.Unwrap(value)) is { } symbol and (ILocalSymbol or IFieldSymbol))
        {
            ReadLater(symbol, value);
        }
    }

    private void ReadOrigin(IOperation origin)
    {
        switch (origin)
        {
            case { ConstantValue: { HasValue: true, Value: string text } }:
                Literal = origin;
                Parse(text);
                break;

            case IInterpolatedStringOperation interpolated:
                // What stands in the holes is not known; what stands around them is.
                IsKnown = false;
                Literal = origin;
                Parse(string.Concat(interpolated.Parts.Select(static part =>
                    part is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string text } } ? text : "\0")));
                break;

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                IsKnown = false;
                foreach (var text in sum.Descendants().Select(static part => part.ConstantValue).Where(static constant => constant.HasValue).Select(static constant => constant.Value).OfType<string>())
                {
                    Parse(text);
                }

                break;

            case IInvocationOperation { TargetMethod: { Name: "Parse", ContainingType.Name: "ConfigurationOptions" }, Arguments: [{ Value: var parsed }, ..] }:
                Read(parsed);
                break;

            case IObjectCreationOperation { Type.Name: "ConfigurationOptions" } creation:
                ReadAssignments(creation.Initializer?.Descendants() ?? []);
                break;

            default:
                IsKnown = false;
                break;
        }
    }

    // options.AbortOnConnectFail = false; options.EndPoints.Add("…"); and whatever else is done with the object.
    private void ReadLater(ISymbol symbol, IOperation reference)
    {
        var uses = symbol is ILocalSymbol
            ? CodeSearch.Root(reference).Descendants().Where(use => use is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, symbol))
            : _symbols.Code.References(symbol);
        foreach (var use in uses)
        {
            switch (use.Parent)
            {
                case IPropertyReferenceOperation { Parent: IAssignmentOperation assignment } property when assignment.Target == property:
                    ReadAssignments([assignment]);
                    break;
                case IPropertyReferenceOperation { Property.Name: "EndPoints", Parent: IInvocationOperation { TargetMethod.Name: "Add" } add }:
                    AddEndPoint(add);
                    break;
                case IArgumentOperation { Parent: IInvocationOperation taker } when !ConnectionOpening.IsOpening(taker, _symbols) && symbol is { Name: not null } && !IsText(symbol):
                    IsKnown = false;
                    break;
            }
        }
    }

    private static bool IsText(ISymbol symbol) => symbol is ILocalSymbol { Type.SpecialType: SpecialType.System_String } or IFieldSymbol { Type.SpecialType: SpecialType.System_String };

    private void ReadAssignments(IEnumerable<IOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (operation is IAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: var name, ContainingType.Name: "ConfigurationOptions" } } } assignment)
            {
                _set.Add(name);
                if (name == "AbortOnConnectFail")
                {
                    AbortConnect = assignment.Value.ConstantValue is { HasValue: true, Value: bool value } ? value : AbortConnect;
                }
            }
            else if (operation is IInvocationOperation { TargetMethod: { Name: "Add", ContainingType.Name: "EndPointCollection" } } add)
            {
                AddEndPoint(add);
            }
        }
    }

    private void AddEndPoint(IInvocationOperation add)
    {
        if (add.Arguments.FirstOrDefault()?.Value is { } value && CodeSearch.Unwrap(value).ConstantValue is { HasValue: true, Value: string host })
        {
            _endPoints.Add(Host(host));
        }
        else
        {
            IsKnown = false;
        }
    }

    private void Parse(string text)
    {
        foreach (var part in text.Split(',').Select(static part => part.Trim()).Where(static part => part.Length > 0))
        {
            var equals = part.IndexOf('=');
            if (equals < 0)
            {
                if (part.IndexOf('\0') < 0)
                {
                    _endPoints.Add(Host(part));
                }

                continue;
            }

            var name = part.Substring(0, equals).Trim();
            _set.Add(name);
            if (name.Equals("abortConnect", StringComparison.OrdinalIgnoreCase))
            {
                AbortConnect = bool.TryParse(part.Substring(equals + 1).Trim(), out var value) ? value : AbortConnect;
            }
        }
    }

    private static string Host(string endPoint)
    {
        var colon = endPoint.LastIndexOf(':');
        return colon < 0 ? endPoint : endPoint.Substring(0, colon);
    }
}
