using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Connections;

/// <summary>
/// RSF1004 to RSF1008: what the configuration of a connection lacks or gets wrong, as far as the code shows it. One analyzer, as each
/// asks the same reading of the same argument.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConnectionSettingsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Descriptors.AbortsAtStart, Descriptors.WritesToReader, Descriptors.SlowToLeaveDeadNode, Descriptors.SlowToSeeRoles, Descriptors.StaysWithOldPrimary);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { Multiplexer: not null } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                start.RegisterOperationAction(
                    operation => Analyze(operation, symbols), OperationKind.Invocation, OperationKind.ObjectCreation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (context.Operation is IInvocationOperation call && ConnectionOpening.IsOpening(call, symbols))
        {
            AnalyzeOpening(context, call, symbols);
        }
        else if (LibraryConnections.Of(context.Operation) is { } library)
        {
            AnalyzeLibrary(context, library, new LibrarySettings(context.Operation, symbols), symbols);
        }
    }

    private static void AnalyzeOpening(OperationAnalysisContext context, IInvocationOperation open, KnownSymbols symbols)
    {
        if (SettingsReader.Of(open, symbols) is not { } settings || SettingsReader.Argument(open) is not { } argument)
        {
            return;
        }

        if (settings.Literal is { } literal && settings.Hosts is [var only] && ElastiCacheHost.IsReader(only)
            && (WriteThrough(open, context.ContainingSymbol, symbols) ?? new RegisteredConnection(symbols).WriteThrough(open)) is { } write)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.WritesToReader, literal.Syntax.GetLocation(), [InvokedName.Of(write)], only, write.TargetMethod.Name));
        }

        // Where nothing retries at all, RSF1001 reports the same call.
        if (settings.IsKnown && Aborts(settings, symbols) && ConnectionOpening.HolderOf(open, symbols) != ConnectionHolder.None && !symbols.Retry.IsRetried(open))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.AbortsAtStart, argument.Syntax.GetLocation()));
        }

        if (!open.TargetMethod.Name.StartsWith("Sentinel", StringComparison.Ordinal))
        {
            Report(context, settings, argument, symbols, () => ClosesElsewhere(context.ContainingSymbol, symbols));
        }
    }

    private static void AnalyzeLibrary(
        OperationAnalysisContext context, LibraryConnection library, LibrarySettings given, KnownSymbols symbols)
    {
        if (given.Values is not [var first, ..] values)
        {
            return;
        }

        var settings = SettingsReader.Of(values, given, symbols);
        if (library.Writes && settings.Literal is { } literal && settings.Hosts is [var only] && ElastiCacheHost.IsReader(only))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.WritesToReader, literal.Syntax.GetLocation(), only, library.Method));
        }

        if (settings.IsKnown && !library.NeverAborts && Aborts(settings, symbols))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.AbortsAtStart, first.Syntax.GetLocation()));
        }

        Report(context, settings, first, symbols, static () => false);
    }

    private static bool Aborts(ConnectionSettings settings, KnownSymbols symbols) =>
        !settings.DecidesAbort && settings.Hosts.Count > 0 && !ConnectionOpening.IsAzure(settings) && !symbols.Guard.IsInstalled;

    private static void Report(OperationAnalysisContext context, ConnectionSettings settings, IOperation value, KnownSymbols symbols, Func<bool> closes)
    {
        if (!settings.IsKnown)
        {
            return;
        }

        // Sentinels report a new primary themselves, and behind a proxy there is one node.
        var place = value.Syntax.GetLocation();
        var isNodeList = settings.Hosts.Count > 1 && !settings.Sets("serviceName") && !settings.Sets("proxy");
        if (isNodeList && !settings.Sets("connectTimeout") && !symbols.Guard.IsInstalled)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.SlowToLeaveDeadNode, place, settings.Hosts.Count));
        }

        if (isNodeList && !settings.Sets("configCheckSeconds") && !symbols.Guard.IsInstalled)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.SlowToSeeRoles, place));
        }

        if (settings.Hosts is [var single] && ElastiCacheHost.IsPrimary(single) && !settings.Sets("tunnel") && !symbols.Guard.IsInstalled && !closes())
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.StaysWithOldPrimary, place, single));
        }
    }

    // A write in the same type whose database this very call opened.
    private static IInvocationOperation? WriteThrough(IInvocationOperation open, ISymbol member, KnownSymbols symbols) => symbols.Code.Operations(member.ContainingType)
        .OfType<IInvocationOperation>()
        .FirstOrDefault(call => RedisCall.Of(call, symbols) is { Sends: true, Sent.IsWrite: true } && call.Instance is { } database && IsFrom(database, open, symbols));

    private static bool IsFrom(IOperation database, IInvocationOperation open, KnownSymbols symbols) => symbols.Code.Origins(database).Any(origin =>
        origin.Syntax == open.Syntax
        || (origin is IInvocationOperation { TargetMethod.Name: "GetDatabase" or "WithRetry" or "WithKeyPrefix" } next
            && (next.Instance ?? next.Arguments.FirstOrDefault()?.Value) is { } before && IsFrom(before, open, symbols)));

    // Code that closes a multiplexer when it stops working lets the next one resolve the name again.
    private static bool ClosesElsewhere(ISymbol member, KnownSymbols symbols) => symbols.Code.Operations(member.ContainingType).OfType<IInvocationOperation>()
        .Any(call => call.TargetMethod.Name is "Close" or "CloseAsync" or "Dispose" or "DisposeAsync" or "Exchange"
            && call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart) is { Name: not ("Dispose" or "DisposeAsync" or "DisposeAsyncCore") }
            && (call.Instance?.Type ?? call.Arguments.FirstOrDefault()?.Value.Type)?.Name is "ConnectionMultiplexer" or "IConnectionMultiplexer" or "Lazy");
}
