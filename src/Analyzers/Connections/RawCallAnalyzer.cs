using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Baselines;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands.Client;

namespace RedisSafety.Analyzers.Connections;

/// <summary>
/// RSF1002: commands are sent without retry. One report for a project in which nothing retries, else one for each type, unless
/// .editorconfig asks for more or for less.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RawCallAnalyzer : DiagnosticAnalyzer
{
    private const int FireAndForget = 2;

    /// <summary>As many further places as a reader looks at.</summary>
    private const int MostPlaces = 100;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.RawCall, Descriptors.RawCallsOfProject);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                var project = new ConcurrentBag<RawCalls>();
                start.RegisterSymbolStartAction(type => Collect(type, symbols, project), SymbolKind.NamedType);
                start.RegisterCompilationEndAction(end => Report(end, project, symbols));
            }
        });
    }

    private static void Collect(SymbolStartAnalysisContext context, KnownSymbols symbols, ConcurrentBag<RawCalls> project)
    {
        // A type that is a database itself hands calls on: its users decide.
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
                End(end, type, calls, symbols, project);
            }
        });
    }

    private static bool IsRaw(IInvocationOperation operation, KnownSymbols symbols) =>
        RedisCall.Of(operation, symbols) is { Sends: true, Type: ClientType.Database or ClientType.Transaction or ClientType.Batch, Sent: not { CommandName: "PING" } }
        && !symbols.Code.HasCode(operation.TargetMethod.ContainingType)
        && !operation.Arguments.Any(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, symbols.CommandFlags)
            && argument.Value.ConstantValue is { HasValue: true, Value: int flags } && (flags & FireAndForget) != 0);

    private static void End(
        SymbolAnalysisContext context, INamedTypeSymbol type, List<(IInvocationOperation Call, ISymbol Member)> calls, KnownSymbols symbols, ConcurrentBag<RawCalls> project)
    {
        var unretried = calls.Where(call => !symbols.Retry.IsRetried(call.Call)).ToArray();
        var raw = Unhandled(unretried, symbols)
            .OrderBy(static call => call.Call.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static call => call.Call.Syntax.SpanStart)
            .ToArray();

        // A project whose calls are retried somewhere gets its reports at each type, at once.
        var asked = raw.Length == 0 ? null : RuleOptions.RawCallReport(context.Options, raw[0].Call.Syntax.SyntaxTree);
        if (asked is null or "project" && !(asked is null && symbols.Retry.IsUsed))
        {
            project.Add(new RawCalls(type, raw, unretried.Length < calls.Count, asked is "project"));
            return;
        }

        Report(context.ReportDiagnostic, Descriptors.RawCall, type, raw, asked ?? "type", symbols);
    }

    // A cache that answers each fault with a miss throws nothing: its reads, and the writes that fill it.
    private static IEnumerable<(IInvocationOperation Call, ISymbol Member)> Unhandled((IInvocationOperation Call, ISymbol Member)[] calls, KnownSymbols symbols)
    {
        var handled = calls.Where(call => symbols.Handled.IsHandled(call.Call)).ToArray();
        return handled.Any(call => RedisCall.Of(call.Call, symbols) is { Sent.IsWrite: false }) ? calls.Except(handled) : calls;
    }

    private static void Report(CompilationAnalysisContext context, IReadOnlyCollection<RawCalls> project, KnownSymbols symbols)
    {
        var all = project.Where(static one => one.Calls.Length > 0)
            .OrderBy(static one => one.Calls[0].Call.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static one => one.Calls[0].Call.Syntax.SpanStart)
            .ToArray();
        if (all.Length == 0)
        {
            return;
        }

        if (project.Any(static one => one.Retries) && !all.Any(static one => one.IsAsked))
        {
            foreach (var one in all)
            {
                Report(context.ReportDiagnostic, Descriptors.RawCallsOfProject, one.Type, one.Calls, "type", symbols);
            }

            return;
        }

        var place = all.Length == 1 ? $"'{all[0].Type.Name}'" : $"{all.Length} types";
        var calls = all.SelectMany(static one => one.Calls).ToArray();
        ReportGroup(context.ReportDiagnostic, Descriptors.RawCallsOfProject, place, calls, FindingScope.Project, symbols);
    }

    private static void Report(
        Action<Diagnostic> report,
        DiagnosticDescriptor descriptor,
        INamedTypeSymbol type,
        (IInvocationOperation Call, ISymbol Member)[] raw,
        string grouping,
        KnownSymbols symbols)
    {
        var groups = grouping switch
        {
            "type" => raw.GroupBy(_ => (object)type, (IEqualityComparer<object>)EqualityComparer<object>.Default),
            "member" => raw.GroupBy(static call => (object)call.Member, (IEqualityComparer<object>)EqualityComparer<object>.Default),
            "call" => raw.GroupBy(static call => (object)call.Call),
            _ => [],
        };
        foreach (var group in groups)
        {
            var scope = group.Key is ISymbol symbol ? FindingScope.Of(symbol) : ImmutableDictionary<string, string?>.Empty;
            ReportGroup(report, descriptor, $"'{type.Name}'", [.. group], scope, symbols);
        }
    }

    private static void ReportGroup(
        Action<Diagnostic> report,
        DiagnosticDescriptor descriptor,
        string place,
        (IInvocationOperation Call, ISymbol Member)[] calls,
        ImmutableDictionary<string, string?> scope,
        KnownSymbols symbols)
    {
        var first = calls[0].Call;
        report(Diagnostic.Create(
            descriptor,
            InvokedName.Of(first),
            calls.Skip(1).Take(MostPlaces).Select(static call => InvokedName.Of(call.Call)),
            scope,
            first.TargetMethod.Name,
            (calls.Length - 1) switch { 0 => "", 1 => $", and so is one more call in {place}", var more => $", and so are {more} more calls in {place}" },
            Action(first, symbols)));
    }

    // What there is in the project to do it with.
    private static string Action(IInvocationOperation call, KnownSymbols symbols) =>
        symbols.PrimaryAttribute is not null ? "declare it as a repository method, which is retried as its command allows"
        : symbols.ClientRetry is not null ? call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal) ? "send it through WithRetry()" : "use the asynchronous method through WithRetry()"
        : "run it in a Polly pipeline that handles RedisConnectionException and RedisTimeoutException";
}
