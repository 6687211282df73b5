using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RedisSafety.Generators.Repositories;

namespace RedisSafety.Generators;

/// <summary>Writes the half of each method that has a command template. What it skips, <c>RepositoryAnalyzer</c> explains.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class RepositoryGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step that holds a method's model.</summary>
    internal const string MethodStep = "Method";

    /// <summary>The name of the step that holds a type's model.</summary>
    internal const string RepositoryStep = "Repository";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var repositories = Methods(context).Collect()
            .SelectMany(static (methods, _) => Group(methods))
            .Combine(ScriptFiles.Provide(context))
            .Select(static (pair, _) => pair.Right.Complete(pair.Left))
            .WithTrackingName(RepositoryStep);

        context.RegisterSourceOutput(
            repositories, static (output, repository) => output.AddSource(repository.Type.HintName, RepositoryWriter.Write(repository)));
    }

    // ForAttributeWithMetadataName walks the project and binds its targets once for each attribute, after every edit, which alone is
    // more than an edit may cost. One provider for both reads the same declarations; that the attribute is ours, its symbol says.
    private static IncrementalValuesProvider<RepositoryMethod?> Methods(IncrementalGeneratorInitializationContext context) =>
        context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is MethodDeclarationSyntax method && MayBeRouted(method),
                static (method, cancellationToken) => method.Node is MethodDeclarationSyntax declaration
                    ? ParsedMethods.Parse(declaration, method.SemanticModel, cancellationToken)
                    : null)
            .WithTrackingName(MethodStep);

    // Any name of an attribute may be an alias of ours, but for those that are everywhere on partial methods and are never.
    private static bool MayBeRouted(MethodDeclarationSyntax method) =>
        method is { Body: null, ExpressionBody: null }
        && method.Modifiers.Any(SyntaxKind.PartialKeyword)
        && method.AttributeLists.Any(static list => list.Attributes.Any(static attribute => NameOf(attribute.Name) is not (
            "LoggerMessage" or "GeneratedRegex" or "LibraryImport" or "MapProperty" or "Obsolete")));

    private static string NameOf(NameSyntax name) => name switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => "",
    };

    private static List<Repository> Group(ImmutableArray<RepositoryMethod?> all)
    {
        var repositories = new List<Repository>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var methods in all.OfType<RepositoryMethod>()
            .GroupBy(static method => method.Type)
            .OrderBy(static methods => methods.Key.HintName, StringComparer.Ordinal)
            .ThenBy(static methods => string.Concat(methods.Key.Types.Select(static type => type.Name)), StringComparer.Ordinal))
        {
            // Types that differ in case alone, or in the arity of the types around them, are files of one name to Roslyn, which throws.
            var name = methods.Key.HintName;
            for (var i = 2; !names.Add(name); i++)
            {
                name = $"{methods.Key.HintName.Substring(0, methods.Key.HintName.Length - ".g.cs".Length)}.{i.ToString(CultureInfo.InvariantCulture)}.g.cs";
            }

            repositories.Add(new Repository(
                methods.Key with { HintName = name },
                new EquatableArray<RepositoryMethod>(methods.OrderBy(static method => method.Declaration, StringComparer.Ordinal).ToImmutableArray())));
        }

        return repositories;
    }
}
