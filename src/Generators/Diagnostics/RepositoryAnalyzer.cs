using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Generators.Repositories;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>Explains each method that the generator skips. It runs the generator's own parser, so the two cannot disagree.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RepositoryAnalyzer : DiagnosticAnalyzer
{
    /// <summary>
    /// The property of a diagnostic that holds the text to put in place of its span, or, where it has additional locations, a line for
    /// each of them. It is there only where the change is known to help.
    /// </summary>
    internal const string Suggestion = nameof(Suggestion);

    /// <summary>The property of a diagnostic that holds the parameter that can tell one call from its repetition.</summary>
    internal const string Token = nameof(Token);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        RepositoryDescriptors.NotPartial,
        RepositoryDescriptors.NoCommand,
        RepositoryDescriptors.WrongArguments,
        RepositoryDescriptors.PlaceholderMismatch,
        RepositoryDescriptors.TypeCannotTravel,
        RepositoryDescriptors.NoRouter,
        RepositoryDescriptors.NeedsNewerServer,
        RepositoryDescriptors.NotOnSharedConnection,
        RepositoryDescriptors.KeysApart,
        RepositoryDescriptors.ConditionalReply);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // A method with a generated half counts as generated code; what is reported of it stands in its author's file.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // By the names of the references: to look a type up, every namespace of the project is put together first.
            if (start.Compilation.ReferencedAssemblyNames.Any(static name => name.Name == WellKnownNames.Assembly))
            {
                start.RegisterSymbolAction(Analyze, SymbolKind.Method);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialImplementationPart is not null)
        {
            // Both halves are declared; the other one speaks for the two.
            return;
        }

        method = method.PartialDefinitionPart ?? method;
        foreach (var attribute in method.GetAttributes())
        {
            if (!attribute.AttributeClass.Is(WellKnownNames.PrimaryAttribute) && !attribute.AttributeClass.Is(WellKnownNames.ReadReplicaAttribute))
            {
                continue;
            }

            // The halves of a partial method share their attributes: the one that bears it explains it.
            var syntax = attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) as AttributeSyntax;
            if (syntax is null || !method.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == syntax.SyntaxTree && reference.Span.Contains(syntax.Span)))
            {
                continue;
            }

            var result = RepositoryParser.Parse(method, attribute);
            if (result?.Method?.Half.ScriptFile is { } file && ScriptFiles.Find(context.Options.AdditionalFiles.Select(static text => text.Path), file) is null)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    RepositoryDescriptors.NoCommand, TemplateLocation.Named(syntax, "Script"), ScriptFiles.Missing(file)));
            }

            var problems = result is { Problems.Count: 0 }
                ? RepositoryAdvice.Of(method, new RouteSettings(attribute), MinServerVersion(context.Options))
                : result?.Problems ?? [];
            foreach (var problem in problems)
            {
                var location = problem.Place switch
                {
                    ProblemPlace.Template => TemplateLocation.Find(syntax, problem.Template, problem.Start, problem.Length),
                    ProblemPlace.Setting => TemplateLocation.Named(syntax, problem.Setting!),
                    _ => problem.Symbol!.Locations.FirstOrDefault(static location => location.IsInSource) ?? syntax.GetLocation(),
                };
                var (places, texts) = RepositoryEdits.Of(method, syntax, problem, context.CancellationToken);
                var properties = texts.Count > 0
                    ? ImmutableDictionary<string, string?>.Empty.Add(Suggestion, string.Join("\n", texts))
                    : ImmutableDictionary<string, string?>.Empty;
                if (problem.Token is { } token)
                {
                    properties = properties.Add(Token, token);
                }

                context.ReportDiagnostic(Diagnostic.Create(problem.Descriptor, location, places, properties, problem.Arguments));
            }
        }
    }

    /// <summary>The version that the project declares; one that cannot be read counts as none.</summary>
    private static Version? MinServerVersion(AnalyzerOptions options) =>
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.RedisMinServerVersion", out var text)
        && Version.TryParse(text.Trim() is var trimmed && trimmed.IndexOf('.') < 0 ? trimmed + ".0" : trimmed, out var version)
            ? new Version(version.Major, version.Minor, Math.Max(version.Build, 0))
            : null;
}
