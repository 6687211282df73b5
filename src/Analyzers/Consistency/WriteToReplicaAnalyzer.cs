using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using RedisSafety.Analyzers.Flow;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2002: a write is routed to a replica, by the attribute of its method or by the flags of a raw call.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WriteToReplicaAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.WriteToReplica);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // A method with a generated half counts as generated code; what is reported of it stands in its author's file.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { } symbols)
            {
                start.RegisterOperationAction(call => AnalyzeCall(call, symbols), OperationKind.Invocation);
                if (symbols.ReadReplicaAttribute is not null)
                {
                    start.RegisterSymbolAction(method => AnalyzeMethod(method, symbols), SymbolKind.Method);
                }
            }
        });
    }

    private static void AnalyzeCall(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (RedisAccess.OfReplicaFlags((IInvocationOperation)context.Operation, symbols) is not { IsWrite: true, Call.IsQueued: false, Flags: { } flags } access)
        {
            return;
        }

        var isRefused = access.Routing == RedisAccess.DemandReplica;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.WriteToReplica,
            flags.Value.Syntax.GetLocation(),
            isRefused ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            additionalLocations: null,
            properties: null,
            isRefused
                ? $"{access.Command.Name} writes, and a replica refuses it: the call throws. Drop the flag"
                : $"{access.Command.Name} writes, and StackExchange.Redis sends it to the primary in spite of the flag. Drop the flag"));
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, KnownSymbols symbols)
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
            if (attribute.AttributeClass is null
                || !SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, symbols.ReadReplicaAttribute)
                || attribute.ConstructorArguments is not [{ Value: string template }, ..]
                || TemplateBinding.Bind(template) is not { Command: { IsWrite: true } command, Template.Tokens: [var name, ..] }
                || attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is not AttributeSyntax syntax
                || !method.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == syntax.SyntaxTree && reference.Span.Contains(syntax.Span)))
            {
                continue;
            }

            var instead = command.ReplicaAlternative is { } alternative ? $"use {alternative}, or mark the method [Primary]" : "mark the method [Primary]";
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.WriteToReplica, Place(syntax, template, name.Start, name.Length), $"{command.Name} is refused by a replica, as it may write; {instead}"));
        }
    }

    private static Location Place(AttributeSyntax attribute, string template, int start, int length)
    {
        var expression = attribute.ArgumentList?.Arguments.FirstOrDefault()?.Expression;
        return expression is LiteralExpressionSyntax literal && literal.Token.Text == $"\"{template}\""
            ? Location.Create(literal.SyntaxTree, new TextSpan(literal.SpanStart + 1 + start, length))
            : (expression ?? (SyntaxNode)attribute).GetLocation();
    }
}
