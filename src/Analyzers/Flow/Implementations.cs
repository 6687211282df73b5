using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Which method of the source runs when another is called: itself, or the only one that implements or overrides it.</summary>
internal sealed class Implementations
{
    private static readonly List<INamedTypeSymbol> None = [];
    private static readonly (string Base, SyntaxReference Type)[] NoHeirs = [];

    // What is typed in an editor makes a new compilation of the same files but one.
    private static readonly ConditionalWeakTable<SyntaxTree, (string Base, SyntaxReference Type)[]> Heirs = new();

    // What the last file of the thread was gone through with: there are many.
    [ThreadStatic]
    private static Stack<SyntaxNode>? _spare;

    private readonly Compilation _compilation;
    private readonly Lazy<Dictionary<string, Declarations>> _derived;

    // One method of an interface after the other is asked for.
    private Below? _last;

    public Implementations(Compilation compilation)
    {
        _compilation = compilation;
        _derived = new(() => Index(compilation), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The method that runs; null where that is not known, or it has no source.</summary>
    public IMethodSymbol? Body(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.LocalFunction || !(method.IsAbstract || method.IsVirtual || method.IsOverride) || method.ContainingType.IsSealed)
        {
            return SourceBodies.HasBody(method) ? method.OriginalDefinition : null;
        }

        var body = !method.IsAbstract && SourceBodies.HasBody(method) ? method.OriginalDefinition : null;
        foreach (var type in Derived(method.ContainingType.OriginalDefinition))
        {
            var own = method.ContainingType.TypeKind == TypeKind.Interface ? Implementing(type, method) : Overriding(type, method);
            if (own is null || !SourceBodies.HasBody(own) || SymbolEqualityComparer.Default.Equals(own.OriginalDefinition, body))
            {
                continue;
            }

            if (body is not null)
            {
                // Two that may run: which one is not known.
                return null;
            }

            body = own.OriginalDefinition;
        }

        return body;
    }

    private static IMethodSymbol? Implementing(INamedTypeSymbol type, IMethodSymbol method)
    {
        foreach (var implemented in type.AllInterfaces)
        {
            if (!SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, method.ContainingType.OriginalDefinition))
            {
                continue;
            }

            foreach (var member in implemented.GetMembers(method.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, method.OriginalDefinition))
                {
                    return type.FindImplementationForInterfaceMember(member) as IMethodSymbol;
                }
            }

            return null;
        }

        return null;
    }

    private static IMethodSymbol? Overriding(INamedTypeSymbol type, IMethodSymbol method)
    {
        foreach (var member in type.GetMembers(method.Name))
        {
            if (member is IMethodSymbol candidate && Overrides(candidate, method))
            {
                return candidate;
            }
        }

        return null;
    }

    private static bool Overrides(IMethodSymbol candidate, IMethodSymbol method)
    {
        for (var overridden = candidate.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    // Every type below, those that derive from derived ones included; interfaces left out.
    private List<INamedTypeSymbol> Derived(INamedTypeSymbol type)
    {
        if (Volatile.Read(ref _last) is { } last && SymbolEqualityComparer.Default.Equals(last.Type, type))
        {
            return last.Types;
        }

        var types = FindDerived(type);
        Volatile.Write(ref _last, new Below(type, types));
        return types;
    }

    private List<INamedTypeSymbol> FindDerived(INamedTypeSymbol type)
    {
        List<INamedTypeSymbol>? derived = null;
        HashSet<INamedTypeSymbol>? seen = null;
        INamedTypeSymbol? first = null;
        Stack<INamedTypeSymbol>? pending = null;
        for (var ancestor = type; ancestor is not null; ancestor = pending is { Count: > 0 } ? pending.Pop() : null)
        {
            foreach (var candidate in Named(ancestor))
            {
                if (!IsBelow(candidate, ancestor) || SymbolEqualityComparer.Default.Equals(candidate, first))
                {
                    continue;
                }

                // Most have one type below them.
                if (first is null)
                {
                    first = candidate;
                }
                else if (!(seen ??= new(SymbolEqualityComparer.Default)).Add(candidate))
                {
                    continue;
                }

                if (!candidate.IsSealed)
                {
                    (pending ??= new()).Push(candidate);
                }

                if (candidate.TypeKind != TypeKind.Interface)
                {
                    (derived ??= new(1)).Add(candidate);
                }
            }
        }

        return derived ?? None;
    }

    // The types whose list of bases has the name of the ancestor: looked at as symbols when they are asked for, and once.
    private ImmutableArray<INamedTypeSymbol> Named(INamedTypeSymbol ancestor)
    {
        if (!_derived.Value.TryGetValue(ancestor.Name, out var declarations))
        {
            return ImmutableArray<INamedTypeSymbol>.Empty;
        }

        if (declarations.Symbols.IsDefault)
        {
            var symbols = ImmutableArray.CreateBuilder<INamedTypeSymbol>(declarations.Places.Count);
            foreach (var place in declarations.Places)
            {
                if (Declared(place, ancestor.ContainingNamespace) is { } symbol)
                {
                    symbols.Add(symbol);
                }
            }

            declarations.Symbols = symbols.ToImmutable();
        }

        return declarations.Symbols;
    }

    private INamedTypeSymbol? Declared(SyntaxReference place, INamespaceSymbol? near)
    {
        // Most types stand in the namespace of what they derive from: found there, they take no model of their file.
        var node = place.GetSyntax();
        if (near is not null && node is TypeDeclarationSyntax { Parent: BaseNamespaceDeclarationSyntax or CompilationUnitSyntax } declaration)
        {
            foreach (var candidate in near.GetTypeMembers(declaration.Identifier.ValueText, declaration.Arity))
            {
                foreach (var reference in candidate.DeclaringSyntaxReferences)
                {
                    if (reference.SyntaxTree == place.SyntaxTree && reference.Span == place.Span)
                    {
                        return candidate;
                    }
                }
            }
        }

#pragma warning disable RS1030 // Only the declaration of a type, in a tree that may be another than the one at hand.
        return _compilation.GetSemanticModel(node.SyntaxTree).GetDeclaredSymbol(node) as INamedTypeSymbol;
#pragma warning restore RS1030
    }

    private static bool IsBelow(INamedTypeSymbol type, INamedTypeSymbol ancestor)
    {
        if (SymbolEqualityComparer.Default.Equals(type.BaseType?.OriginalDefinition, ancestor))
        {
            return true;
        }

        foreach (var candidate in type.Interfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, ancestor))
            {
                return true;
            }
        }

        return false;
    }

    // By the simple names in base lists: only those that match are looked at as symbols.
    private static Dictionary<string, Declarations> Index(Compilation compilation)
    {
        var index = new Dictionary<string, Declarations>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var (name, type) in Heirs.GetValue(tree, FindHeirs))
            {
                if (!index.TryGetValue(name, out var declarations))
                {
                    index.Add(name, declarations = new Declarations());
                }

                declarations.Places.Add(type);
            }
        }

        return index;
    }

    private static (string Base, SyntaxReference Type)[] FindHeirs(SyntaxTree tree)
    {
        List<(string, SyntaxReference)>? found = null;
        var pending = _spare ?? new();
        _spare = null;
        pending.Push(tree.GetRoot());
        while (pending.Count > 0)
        {
            var node = pending.Pop();
            var members = node switch
            {
                CompilationUnitSyntax unit => unit.Members,
                BaseNamespaceDeclarationSyntax space => space.Members,
                TypeDeclarationSyntax type => type.Members,
                _ => default,
            };
            foreach (var member in members)
            {
                if (member is BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
                {
                    pending.Push(member);
                }
            }

            if (node is TypeDeclarationSyntax { BaseList: { } bases })
            {
                foreach (var type in bases.Types)
                {
                    if (Name(type.Type) is { } name)
                    {
                        (found ??= new(1)).Add((name, node.GetReference()));
                    }
                }
            }
        }

        _spare = pending;
        return found?.ToArray() ?? NoHeirs;
    }

    private static string? Name(TypeSyntax type) => type switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => null,
    };

    private sealed record Below(INamedTypeSymbol Type, List<INamedTypeSymbol> Types);

    private sealed class Declarations
    {
        public List<SyntaxReference> Places { get; } = new(1);

        /// <summary>The types that are declared there; default until they are asked for.</summary>
        public ImmutableArray<INamedTypeSymbol> Symbols { get; set; }
    }
}
