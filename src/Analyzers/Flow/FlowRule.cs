using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// Reports what the flow finds: of a member when the driver shows it, where everything that it calls is known by then, and else when
/// the driver has shown all of its file.
/// </summary>
internal static class FlowRule
{
    /// <summary>Has a rule report on the findings of every member that it has something to say of.</summary>
    public static void Register(
        CompilationStartAnalysisContext start, Func<MemberFindings, ImmutableArray<Finding>> findingsOf, Action<MemberFindings, Action<Diagnostic>> report)
    {
        if (RedisFlow.Of(start.Compilation) is not { } flow || !RuleOptions.AppliesTo(start.Options, start.Compilation, flow.Symbols))
        {
            return;
        }

        start.RegisterOperationBlockAction(member =>
        {
            if (!member.IsGeneratedCode && flow.TryFindings(member.OwningSymbol, member.OperationBlocks, member.CancellationToken) is { } findings && !findingsOf(findings).IsEmpty)
            {
                report(findings, member.ReportDiagnostic);
            }
        });
        start.RegisterSemanticModelAction(file =>
        {
            if (file.IsGeneratedCode)
            {
                return;
            }

            for (var member = flow.Close(file.SemanticModel.SyntaxTree); member is not null; member = member.DeferredBefore)
            {
                if (flow.FindingsOf(member, file.CancellationToken) is var findings && !findingsOf(findings).IsEmpty)
                {
                    report(findings, file.ReportDiagnostic);
                }
            }
        });
    }

    /// <summary>Has a rule report on the types of the members that it looks for: a type in one piece, in each file that has such a member.</summary>
    public static void RegisterTypes(
        CompilationStartAnalysisContext start, Func<MemberFindings, bool> isWanted, Action<INamedTypeSymbol, SyntaxTree, RedisFlow, Action<Diagnostic>, CancellationToken> report)
    {
        if (RedisFlow.Of(start.Compilation) is not { } flow || !RuleOptions.AppliesTo(start.Options, start.Compilation, flow.Symbols))
        {
            return;
        }

        // A type is the sum of its members, and looked at when all of its file is known.
        var readers = new TypesByFile();
        start.RegisterOperationBlockAction(member =>
        {
            if (!member.IsGeneratedCode
                && flow.TryFindings(member.OwningSymbol, member.OperationBlocks, member.CancellationToken) is { } findings && isWanted(findings)
                && member.OwningSymbol.ContainingType is { } type
                && member.OperationBlocks[0].Syntax.SyntaxTree is var tree
                && readers.AddLate(tree, type))
            {
                report(type, tree, flow, member.ReportDiagnostic, member.CancellationToken);
            }
        });
        start.RegisterSemanticModelAction(file =>
        {
            if (file.IsGeneratedCode)
            {
                return;
            }

            var tree = file.SemanticModel.SyntaxTree;
            List<INamedTypeSymbol>? deferred = null;
            for (var member = flow.Close(tree); member is not null; member = member.DeferredBefore)
            {
                if (isWanted(flow.FindingsOf(member, file.CancellationToken)))
                {
                    (deferred ??= []).Add(member.Symbol.ContainingType);
                }
            }

            foreach (var type in readers.Close(tree, deferred))
            {
                report(type, tree, flow, file.ReportDiagnostic, file.CancellationToken);
            }
        });
    }
}
