using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
    private readonly AttributeData _attribute;
    private readonly List<Problem> _problems = [];

    private RepositoryParser(IMethodSymbol method, AttributeData attribute)
    {
        _method = method;
        _attribute = attribute;
    }

    /// <summary>The type's name in generated source, its nullable annotations included.</summary>
    public static string Name(ITypeSymbol type) => type.ToDisplayString(Qualified);

    /// <summary>Reads a method; null where its attribute has no template, and states a route alone.</summary>
    public static RepositoryParseResult? Parse(IMethodSymbol method, AttributeData attribute)
    {
        if (attribute.ConstructorArguments is not [{ Value: string template }, ..])
        {
            return null;
        }

        var parser = new RepositoryParser(method, attribute);
        var parsed = parser.Parse(template);
        return new RepositoryParseResult(parser._problems.Count == 0 ? parsed : null, parser._problems);
    }

    /// <summary>The name in C#, with an @ where it is a keyword.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private RepositoryMethod? Parse(string template)
    {
        CheckDeclaration();
        CheckParameters();
        var router = FindRouter();
        var isReplica = _attribute.AttributeClass.Is(WellKnownNames.ReadReplicaAttribute);
        var result = ReturnedType(out var isValueTask);
        var binding = Bind(CommandTemplate.Parse(template));
        foreach (var error in binding.Errors)
        {
            var descriptor = error.Kind == TemplateErrorKind.Arguments ? RepositoryDescriptors.WrongArguments : RepositoryDescriptors.NoCommand;
            _problems.Add(Problem.InTemplate(descriptor, error.Start, error.Length, error.Suggestion, error.Message));
        }

        CheckPlaceholders(binding.Template);
        if (binding.Command is not { } command || !binding.IsValid)
        {
            return null;
        }

        if (binding.ConnectionUseOf(out var advice) != SharedConnectionUse.Allowed)
        {
            var name = binding.Template.Tokens[0];
            _problems.Add(Problem.InTemplate(
                RepositoryDescriptors.NotOnSharedConnection,
                name.Start,
                name.Length,
                suggestion: null,
                $"{command.Name} cannot run on a connection that other callers share" + (advice is null ? "" : $"; use {advice}")));
        }

        // A write to a replica is explained by RSF2002, and has nothing to be generated.
        if (_problems.Count > 0 || router is null || result.IsUnusable || (isReplica && command.IsWrite))
        {
            return null;
        }

        var call = new CallBuilder(_method, binding, router, result.Type, _problems)
            .Build(isReplica ? "Replica" : "Primary", isReplica ? Consistency() : null, isValueTask);
        if (call is null || _problems.Count > 0)
        {
            return null;
        }

        var declaration = (MethodDeclarationSyntax)_method.DeclaringSyntaxReferences[0].GetSyntax();
        return new RepositoryMethod(
            DescribeType(),
            _method.Name,
            Declaration(declaration),
            TypeParameters(),
            Constraints(),
            $"{command.Usage} (since Redis {command.Since})",
            router,
            call);
    }

    private void CheckDeclaration()
    {
        if (!_method.IsPartialDefinition)
        {
            _problems.Add(Problem.At(
                RepositoryDescriptors.NotPartial,
                _method,
                _method.PartialDefinitionPart is not null || HasBody()
                    ? $"'{_method.Name}' has a body already, so its command is never sent; remove the body and make the method partial, or remove the template"
                    : $"'{_method.Name}' must be partial, so that its body can be generated"));
        }
        else if (_method.PartialImplementationPart is not null)
        {
            _problems.Add(Problem.At(
                RepositoryDescriptors.NotPartial, _method, $"'{_method.Name}' has a body already; remove it, or the template"));
        }

        for (var type = _method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (!IsPartial(type))
            {
                _problems.Add(Problem.At(
                    RepositoryDescriptors.NotPartial, type, $"'{type.Name}' must be partial, so that the bodies of its commands can be generated"));
            }
        }

        var templates = _method.GetAttributes().Count(static attribute =>
            attribute.ConstructorArguments is [{ Value: string }, ..]
            && (attribute.AttributeClass.Is(WellKnownNames.PrimaryAttribute) || attribute.AttributeClass.Is(WellKnownNames.ReadReplicaAttribute)));
        if (templates > 1)
        {
            _problems.Add(Problem.At(
                RepositoryDescriptors.NoCommand, _method, $"'{_method.Name}' has {templates} command templates; a method sends one, so split it"));
        }
    }

    private bool HasBody() => _method.DeclaringSyntaxReferences
        .Select(static reference => reference.GetSyntax())
        .OfType<MethodDeclarationSyntax>()
        .Any(static syntax => syntax.Body is not null || syntax.ExpressionBody is not null);

    private void CheckParameters()
    {
        foreach (var parameter in _method.Parameters)
        {
            if (parameter.RefKind != RefKind.None)
            {
                _problems.Add(Problem.At(
                    RepositoryDescriptors.TypeCannotTravel, parameter, $"'{parameter.Name}' is passed by reference, which cannot outlive an asynchronous call; pass it by value"));
            }
            else if (parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic || parameter.Type.IsRefLikeType)
            {
                _problems.Add(Problem.At(
                    RepositoryDescriptors.TypeCannotTravel, parameter, $"'{parameter.Type.ToDisplayString()}' cannot be an argument of a command; {CallBuilder.ArgumentTypes}"));
            }
        }
    }

    private string? FindRouter()
    {
        if (_method.IsStatic)
        {
            _problems.Add(Problem.At(RepositoryDescriptors.NoRouter, _method, $"'{_method.Name}' is static, and has no router to send its command; make it an instance method"));
            return null;
        }

        var type = _method.ContainingType;
        var members = new List<string>();
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            var isOwn = SymbolEqualityComparer.Default.Equals(declaring, type);
            members.AddRange(declaring.GetMembers()
                .Where(member => !member.IsImplicitlyDeclared || member is IPropertySymbol)
                .Where(member => isOwn || member.DeclaredAccessibility != Accessibility.Private)
                .Where(static member => member is IFieldSymbol { Type: var field } ? IsRouter(field)
                    : member is IPropertySymbol { GetMethod: not null, Parameters.Length: 0, Type: var property } && IsRouter(property))
                .Select(static member => member.Name));
        }

        // A field that keeps the primary constructor's parameter is the same router.
        var found = members.Count > 0
            ? members
            : [.. type.InstanceConstructors.Where(IsPrimary).SelectMany(static constructor => constructor.Parameters)
                .Where(static parameter => IsRouter(parameter.Type)).Select(static parameter => parameter.Name)];
        if (found.Count == 1)
        {
            return Identifier(found[0]);
        }

        _problems.Add(Problem.At(
            RepositoryDescriptors.NoRouter,
            type,
            found.Count == 0
                ? $"'{type.Name}' has no IRedisRouter to send its commands; add one to its primary constructor: {type.Name}(IRedisRouter redis)"
                : $"'{type.Name}' has more than one IRedisRouter ({string.Join(", ", found)}), and which of them is meant cannot be told; keep one"));
        return null;
    }

    private static bool IsRouter(ITypeSymbol type) =>
        type.Is(WellKnownNames.Router) || type.AllInterfaces.Any(static implemented => implemented.Is(WellKnownNames.Router));

    private static bool IsPrimary(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is TypeDeclarationSyntax);

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .Select(static reference => reference.GetSyntax())
        .OfType<TypeDeclarationSyntax>()
        .Any(static syntax => syntax.Modifiers.Any(SyntaxKind.PartialKeyword));

    private (ITypeSymbol? Type, bool IsUnusable) ReturnedType(out bool isValueTask)
    {
        var type = _method.ReturnType;
        isValueTask = type.Is("System.Threading.Tasks.ValueTask") || type.Is("System.Threading.Tasks.ValueTask`1");
        if (isValueTask || type.Is("System.Threading.Tasks.Task") || type.Is("System.Threading.Tasks.Task`1"))
        {
            return (((INamedTypeSymbol)type).TypeArguments.FirstOrDefault(), IsUnusable: false);
        }

        _problems.Add(Problem.At(
            RepositoryDescriptors.TypeCannotTravel,
            _method,
            $"'{_method.Name}' returns '{type.ToDisplayString()}'; a command is answered later, and blocking a thread until then starves the pool during a failover: return Task, Task<T>, ValueTask or ValueTask<T>"));
        return (null, IsUnusable: true);
    }

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
            : TypeForm.PairOf(type) is not null ? PlaceholderShape.Groups
            : PlaceholderShape.Many;
    }

    private void CheckPlaceholders(CommandTemplate template)
    {
        if (!template.IsValid)
        {
            return;
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var placeholder in template.Placeholders)
        {
            used.Add(placeholder.Name);
            if (PlaceholderType.FindUnknown(_method, placeholder) is { } unknown)
            {
                var candidates = unknown.Owner is null
                    ? _method.Parameters.Select(static parameter => parameter.Name)
                    : unknown.Owner.GetMembers().Where(static member => member is IPropertySymbol or IFieldSymbol && member.CanBeReferencedByName)
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
                    nearest is null ? what : $"{what}; did you mean '{nearest}'?"));
            }
        }

        for (var i = 0; i < _method.Parameters.Length; i++)
        {
            var parameter = _method.Parameters[i];
            var isToken = i == _method.Parameters.Length - 1 && parameter.Type.Is("System.Threading.CancellationToken");
            if (!isToken && !used.Contains(parameter.Name))
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
            .Select(candidate => (Name: candidate, Distance: EditDistance.Between(name.ToUpperInvariant(), candidate.ToUpperInvariant(), limit + 1)))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(static candidate => candidate.Distance)
            .Select(static candidate => candidate.Name)
            .FirstOrDefault();
    }

    private string? Consistency()
    {
        foreach (var argument in _attribute.NamedArguments)
        {
            if (argument.Key == "Consistency" && argument.Value is { Type: INamedTypeSymbol type, Value: { } value })
            {
                return type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && value.Equals(field.ConstantValue))?.Name;
            }
        }

        return null;
    }

    private RepositoryType DescribeType()
    {
        var types = new Stack<ContainingType>();
        for (var type = _method.ContainingType; type is not null; type = type.ContainingType)
        {
            types.Push(new ContainingType(Keywords(type), Identifier(type.Name) + TypeParametersOf(type.TypeParameters)));
        }

        var containing = _method.ContainingType;
        var name = containing.ToDisplayString(new SymbolDisplayFormat(
            typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces));
        var arity = containing.Arity == 0 ? "" : $"`{containing.Arity}";
        var operations = "RedisOperations";
        while (containing.GetMembers(operations).Length > 0 || containing.Name == operations)
        {
            operations += "_";
        }

        return new RepositoryType(
            $"{name}{arity}.g.cs",
            containing.ContainingNamespace.IsGlobalNamespace ? "" : containing.ContainingNamespace.ToDisplayString(),
            new EquatableArray<ContainingType>(types.ToImmutableArray()),
            operations);
    }

    private static string Keywords(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "partial record struct",
        { IsRecord: true } => "partial record",
        { TypeKind: TypeKind.Struct } => "partial struct",
        { TypeKind: TypeKind.Interface } => "partial interface",
        _ => "partial class",
    };

    private string Declaration(MethodDeclarationSyntax syntax)
    {
        var modifiers = string.Concat(syntax.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)).Select(static modifier => modifier.Text + " "));
        var parameters = _method.Parameters.Select(static parameter => $"{(parameter.IsParams ? "params " : "")}{Name(parameter.Type)} {Identifier(parameter.Name)}");
        return $"{modifiers}{Name(_method.ReturnType)} {Identifier(_method.Name)}{TypeParameters()}({string.Join(", ", parameters)})";
    }

    private string TypeParameters() => TypeParametersOf(_method.TypeParameters);

    private static string TypeParametersOf(IReadOnlyList<ITypeParameterSymbol> parameters) =>
        parameters.Count == 0 ? "" : $"<{string.Join(", ", parameters.Select(static parameter => Identifier(parameter.Name)))}>";

    private string Constraints() => string.Concat(_method.TypeParameters.Select(static parameter =>
    {
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint)
        {
            constraints.Add("unmanaged");
        }
        else if (parameter.HasValueTypeConstraint)
        {
            constraints.Add("struct");
        }
        else if (parameter.HasReferenceTypeConstraint)
        {
            constraints.Add(parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class");
        }
        else if (parameter.HasNotNullConstraint)
        {
            constraints.Add("notnull");
        }

        constraints.AddRange(parameter.ConstraintTypes.Select(Name));
        if (parameter.HasConstructorConstraint)
        {
            constraints.Add("new()");
        }

        return constraints.Count == 0 ? "" : $" where {Identifier(parameter.Name)} : {string.Join(", ", constraints)}";
    }));
}
