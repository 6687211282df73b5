using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Analyzers.Options;

/// <summary>RSF5001: an option has a name or a value that no rule understands, and is therefore ignored.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OptionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.UnreadableOption);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is null)
            {
                return;
            }

            // One .editorconfig serves many files: each wrong option is reported once.
            var wrong = new ConcurrentDictionary<(string Name, string Value), string>();
            Add(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions, isGlobal: true, wrong);
            start.RegisterSyntaxTreeAction(
                tree => Add(tree.Options.AnalyzerConfigOptionsProvider.GetOptions(tree.Tree), isGlobal: false, wrong));
            start.RegisterCompilationEndAction(end =>
            {
                foreach (var option in wrong.OrderBy(static option => option.Key.Name, StringComparer.Ordinal)
                    .ThenBy(static option => option.Key.Value, StringComparer.Ordinal))
                {
                    end.ReportDiagnostic(Diagnostic.Create(Descriptors.UnreadableOption, Location.None, option.Value));
                }
            });
        });
    }

    /// <summary>A host that does not list its options throws by contract.</summary>
    private static IEnumerable<string> Keys(AnalyzerConfigOptions options)
    {
        try
        {
            return options.Keys;
        }
        catch (NotImplementedException)
        {
            return Enumerable.Empty<string>();
        }
    }

    private static void Add(AnalyzerConfigOptions options, bool isGlobal, ConcurrentDictionary<(string Name, string Value), string> wrong)
    {
        foreach (var (name, property, values) in KnownOptions.All)
        {
            Check(name, name);
            if (isGlobal)
            {
                Check("build_property." + property, property);
            }

            void Check(string key, string shown)
            {
                if (options.TryGetValue(key, out var value) && value.Trim() is { Length: > 0 } set
                    && !values.Contains(set, StringComparer.OrdinalIgnoreCase))
                {
                    wrong.TryAdd((shown, set), $"'{shown}' is '{set}', and its values are {string.Join(", ", values)}");
                }
            }
        }

        foreach (var key in Keys(options))
        {
            if (key.StartsWith(KnownOptions.Prefix, StringComparison.OrdinalIgnoreCase)
                && !KnownOptions.All.Any(option => option.Name.Equals(key, StringComparison.OrdinalIgnoreCase)))
            {
                var names = string.Join(", ", KnownOptions.All.Select(static option => option.Name));
                wrong.TryAdd((key, ""), $"no rule reads '{key}', and the options are {names}");
            }
        }
    }
}
