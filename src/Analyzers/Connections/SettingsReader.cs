using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>
/// Reads the settings of a connection from the code that makes them: a text, an options object, a method, extension or local function that
/// builds it, and what is done with the object before the connection is opened.
/// </summary>
internal sealed class SettingsReader
{
    private const int Deepest = 10;
    private const char Hole = '\0';

    private readonly KnownSymbols _symbols;
    private readonly ConnectionSettings _settings = new();
    private readonly HashSet<(ISymbol, IOperation)> _seen = [];

    private SettingsReader(KnownSymbols symbols) => _symbols = symbols;

    /// <summary>The settings of a call that opens a connection; null for one that takes none.</summary>
    public static ConnectionSettings? Of(IInvocationOperation open, KnownSymbols symbols)
    {
        var argument = Argument(open);
        if (argument is null)
        {
            return null;
        }

        var reader = new SettingsReader(symbols);
        reader.Read(argument, null, open.Syntax.SpanStart, 0);
        foreach (var configure in open.Arguments.Where(static other => other.Parameter?.Name == "configure"))
        {
            reader.ReadDelegate(configure.Value, null, 0);
        }

        return reader._settings;
    }

    /// <summary>The settings that assignments to a library's own options hold: a configuration string, or options of StackExchange.Redis.</summary>
    public static ConnectionSettings Of(IEnumerable<IOperation> values, LibrarySettings given, KnownSymbols symbols)
    {
        var reader = new SettingsReader(symbols);
        foreach (var value in values)
        {
            reader.Read(value, null, int.MaxValue, 0);
        }

        reader.ReadUses(given.Completions, null, int.MaxValue, 0);
        if (given.MayBeCompleted)
        {
            reader.Complete();
        }

        return reader._settings;
    }

    /// <summary>The argument that holds the configuration.</summary>
    public static IOperation? Argument(IInvocationOperation open) =>
        open.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "configuration" or "configurationOptions")?.Value;

    private void Read(IOperation value, Frame? frame, int before, int depth)
    {
        value = CodeSearch.Unwrap(value);
        if (IsOptions(value.Type))
        {
            ReadOptions(value, frame, before, depth);
        }
        else
        {
            ReadText(value, frame);
        }
    }

    private static bool IsOptions(ITypeSymbol? type) =>
        type is { Name: "ConfigurationOptions", ContainingNamespace: { Name: "Redis", ContainingNamespace.Name: "StackExchange" } };

    private void ReadText(IOperation value, Frame? frame)
    {
        var origins = _symbols.Code.OriginsIn(value, frame, throughCallers: true);
        if (origins.Count != 1 || (CodeSearch.Named(CodeSearch.Unwrap(value)) is { } member && IsOpen(member)))
        {
            _settings.IsKnown = false;
        }

        foreach (var (origin, within) in origins)
        {
            if (Text(origin, within, 0) is { } text)
            {
                _settings.Literal = origin;
                if (text.IndexOf(Hole) >= 0)
                {
                    _settings.IsKnown = false;
                }

                _settings.Parse(text, Hole);
            }
            else
            {
                _settings.IsKnown = false;
            }
        }
    }

    // The text with a hole for each part that is not known; null where nothing of it is.
    private string? Text(IOperation value, Frame? frame, int depth)
    {
        value = CodeSearch.Unwrap(value);
        if (value.ConstantValue is { HasValue: true, Value: { } constant })
        {
            return constant.ToString();
        }

        return value switch
        {
            IInterpolatedStringOperation interpolated => string.Concat(interpolated.Parts.Select(part => part switch
            {
                IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string text } } => text,
                IInterpolationOperation hole => Part(hole.Expression, frame, depth),
                _ => Hole.ToString(),
            })),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Part(sum.LeftOperand, frame, depth) + Part(sum.RightOperand, frame, depth),
            _ => null,
        };
    }

    private string Part(IOperation value, Frame? frame, int depth)
    {
        if (depth < Deepest && Text(value, frame, depth + 1) is { } own)
        {
            return own;
        }

        return depth < Deepest && _symbols.Code.OriginsIn(value, frame, throughCallers: true) is [var (origin, within)] && Text(origin, within, depth + 1) is { } text ? text : Hole.ToString();
    }

    private void ReadOptions(IOperation value, Frame? frame, int before, int depth)
    {
        value = CodeSearch.Unwrap(value);
        if (depth > Deepest)
        {
            Complete();
            return;
        }

        switch (value)
        {
            case IObjectCreationOperation creation:
                ReadAssignments(creation.Initializer?.Descendants() ?? [], frame);
                break;

            case IAwaitOperation awaited:
                ReadOptions(awaited.Operation, frame, before, depth + 1);
                break;

            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                ReadOptions(choice.WhenTrue, frame, before, depth + 1);
                ReadOptions(otherwise, frame, before, depth + 1);
                _settings.IsKnown = false;
                break;

            case ICoalesceOperation coalesce:
                ReadOptions(coalesce.Value, frame, before, depth + 1);
                ReadOptions(coalesce.WhenNull, frame, before, depth + 1);
                _settings.IsKnown = false;
                break;

            case ILocalReferenceOperation { Local: var local }:
                ReadNamed(local, value, CodeSearch.Root(value), frame, before, depth);
                break;

            case IParameterReferenceOperation { Parameter: var parameter }:
                ReadParameter(parameter, value, frame, before, depth);
                break;

            case IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true }:
                ReadMember(CodeSearch.Named(value)!, value, depth);
                break;

            case IInvocationOperation call:
                ReadCall(call, frame, before, depth);
                break;

            default:
                Complete();
                break;
        }
    }

    private void ReadCall(IInvocationOperation call, Frame? frame, int before, int depth)
    {
        var method = call.TargetMethod;
        if (IsOptions(method.ContainingType))
        {
            if (method.Name == "Parse" && call.Arguments is [{ Value: var parsed }, ..])
            {
                ReadText(parsed, frame);
            }
            else if (call.Instance is { } receiver)
            {
                // Clone and Apply give the options themselves.
                ReadOptions(receiver, frame, before, depth + 1);
                foreach (var argument in call.Arguments.Where(static argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate))
                {
                    ReadDelegate(argument.Value, frame, depth);
                }
            }

            return;
        }

        var bodies = _symbols.Code.Implementations(method.OriginalDefinition).Where(_symbols.Code.HasCode).OfType<IMethodSymbol>().ToArray();
        if (bodies.Length == 0)
        {
            Complete();
        }

        foreach (var implementation in bodies)
        {
            var inner = Frame.Of(call, implementation, frame);
            foreach (var result in _symbols.Code.Bodies(implementation).SelectMany(CodeSearch.Returns))
            {
                ReadOptions(result, inner, int.MaxValue, depth + 1);
            }
        }
    }

    private void ReadNamed(ISymbol local, IOperation reference, IOperation root, Frame? frame, int before, int depth)
    {
        if (!_seen.Add((local, root)))
        {
            return;
        }

        var sources = _symbols.Code.Assigned(local, reference).Where(source => source.Syntax.SpanStart < before).ToArray();
        if (sources.Length != 1)
        {
            _settings.IsKnown = false;
        }

        foreach (var source in sources)
        {
            ReadOptions(source, frame, int.MaxValue, depth + 1);
        }

        ReadUses(root.Descendants().Where(use => use is ILocalReferenceOperation one && SymbolEqualityComparer.Default.Equals(one.Local, local)), frame, before, depth);
    }

    private void ReadParameter(IParameterSymbol parameter, IOperation reference, Frame? frame, int before, int depth)
    {
        var root = CodeSearch.Root(reference);
        if (!_seen.Add((parameter, root)))
        {
            return;
        }

        ReadUses(root.Descendants().Where(use => use is IParameterReferenceOperation one && SymbolEqualityComparer.Default.Equals(one.Parameter, parameter)), frame, before, depth);
        if (frame?.ArgumentOf(parameter) is var (argument, caller))
        {
            ReadOptions(argument, caller, argument.Syntax.SpanStart, depth + 1);
            return;
        }

        var arguments = _symbols.Code.Arguments(parameter.OriginalDefinition);
        if (arguments.Count == 0)
        {
            Complete();
        }

        foreach (var one in arguments)
        {
            ReadOptions(one, null, one.Syntax.SpanStart, depth + 1);
        }
    }

    private void ReadMember(ISymbol member, IOperation reference, int depth)
    {
        // Others can set what they can reach.
        if (!_symbols.Code.HasCode(member) || IsOpen(member))
        {
            Complete();
            return;
        }

        if (!_seen.Add((member, CodeSearch.Root(reference))))
        {
            return;
        }

        var results = member is IPropertySymbol ? _symbols.Code.Bodies(member).SelectMany(CodeSearch.Returns).ToArray() : [];
        var sources = results.Concat(_symbols.Code.Assigned(member, reference)).ToArray();
        if (sources.Length != 1)
        {
            _settings.IsKnown = false;
        }

        if (sources.Length == 0)
        {
            Complete();
        }

        foreach (var source in sources)
        {
            ReadOptions(source, null, int.MaxValue, depth + 1);
        }

        ReadUses(_symbols.Code.References(member), null, int.MaxValue, depth);
    }

    private static bool IsOpen(ISymbol member) => member switch
    {
        IFieldSymbol { IsReadOnly: false, DeclaredAccessibility: not Accessibility.Private } => true,
        IPropertySymbol { SetMethod.DeclaredAccessibility: not Accessibility.Private } => true,
        _ => false,
    };

    // options.AbortOnConnectFail = false; options.EndPoints.Add("…"); and whatever else is done with the object. The client takes a copy
    // when it connects: nothing that is done later counts.
    private void ReadUses(IEnumerable<IOperation> uses, Frame? frame, int before, int depth)
    {
        foreach (var use in uses.Where(use => use.Syntax.SpanStart < before))
        {
            switch (use.Parent)
            {
                case IPropertyReferenceOperation { Parent: IAssignmentOperation assignment } property when assignment.Target == property:
                    ReadAssignments([assignment], frame);
                    break;
                case IPropertyReferenceOperation { Property.Name: "EndPoints", Parent: IInvocationOperation { TargetMethod.Name: "Add" } add }:
                    AddEndPoint(add, frame);
                    break;
                case IPropertyReferenceOperation { Property.Name: "EndPoints" }:
                    _settings.IsKnown = false;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation taker } argument when !ConnectionOpening.IsOpening(taker, _symbols):
                    ReadTaker(taker, argument, frame, depth);
                    break;
                case IInvocationOperation { TargetMethod: { Name: "Apply", ContainingType: var type } } apply when IsOptions(type):
                    foreach (var argument in apply.Arguments)
                    {
                        ReadDelegate(argument.Value, frame, depth);
                    }

                    break;
            }
        }
    }

    // A method that is handed the object may set anything, unless its code shows what it sets.
    private void ReadTaker(IInvocationOperation taker, IArgumentOperation argument, Frame? frame, int depth)
    {
        if (depth < Deepest && argument.Parameter is { } parameter)
        {
            if (taker.TargetMethod.MethodKind == MethodKind.DelegateInvoke && taker.Instance is { } work)
            {
                ReadDelegate(work, frame, depth + 1);
                return;
            }

            var bodies = _symbols.Code.Bodies(taker.TargetMethod.OriginalDefinition).ToArray();
            if (bodies.Length > 0)
            {
                var own = parameter.OriginalDefinition;
                var inner = Frame.Of(taker, taker.TargetMethod, frame);
                foreach (var body in bodies.Where(body => _seen.Add((own, body))))
                {
                    ReadUses(body.Descendants().Where(use => use is IParameterReferenceOperation one && SymbolEqualityComparer.Default.Equals(one.Parameter, own)), inner, int.MaxValue, depth + 1);
                }

                return;
            }
        }

        Complete();
    }

    private void ReadDelegate(IOperation value, Frame? frame, int depth)
    {
        foreach (var (origin, within) in _symbols.Code.OriginsIn(value, frame, throughCallers: true))
        {
            var (parameters, body) = origin switch
            {
                IAnonymousFunctionOperation lambda => (lambda.Symbol.Parameters, (IOperation?)lambda.Body),
                IMethodReferenceOperation method => (method.Method.OriginalDefinition.Parameters, _symbols.Code.Bodies(method.Method.OriginalDefinition).FirstOrDefault()),
                _ => default,
            };
            if (origin is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation)
            {
                continue;
            }

            if (body is null || depth > Deepest || parameters.FirstOrDefault(static parameter => IsOptions(parameter.Type)) is not { } options)
            {
                Complete();
                continue;
            }

            ReadUses(body.Descendants().Where(use => use is IParameterReferenceOperation one && SymbolEqualityComparer.Default.Equals(one.Parameter, options)), within, int.MaxValue, depth + 1);
        }
    }

    private void ReadAssignments(IEnumerable<IOperation> operations, Frame? frame)
    {
        foreach (var operation in operations)
        {
            if (operation is IAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: var name, ContainingType: var type } } } assignment && IsOptions(type))
            {
                _settings.Set(name);
                if (name == "AbortOnConnectFail")
                {
                    _settings.AbortConnect = new ConstantReader(frame).Truth(assignment.Value) ?? _settings.AbortConnect;
                }
                else if (name == "EndPoints")
                {
                    _settings.IsKnown = false;
                }
            }
            else if (operation is IInvocationOperation { TargetMethod: { Name: "Add", ContainingType.Name: "EndPointCollection" } } add)
            {
                AddEndPoint(add, frame);
            }
        }
    }

    private void AddEndPoint(IInvocationOperation add, Frame? frame)
    {
        if (add.Arguments.FirstOrDefault()?.Value is { } value && Part(value, frame, 0) is var host && host.IndexOf(Hole) < 0 && host.Length > 0)
        {
            _settings.AddEndPoint(host);
        }
        else
        {
            _settings.IsKnown = false;
        }
    }

    private void Complete()
    {
        _settings.IsKnown = false;
        _settings.MayBeCompleted = true;
    }
}
