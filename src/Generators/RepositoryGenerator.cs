using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
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
        var primary = Methods(context, WellKnownNames.PrimaryAttribute);
        var replica = Methods(context, WellKnownNames.ReadReplicaAttribute);
        var repositories = primary.Collect()
            .Combine(replica.Collect())
            .SelectMany(static (methods, _) => Group(methods.Left, methods.Right))
            .Combine(ScriptFiles.Provide(context))
            .Select(static (pair, _) => pair.Right.Complete(pair.Left))
            .WithTrackingName(RepositoryStep);

        context.RegisterSourceOutput(
            repositories, static (output, repository) => output.AddSource(repository.Type.HintName, RepositoryWriter.Write(repository)));
    }

    private static IncrementalValuesProvider<RepositoryMethod> Methods(IncrementalGeneratorInitializationContext context, string attribute) =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is MethodDeclarationSyntax,
                static (method, _) => method.TargetSymbol is IMethodSymbol symbol ? RepositoryParser.Parse(symbol, method.Attributes[0])?.Method : null)
            .Where(static method => method is not null)
            .Select(static (method, _) => method!)
            .WithTrackingName(MethodStep);

    private static IEnumerable<Repository> Group(ImmutableArray<RepositoryMethod> primary, ImmutableArray<RepositoryMethod> replica) =>
        primary.Concat(replica)
            .GroupBy(static method => method.Type)
            .OrderBy(static methods => methods.Key.HintName, StringComparer.Ordinal)
            .Select(static methods => new Repository(
                methods.Key,
                new EquatableArray<RepositoryMethod>(methods.OrderBy(static method => method.Declaration, StringComparer.Ordinal).ToImmutableArray())));
}
