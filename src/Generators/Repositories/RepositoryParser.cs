using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>
/// From a method with a command template to the generated half, or to what keeps it from having one. The generator takes the first,
/// the analyzer the second, so that they cannot disagree.
/// </summary>
internal sealed class RepositoryParser
{
    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly IMethodSymbol _method;
    private readonly RouteSettings _settings;
    private readonly List<Problem> _problems = [];

    private RepositoryParser(IMethodSymbol method, RouteSettings settings)
    {
        _method = method;
        _settings = settings;
    }

    /// <summary>The type's name in generated source, its nullable annotations included.</summary>
    public static string Name(ITypeSymbol type) => type.ToDisplayString(Qualified);

    /// <summary>Reads a method; null where its attribute states a route alone.</summary>
    public static RepositoryParseResult? Parse(IMethodSymbol method, AttributeData attribute)
    {
        var settings = new RouteSettings(attribute);
        var isBody = settings.Commands.Count == 0 && settings.Script is null;
        if (isBody && (!method.IsPartialDefinition || DeclarationCheck.HasOwnImplementation(method)))
        {
            return null;
        }

        var parser = new RepositoryParser(method, settings);
        var half = isBody ? parser.ParseBody() : parser.ParseCall();
        var problems = parser._problems;
        if (problems.Count > 0 || half is null)
        {
            var why = problems.Count > 0
                ? $"{problems[0].Descriptor.Id}: {string.Format(CultureInfo.InvariantCulture, problems[0].Descriptor.MessageFormat.ToString(CultureInfo.InvariantCulture), problems[0].Arguments)}"
                : "RSF2002: a write cannot be sent to a replica";
            half = new GeneratedHalf { Failure = why };
        }

        // Of two routes, the first speaks for the method.
        var isFirst = RouteSettings.AttributesOf(method).FirstOrDefault()?.ApplicationSyntaxReference is not { } first
            || (attribute.ApplicationSyntaxReference is { } own && own.SyntaxTree == first.SyntaxTree && own.Span == first.Span);
        return new RepositoryParseResult(isFirst && DeclarationCheck.CanBeDeclared(method) ? parser.Describe(half) : null, problems);
    }

    /// <summary>The name in C#, with an @ where it is a keyword.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private GeneratedHalf? ParseCall()
    {
        DeclarationCheck.Check(_method, _problems);
        DeclarationCheck.CheckParameters(_method, _problems);
        var router = RouterLookup.Find(_method, _problems);
        var result = ReturnedType(out var shape);
        var context = new CallContext(_method, router ?? "", result.Type, shape, _settings, ReadPromise.Of(_method, _settings, _problems), _problems);
        return _settings.Script is { } script ? ParseScript(context, script)
            : Bind() is { } bindings && _problems.Count == 0 && router is not null && !result.IsUnusable ? Build(context, bindings)
            : null;
    }

    private GeneratedHalf? Build(CallContext context, List<TemplateBinding> bindings)
    {
        if (_settings.OncePer is not null && context.Shape == ReturnShape.Enumeration)
        {
            _problems.Add(Problem.InSetting(
                RepositoryDescriptors.WrongArguments, nameof(RouteSettings.OncePer), "An enumeration changes nothing, so that nothing can be applied twice; remove OncePer"));
            return null;
        }

        // A write to a replica is explained by RSF2002, and has nothing to be generated.
        if (_settings.IsReplica && bindings.Any(static binding => binding.Command!.IsWrite))
        {
            return null;
        }

        var call = context.Shape == ReturnShape.Enumeration && bindings.Count == 1 ? new EnumerationBuilder(context, bindings[0]).Build()
            : bindings.Count == 1 ? new CallBuilder(context, bindings[0]).Build()
            : new TransactionBuilder(context, bindings).Build();
        return call is null ? null : new GeneratedHalf
        {
            Call = call,
            Documentation = MethodDocumentation.Of(_method, bindings.Select(static binding => binding.Command!)),
        };
    }

    private GeneratedHalf? ParseScript(CallContext context, string script)
    {
        if (_settings.Commands.Count > 1)
        {
            _problems.Add(Problem.InTemplate(
                RepositoryDescriptors.WrongArguments, 0, int.MaxValue, suggestion: null, "A script has one list of keys and arguments: \"key … , argument …\"").In(1));
        }

        var template = _settings.Commands.Count > 0 ? CommandTemplate.Parse(_settings.Commands[0]) : ScriptBuilder.TemplateOf(_method, _settings.OncePer);
        foreach (var error in template.Errors)
        {
            Report(error, template: 0);
        }

        CheckPlaceholders([template]);
        if (_settings.OncePer is not null && script.StartsWith("#!", StringComparison.Ordinal))
        {
            _problems.Add(Problem.InSetting(
                RepositoryDescriptors.WrongArguments,
                nameof(RouteSettings.OncePer),
                "A script with OncePer runs inside another one, and cannot begin with '#!'; remove that line, or remove OncePer"));
        }

        if (context.Shape == ReturnShape.Enumeration)
        {
            _problems.Add(Problem.At(RepositoryDescriptors.TypeCannotTravel, _method, "A script answers at once: return Task<T>"));
        }

        if (script.Trim().Length == 0)
        {
            _problems.Add(Problem.At(RepositoryDescriptors.NoCommand, _method, "The script is empty; Lua, or the name of a .lua file, is expected"));
        }

        var file = script.EndsWith(".lua", StringComparison.OrdinalIgnoreCase) && script.IndexOf('\n') < 0 ? script : null;
        return _problems.Count > 0 || new ScriptBuilder(context, template).Build() is not { } call ? null : new GeneratedHalf
        {
            Call = call,
            Script = file is null ? script : null,
            ScriptFile = file,
        };
    }

    private GeneratedHalf? ParseBody()
    {
        DeclarationCheck.Check(_method, _problems);
        var router = RouterLookup.Find(_method, _problems);
        var promise = ReadPromise.Of(_method, _settings, _problems);
        var body = BodyMethod.Find(_method);
        if (body is null)
        {
            _problems.Add(Problem.At(
                RepositoryDescriptors.NoCommand,
                _method,
                $"'{_method.Name}' has neither a command template nor a body to route; write the command into the attribute, or add a private method '{_method.Name}' with a leading IDatabaseAsync parameter"));
        }

        return body is null || router is null || _problems.Count > 0 ? null : new GeneratedHalf { Body = body.Call(router, _settings.IsReplica, promise, RepeatedReplies.AreAllowed(_method, _settings)), IsVoid = _method.ReturnsVoid };
    }

    private RepositoryMethod Describe(GeneratedHalf half)
    {
        var declaration = new MethodDeclaration(_method);
        return new RepositoryMethod(
            declaration.Type(),
            _method.Name,
            declaration.Signature(),
            declaration.TypeParameters(),
            declaration.Constraints(),
            half);
    }

    private List<TemplateBinding>? Bind()
    {
        var bindings = new List<TemplateBinding>();
        for (var i = 0; i < _settings.Commands.Count; i++)
        {
            var binding = Bind(CommandTemplate.Parse(_settings.Commands[i]));
            bindings.Add(binding);
            foreach (var error in binding.Errors)
            {
                Report(error, i);
            }

            if (binding is { Command: { } command, IsValid: true } && binding.ConnectionUseOf(out var advice) != SharedConnectionUse.Allowed)
            {
                var name = binding.Template.Tokens[0];
                _problems.Add(Problem.InTemplate(
                    RepositoryDescriptors.NotOnSharedConnection,
                    name.Start,
                    name.Length,
                    suggestion: null,
                    $"{command.Name} cannot run on a connection that other callers share" + (advice is null ? "" : $"; use {advice}")).In(i) with
                {
                    Edits = SharedEdits(binding, i),
                });
            }
        }

        if (_settings.IsReplica && bindings.Count > 1)
        {
            _problems.Add(Problem.At(
                RepositoryDescriptors.NoCommand, _method, $"'{_method.Name}' has {bindings.Count} commands, which run as one transaction on the primary; use [Primary], or a method for each"));
        }

        CheckPlaceholders([.. bindings.Select(static binding => binding.Template)]);
        return bindings.TrueForAll(static binding => binding is { Command: not null, IsValid: true }) ? bindings : null;
    }

    /// <summary>What makes a command that waits one that answers at once; empty where the method's types would not fit its reply.</summary>
    private List<TemplateEdit> SharedEdits(TemplateBinding binding, int template)
    {
        var edits = new List<TemplateEdit>();
        if (SharedForm.Of(binding) is not { } changes || (SharedForm.LosesItsKey(binding.Command!) && !FitsWithoutKey(binding.Command!)))
        {
            return edits;
        }

        // What goes takes the blanks before it along.
        var text = binding.Template.Text;
        foreach (var (token, replacement) in changes)
        {
            var start = token.Start;
            while (replacement.Length == 0 && start > 0 && char.IsWhiteSpace(text[start - 1]))
            {
                start--;
            }

            edits.Add(new TemplateEdit(template, start, token.Start + token.Length - start, replacement));
        }

        for (var i = edits.Count - 1; i >= 0; i--)
        {
            text = text.Remove(edits[i].Start, edits[i].Length).Insert(edits[i].Start, edits[i].Text);
        }

        var changed = new RepositoryParser(_method, _settings.With(template, text));
        return changed.ParseCall() is not null && changed._problems.Count == 0 ? edits : [];
    }

    // A type that took the key as well would take something else for it.
    private bool FitsWithoutKey(RedisCommand command)
    {
        var type = (_method.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
        var value = type is not null && TypeForm.IsNullableStruct(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        return command.Name.StartsWith("BZ", StringComparison.Ordinal)
            ? value is INamedTypeSymbol { IsTupleType: true, TupleElements.Length: 2 }
            : value is not (null or IArrayTypeSymbol or INamedTypeSymbol { IsTupleType: true }) && (value.SpecialType == SpecialType.System_String || TypeForm.ElementOf(value) is null);
    }

    private void Report(TemplateError error, int template)
    {
        var descriptor = error.Kind == TemplateErrorKind.Arguments ? RepositoryDescriptors.WrongArguments : RepositoryDescriptors.NoCommand;
        _problems.Add(Problem.InTemplate(descriptor, error.Start, error.Length, error.Suggestion, error.Message).In(template));
    }

    private (ITypeSymbol? Type, bool IsUnusable) ReturnedType(out ReturnShape shape)
    {
        var type = _method.ReturnType;
        shape = type.Is("System.Collections.Generic.IAsyncEnumerable`1") ? ReturnShape.Enumeration
            : type.Is("System.Threading.Tasks.ValueTask") || type.Is("System.Threading.Tasks.ValueTask`1") ? ReturnShape.ValueTask
            : ReturnShape.Task;
        if (!TypeForm.HasError(type) && (shape != ReturnShape.Task || type.Is("System.Threading.Tasks.Task") || type.Is("System.Threading.Tasks.Task`1")))
        {
            return (((INamedTypeSymbol)type).TypeArguments.FirstOrDefault(), IsUnusable: false);
        }

        if (TypeForm.HasError(type))
        {
            return (null, IsUnusable: true);
        }

        _problems.Add(Problem.At(
            RepositoryDescriptors.TypeCannotTravel,
            _method,
            $"'{_method.Name}' returns '{type.ToDisplayString()}'; a command is answered later, and blocking a thread until then starves the pool during a failover: return Task, Task<T>, ValueTask or ValueTask<T>, or IAsyncEnumerable<T> for SCAN and its like") with
        {
            Suggestion = Asynchronous(type),
        });
        return (null, IsUnusable: true);
    }

    /// <summary>The return type that the caller would await to get this one; null where a sequence may be meant to come bit by bit.</summary>
    private string? Asynchronous(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Void ? "global::System.Threading.Tasks.Task"
        : _method.ReturnsByRef || _method.ReturnsByRefReadonly || type.IsRefLikeType || type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic
            || type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_IEnumerable ? null
        : $"global::System.Threading.Tasks.Task<{Name(type)}>";

    private TemplateBinding Bind(CommandTemplate template)
    {
        var binding = TemplateBinding.Bind(template, placeholder => ShapeOf(placeholder, asOne: false));
        if (binding.IsValid)
        {
            return binding;
        }

        // A collection where the command takes one value is that value, serialised.
        var asOne = TemplateBinding.Bind(template, placeholder => ShapeOf(placeholder, asOne: true));
        return asOne.IsValid ? asOne : binding;
    }

    private PlaceholderShape ShapeOf(TemplatePlaceholder placeholder, bool asOne)
    {
        if (PlaceholderType.Find(_method, placeholder) is not { } type || type.TypeKind == TypeKind.Error)
        {
            return PlaceholderShape.Unknown;
        }

        return asOne || TypeForm.ElementOf(type) is null ? PlaceholderShape.One
            : TypeForm.PartsOf(type) is not null ? PlaceholderShape.Groups
            : PlaceholderShape.Many;
    }

    private void CheckPlaceholders(IReadOnlyList<CommandTemplate> templates)
    {
        if (templates.Any(static template => !template.IsValid))
        {
            return;
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (template, placeholder) in templates.SelectMany(static (template, index) => template.Placeholders.Select(placeholder => (index, placeholder))))
        {
            used.Add(placeholder.Name);
            if (PlaceholderType.FindUnknown(_method, placeholder) is { } unknown)
            {
                var candidates = unknown.Owner is null
                    ? _method.Parameters.Select(static parameter => parameter.Name)
                    : unknown.Owner.GetMembers().Where(member => member is IPropertySymbol or IFieldSymbol && member.CanBeReferencedByName && MemberAccess.IsPossible(member, _method.ContainingType))
                        .Select(static member => member.Name);
                var nearest = Nearest(unknown.Name, candidates);
                var what = unknown.Owner is null
                    ? $"'{_method.Name}' has no parameter '{unknown.Name}'"
                    : $"'{unknown.Owner.Name}' has no member '{unknown.Name}'";
                _problems.Add(Problem.InTemplate(
                    RepositoryDescriptors.PlaceholderMismatch,
                    placeholder.Start + unknown.Offset,
                    unknown.Name.Length,
                    nearest,
                    nearest is null ? what : $"{what}; did you mean '{nearest}'?").In(template));
            }
        }

        if (_settings.OncePer is { } token && !_method.Parameters.Any(parameter => parameter.Name == token))
        {
            var nearest = Nearest(token, _method.Parameters.Select(static parameter => parameter.Name));
            _problems.Add(Problem.InSetting(
                RepositoryDescriptors.PlaceholderMismatch,
                nameof(RouteSettings.OncePer),
                $"'{_method.Name}' has no parameter '{token}' that could tell one call from another" + (nearest is null ? "" : $"; did you mean '{nearest}'?")) with
            {
                Suggestion = nearest,
            });
        }

        for (var i = 0; i < _method.Parameters.Length; i++)
        {
            var parameter = _method.Parameters[i];
            var isToken = i == _method.Parameters.Length - 1 && parameter.Type.Is("System.Threading.CancellationToken");
            if (!isToken && !used.Contains(parameter.Name) && parameter.Name != _settings.OncePer)
            {
                _problems.Add(Problem.At(
                    RepositoryDescriptors.PlaceholderMismatch,
                    parameter,
                    parameter.Type.Is("System.Threading.CancellationToken")
                        ? $"'{parameter.Name}' must be the last parameter, where a cancellation token is honoured"
                        : $"'{parameter.Name}' is used nowhere in the template; write {{{parameter.Name}}} where it belongs, or remove it"));
            }
        }
    }

    private static string? Nearest(string name, IEnumerable<string> candidates)
    {
        var limit = Math.Max(2, name.Length / 2);
        return candidates
            .Where(candidate => candidate != name)
            .Select(candidate => (Name: candidate, Distance: EditDistance.Between(name.ToUpperInvariant(), candidate.ToUpperInvariant(), limit + 1)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(static candidate => candidate.Distance)
            .Select(static candidate => candidate.Name)
            .FirstOrDefault();
    }
}
