using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Commands.Client;

namespace RedisSafety.Analyzers.Calls;

/// <summary>RSF1002: commands are sent without retry, reported once a type unless .editorconfig asks for more or for less.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RawCallAnalyzer : DiagnosticAnalyzer
{
    private const int FireAndForget = 2;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.RawCall);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                start.RegisterSymbolStartAction(type => Collect(type, symbols), SymbolKind.NamedType);
            }
        });
    }

    private static void Collect(SymbolStartAnalysisContext context, KnownSymbols symbols)
    {
        // A type that is a database itself hands calls on: who uses it decides.
        var type = (INamedTypeSymbol)context.Symbol;
        if (KnownSymbols.Is(type, symbols.DatabaseAsync) || type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface))
        {
            return;
        }

        // Most types have none, for which this has to be cheap.
        var calls = new List<(IInvocationOperation Call, ISymbol Member)>();
        var opens = false;
        context.RegisterOperationAction(
            operation =>
            {
                if (operation.IsGeneratedCode)
                {
                    return;
                }

                var call = (IInvocationOperation)operation.Operation;
                var isRaw = IsRaw(call, symbols);
                if ((isRaw || ConnectionOpening.IsUnretried(call, symbols)) && SymbolEqualityComparer.Default.Equals(operation.ContainingSymbol.ContainingType, type))
                {
                    lock (calls)
                    {
                        opens |= !isRaw;
                        if (isRaw)
                        {
                            calls.Add((call, operation.ContainingSymbol));
                        }
                    }
                }
            },
            OperationKind.Invocation);
        context.RegisterSymbolEndAction(end =>
        {
            // RSF1001 reports the connection that these calls go through: one fault, one report.
            if (!opens && calls.Count > 0)
            {
                Report(end, type, calls, symbols);
            }
        });
    }

    private static bool IsRaw(IInvocationOperation operation, KnownSymbols symbols) =>
        RedisCall.Of(operation, symbols) is { Sends: true, Type: ClientType.Database or ClientType.Transaction or ClientType.Batch, Sent: not { CommandName: "PING" } }
        && !symbols.Code.HasCode(operation.TargetMethod.ContainingType)
        && !operation.Arguments.Any(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, symbols.CommandFlags)
            && argument.Value.ConstantValue is { HasValue: true, Value: int flags } && (flags & FireAndForget) != 0);

    private static void Report(SymbolAnalysisContext context, INamedTypeSymbol type, List<(IInvocationOperation Call, ISymbol Member)> calls, KnownSymbols symbols)
    {
        var raw = calls.Where(call => !symbols.Retry.IsRetried(call.Call))
            .OrderBy(static call => call.Call.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static call => call.Call.Syntax.SpanStart)
            .ToArray();
        if (raw.Length == 0)
        {
            return;
        }

        var groups = RuleOptions.RawCallReport(context.Options, raw[0].Call.Syntax.SyntaxTree) switch
        {
            "type" => raw.GroupBy(call => (object)type.Name),
            "member" => raw.GroupBy(static call => (object)call.Member, (IEqualityComparer<object>)EqualityComparer<object>.Default),
            "call" => raw.GroupBy(static call => (object)call.Call),
            _ => [],
        };
        foreach (var group in groups)
        {
            var first = group.First().Call;
            var others = group.Skip(1).Select(static call => InvokedName.Of(call.Call)).ToArray();
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.RawCall,
                InvokedName.Of(first),
                others,
                first.TargetMethod.Name,
                others.Length switch { 0 => "", 1 => $", and so is one more call in '{type.Name}'", var more => $", and so are {more} more calls in '{type.Name}'" }));
        }
    }
}
