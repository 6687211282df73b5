using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Which method of the source runs when another is called: itself, or the only one that implements or overrides it.</summary>
internal sealed class Implementations
{
    private readonly Compilation _compilation;
    private readonly Lazy<ImmutableDictionary<string, ImmutableArray<SyntaxReference>>> _derived;

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

        var bodies = new List<IMethodSymbol>();
        if (!method.IsAbstract && SourceBodies.HasBody(method))
        {
            bodies.Add(method.OriginalDefinition);
        }

        foreach (var type in Derived(method.ContainingType.OriginalDefinition))
        {
            var own = method.ContainingType.TypeKind == TypeKind.Interface
                ? Implementing(type, method)
                : type.GetMembers(method.Name).OfType<IMethodSymbol>().FirstOrDefault(candidate => Overrides(candidate, method));
            if (own is not null && SourceBodies.HasBody(own) && !bodies.Contains(own.OriginalDefinition, SymbolEqualityComparer.Default))
            {
                bodies.Add(own.OriginalDefinition);
            }
        }

        return bodies is [var only] ? only : null;
    }

    private static IMethodSymbol? Implementing(INamedTypeSymbol type, IMethodSymbol method)
    {
        var implemented = type.AllInterfaces.FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, method.ContainingType.OriginalDefinition));
        var member = implemented?.GetMembers(method.Name).FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, method.OriginalDefinition));
        return member is null ? null : type.FindImplementationForInterfaceMember(member) as IMethodSymbol;
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

    // Every type below, those that derive from derived ones included.
    private IEnumerable<INamedTypeSymbol> Derived(INamedTypeSymbol type)
    {
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var pending = new Stack<INamedTypeSymbol>();
        pending.Push(type);
        while (pending.Count > 0)
        {
            var ancestor = pending.Pop();
            if (!_derived.Value.TryGetValue(ancestor.Name, out var declarations))
            {
                continue;
            }

            foreach (var declaration in declarations)
            {
                var node = declaration.GetSyntax();
#pragma warning disable RS1030 // Only the declaration of a type, in a tree that may be another than the one at hand.
                if (_compilation.GetSemanticModel(node.SyntaxTree).GetDeclaredSymbol(node) is INamedTypeSymbol derived
#pragma warning restore RS1030
                    && IsBelow(derived, ancestor) && seen.Add(derived))
                {
                    pending.Push(derived);
                    if (derived.TypeKind != TypeKind.Interface)
                    {
                        yield return derived;
                    }
                }
            }
        }
    }

    private static bool IsBelow(INamedTypeSymbol type, INamedTypeSymbol ancestor) =>
        SymbolEqualityComparer.Default.Equals(type.BaseType?.OriginalDefinition, ancestor)
        || type.Interfaces.Any(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, ancestor));

    // By the simple names in base lists: only those that match are looked at as symbols.
    private static ImmutableDictionary<string, ImmutableArray<SyntaxReference>> Index(Compilation compilation)
    {
        var index = new Dictionary<string, ImmutableArray<SyntaxReference>.Builder>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var pending = new Stack<SyntaxNode>();
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
                    foreach (var name in bases.Types.Select(static type => Name(type.Type)).OfType<string>())
                    {
                        if (!index.TryGetValue(name, out var declarations))
                        {
                            index.Add(name, declarations = ImmutableArray.CreateBuilder<SyntaxReference>());
                        }

                        declarations.Add(node.GetReference());
                    }
                }
            }
        }

        return index.ToImmutableDictionary(static pair => pair.Key, static pair => pair.Value.ToImmutable(), StringComparer.Ordinal);
    }

    private static string? Name(TypeSyntax type) => type switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => null,
    };
}
