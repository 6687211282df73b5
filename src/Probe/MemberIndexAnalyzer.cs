using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Baselines;

namespace RedisSafety.Probe;

/// <summary>
/// Lists the members of each file with their documentation ids, in the compiler's log. The tool finds the member of a finding in it, and
/// the log proves that analyzers ran: a compiler that skips analyzers writes no such line.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MemberIndexAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The id of the lines in the log.</summary>
    public const string Id = "RSFINDEX";

    private static readonly DiagnosticDescriptor Index = new(
        Id,
        "Members of a file",
        "{0}",
        "RedisSafety.Probe",
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        customTags: WellKnownDiagnosticTags.NotConfigurable);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Index);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSemanticModelAction(Report);
    }

    private static void Report(SemanticModelAnalysisContext context)
    {
        var model = context.SemanticModel;
        var root = model.SyntaxTree.GetRoot(context.CancellationToken);
        var text = new StringBuilder();
        foreach (var node in root.DescendantNodesAndSelf(node => node is not (BlockSyntax
            or ArrowExpressionClauseSyntax or ExpressionSyntax)))
        {
            if (MemberId.IsDeclaration(node) && MemberId.Of(model, node, context.CancellationToken) is { Length: > 0 } id)
            {
                // One-based, as places are in the log.
                var (start, end) = (Position(model.SyntaxTree, node.SpanStart), Position(model.SyntaxTree, node.Span.End));
                text.Append(start).Append('-').Append(end).Append(' ').Append(id).Append('\n');
            }
        }

        context.ReportDiagnostic(Diagnostic.Create(Index, Location.Create(model.SyntaxTree, new(0, 0)), text.ToString()));
    }

    private static string Position(SyntaxTree tree, int position)
    {
        var place = tree.GetText().Lines.GetLinePosition(position);
        return string.Format(CultureInfo.InvariantCulture, "{0}:{1}", place.Line + 1, place.Character + 1);
    }
}
