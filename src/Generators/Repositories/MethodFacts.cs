using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Generators.Repositories;

/// <summary>
/// What a method's generated half is made of beyond the text of its own file, as names that can be compared: two compilations in
/// which they are alike give the same half. Binding a signature again is cheap, making a half again is not, and after each edit of a
/// project every method is asked.
/// </summary>
internal sealed class MethodFacts : IEquatable<MethodFacts>
{
    private static readonly string[] Libraries = ["System.", "Microsoft.Extensions.", "StackExchange.Redis", "RedisSafety", "netstandard", "mscorlib"];

    [ThreadStatic]
    private static List<object?>? _collected;

    private readonly List<object?> _facts;
    private readonly string _ownAssembly;

    private MethodFacts(List<object?> facts, string ownAssembly)
    {
        _facts = facts;
        _ownAssembly = ownAssembly;
    }

    /// <summary>The facts, which are good until the next are asked for; null for a method that depends on more than these, such as a type of the user's own.</summary>
    public static MethodFacts? Of(MethodDeclarationSyntax declaration, IMethodSymbol method, AttributeData route)
    {
        var type = method.ContainingType;
        if (method.IsGenericMethod
            || declaration.Parent is not ClassDeclarationSyntax { AttributeLists.Count: 0, TypeParameterList: null, Parent: not TypeDeclarationSyntax }
            || type.BaseType is not { SpecialType: SpecialType.System_Object }
            || type.DeclaringSyntaxReferences.Length != 1
            || HasDefaults(method.ContainingAssembly.GetAttributes()))
        {
            return null;
        }

        var facts = new MethodFacts(Empty(), method.ContainingAssembly.Name);
        return facts.AddRoute(route) && facts.Add(method.ReturnType) && facts.AddParameters(method) && facts.AddRouters(type) ? facts : null;
    }

    /// <summary>The same facts, to be kept.</summary>
    public MethodFacts Copy() => new([.. _facts], _ownAssembly);

    public bool Equals(MethodFacts? other)
    {
        if (other is null || _facts.Count != other._facts.Count)
        {
            return false;
        }

        for (var i = 0; i < _facts.Count; i++)
        {
            if (!Equals(_facts[i], other._facts[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as MethodFacts);

    public override int GetHashCode() => _facts.Count;

    private static List<object?> Empty()
    {
        var facts = _collected ??= [];
        facts.Clear();
        return facts;
    }

    private static bool HasDefaults(ImmutableArray<AttributeData> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.AttributeClass?.ContainingAssembly?.Name == WellKnownNames.Assembly)
            {
                return true;
            }
        }

        return false;
    }

    private bool AddRoute(AttributeData route)
    {
        _facts.Add(route.AttributeClass?.Name);
        foreach (var argument in route.ConstructorArguments)
        {
            if (!Add(argument))
            {
                return false;
            }
        }

        foreach (var argument in route.NamedArguments)
        {
            _facts.Add(argument.Key);
            if (!Add(argument.Value))
            {
                return false;
            }
        }

        return true;
    }

    private bool Add(TypedConstant constant)
    {
        if (constant.Kind == TypedConstantKind.Array)
        {
            _facts.Add(constant.IsNull ? -1 : constant.Values.Length);
            return constant.IsNull || constant.Values.All(Add);
        }

        _facts.Add(constant.Value);
        return constant.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum;
    }

    private bool AddParameters(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (!Add(parameter.Type))
            {
                return false;
            }
        }

        return true;
    }

    private bool AddRouters(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            var isKnown = member switch
            {
                IFieldSymbol field => Add(field.Type),
                IPropertySymbol property => Add(property.Type),
                IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => AddParameters(constructor),
                _ => true,
            };
            if (!isKnown)
            {
                return false;
            }
        }

        return true;
    }

    private bool Add(ITypeSymbol type)
    {
        _facts.Add(type.NullableAnnotation switch
        {
            NullableAnnotation.Annotated => "?",
            NullableAnnotation.NotAnnotated => "!",
            _ => null,
        });
        if (type is IArrayTypeSymbol { Rank: 1 } array)
        {
            _facts.Add("[]");
            return Add(array.ElementType);
        }

        if (type.SpecialType is not (SpecialType.None or SpecialType.System_Nullable_T))
        {
            _facts.Add(type.Name);
            return true;
        }

        if (type is not INamedTypeSymbol { TypeKind: not TypeKind.Error, ContainingType: null, ContainingAssembly: { } assembly } named || !IsLibrary(assembly.Name))
        {
            return false;
        }

        _facts.Add(named.Name);
        for (var space = named.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            _facts.Add(space.Name);
        }

        if (named.IsGenericType)
        {
            foreach (var argument in named.TypeArguments)
            {
                if (!Add(argument))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool IsLibrary(string assembly)
    {
        if (assembly == _ownAssembly)
        {
            return false;
        }

        foreach (var library in Libraries)
        {
            if (assembly.StartsWith(library, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
