using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Generators.Repositories;

/// <summary>
/// What was made of each declaration, for as long as its syntax tree lives. It is given again while the project declares the same, and
/// otherwise while the facts on which it rests are the same.
/// </summary>
internal static class ParsedMethods
{
    private static readonly ConditionalWeakTable<MethodDeclarationSyntax, Entry> Entries = new();

    /// <summary>The method's model; null where there is nothing to generate.</summary>
    public static RepositoryMethod? Parse(MethodDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellationToken)
    {
        var entry = Entries.GetOrCreateValue(declaration);
        var known = entry.Known;
        var declarations = ProjectDeclarations.Of(model.Compilation);
        if (known is null || !declarations.AreThoseOf(known.Declarations))
        {
            known = Bind(declaration, model, declarations, known, cancellationToken);
        }
        else if (!ReferenceEquals(declarations, known.Declarations))
        {
            // With the trees of now, so that those of before can go.
            known = known with { Declarations = declarations };
        }

        entry.Known = known;
        return known.Method;
    }

    private static ParsedMethod Bind(
        MethodDeclarationSyntax declaration, SemanticModel model, ProjectDeclarations declarations, ParsedMethod? known, CancellationToken cancellationToken)
    {
        if (model.GetDeclaredSymbol(declaration, cancellationToken) is not { } method || RouteSettings.AttributesOf(method).FirstOrDefault() is not { } route)
        {
            return new ParsedMethod(declarations, Facts: null, Method: null);
        }

        var facts = MethodFacts.Of(declaration, method, route);
        if (facts is not null && facts.Equals(known?.Facts))
        {
            return known! with { Declarations = declarations };
        }

        var result = RepositoryParser.Parse(method, route);
        var restsOnFacts = facts is not null && result is { Problems.Count: 0, Method: not null } && !RefersToSymbols(declaration);
        return new ParsedMethod(declarations, restsOnFacts ? facts!.Copy() : null, result?.Method);
    }

    // A cref of the documentation is carried over as what it is bound to, which another file may change.
    private static bool RefersToSymbols(MethodDeclarationSyntax declaration) =>
        declaration.HasStructuredTrivia && declaration.GetLeadingTrivia().ToFullString().IndexOf("cref", StringComparison.Ordinal) >= 0;

    private sealed class Entry
    {
        private volatile ParsedMethod? _known;

        public ParsedMethod? Known
        {
            get => _known;
            set => _known = value;
        }
    }
}
