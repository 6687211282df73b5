using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Baselines;
using RedisSafety.Analyzers.Flow;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2002: a write is routed to a replica, by the attribute of its method, by its template or by the flags of a raw call.</summary>
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
            if (KnownSymbols.Create(start.Compilation) is { } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                start.RegisterOperationAction(call => AnalyzeCall(call, symbols), OperationKind.Invocation);
                if (symbols.ReadReplicaAttribute is not null)
                {
                    start.RegisterSymbolAction(method => AnalyzeMethod(method, symbols), SymbolKind.Method);
                    start.RegisterOperationBlockStartAction(block =>
                    {
                        if (block.OwningSymbol is IMethodSymbol method && IsMarked(method, symbols))
                        {
                            block.RegisterOperationAction(call => AnalyzeMarked(call, method, symbols), OperationKind.Invocation);
                        }
                    });
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
        context.ReportUnlessBaselined(Diagnostic.Create(
            Descriptors.WriteToReplica,
            flags.Value.Syntax.GetLocation(),
            isRefused ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            additionalLocations: null,
            properties: null,
            isRefused
                ? $"'{access.Call.Operation.TargetMethod.Name}' writes, and a replica refuses it: the call throws; drop the flag"
                : $"'{access.Call.Operation.TargetMethod.Name}' writes, and StackExchange.Redis sends it to the primary in spite of the flag; drop the flag"));
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
            // A script's template has its keys and arguments, and no command.
            if (!attribute.Is(symbols.ReadReplicaAttribute)
                || attribute.NamedArguments.Any(static argument => argument.Key == "Script")
                || attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is not AttributeSyntax syntax
                || !method.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == syntax.SyntaxTree && reference.Span.Contains(syntax.Span)))
            {
                continue;
            }

            var templates = attribute.Templates().ToArray();
            for (var i = 0; i < templates.Length; i++)
            {
                if (TemplateBinding.Bind(templates[i]) is { Command: { IsWrite: true } command, Template.Tokens: [var name, ..] })
                {
                    var instead = command.ReplicaAlternative is { } alternative ? $"use {alternative}, or mark the method [Primary]" : "mark the method [Primary]";
                    context.ReportUnlessBaselined(Diagnostic.Create(
                        Descriptors.WriteToReplica,
                        TemplateLocation.Find(syntax, i, name.Start, name.Length),
                        $"{command.Name} is refused by a replica, as it may write; {instead}"));
                }
            }
        }
    }

    /// <summary>A raw call of a method that only states where its calls go.</summary>
    private static void AnalyzeMarked(OperationAnalysisContext context, IMethodSymbol method, KnownSymbols symbols)
    {
        // Flags that name a node speak for themselves; those that are not known may.
        if (RedisAccess.Of((IInvocationOperation)context.Operation, symbols) is { IsWrite: true, Routing: 0 } access && !HasMarkOfItsOwn(context.Operation, symbols))
        {
            context.ReportUnlessBaselined(Diagnostic.Create(
                Descriptors.WriteToReplica,
                InvokedName.Of(context.Operation),
                DiagnosticSeverity.Warning,
                additionalLocations: null,
                properties: null,
                $"'{access.Call.Operation.TargetMethod.Name}' writes, and '{method.Name}' is marked [ReadReplica]: the write goes to the primary all the same; write in a method of its own, or state it with DemandMaster"));
        }
    }

    private static bool IsMarked(IMethodSymbol method, KnownSymbols symbols)
    {
        var isMarked = false;
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.Is(symbols.PrimaryAttribute))
            {
                return false;
            }

            isMarked |= attribute.Is(symbols.ReadReplicaAttribute)
                && attribute.ConstructorArguments.IsEmpty
                && !attribute.NamedArguments.Any(static argument => argument.Key == "Script");
        }

        return isMarked;
    }

    // A local function or a lambda may have an attribute too.
    private static bool HasMarkOfItsOwn(IOperation call, KnownSymbols symbols)
    {
        for (var around = call.Parent; around is not null; around = around.Parent)
        {
            var function = (around as ILocalFunctionOperation)?.Symbol ?? (around as IAnonymousFunctionOperation)?.Symbol;
            if (function?.GetAttributes().Any(attribute => attribute.Is(symbols.PrimaryAttribute)) == true)
            {
                return true;
            }
        }

        return false;
    }
}
