using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Baselines;

namespace RedisSafety.Analyzers.Connections;

/// <summary>RSF1009: the referenced StackExchange.Redis can complete a call with another call's reply when a connection closes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MixedRepliesAnalyzer : DiagnosticAnalyzer
{
    private const string Fixed2 = "2.13.23";
    private const string Fixed3 = "3.4.31";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.MixedReplies);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is not { } symbols || !RuleOptions.AppliesTo(start.Options, start.Compilation, symbols)
                || VersionOf(symbols.DatabaseAsync.ContainingAssembly) is not { } version || FixOf(version) is not { } repaired)
            {
                return;
            }

            var uses = new ConcurrentBag<Location>();
            start.RegisterOperationAction(
                operation =>
                {
                    if (IsUse((IInvocationOperation)operation.Operation, symbols))
                    {
                        uses.Add(InvokedName.Of(operation.Operation));
                    }
                },
                OperationKind.Invocation);
            start.RegisterCompilationEndAction(end =>
            {
                var first = uses.OrderBy(static use => use.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(static use => use.SourceSpan.Start).FirstOrDefault();
                if (first is not null)
                {
                    end.ReportDiagnostic(Diagnostic.Create(
                        Descriptors.MixedReplies, first, FindingScope.Project, version.ToString(3), repaired));
                }
            });
        });
    }

    // A call of the client itself, or of a library that uses it.
    private static bool IsUse(IInvocationOperation call, KnownSymbols symbols) =>
        SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, symbols.DatabaseAsync.ContainingAssembly) || LibraryConnections.Of(call) is not null;

    private static string? FixOf(Version version) => version.Major switch
    {
        2 when version < Version.Parse(Fixed2) => Fixed2,
        3 when version < Version.Parse(Fixed3) => Fixed3,
        _ => null,
    };

    // "2.13.17+g1a2b3c": the assembly's own version is 2.0.0.0 throughout.
    private static Version? VersionOf(IAssemblySymbol assembly)
    {
        var text = assembly.GetAttributes()
            .FirstOrDefault(static attribute => attribute.AttributeClass is { Name: "AssemblyInformationalVersionAttribute" })?
            .ConstructorArguments.FirstOrDefault().Value as string ?? "";
        var numbers = text.Split('+', '-')[0].Split('.').Select(static part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray();
        return numbers is [>= 0, >= 0, >= 0, ..] ? new Version(numbers[0], numbers[1], numbers[2]) : null;
    }
}
