using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>
/// RSF1011: <c>UseForceReconnect</c> closes a connection that a <c>ConnectionMultiplexerFactory</c> gives out, and the factory gives out the
/// same one again.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForceReconnectAnalyzer : DiagnosticAnalyzer
{
    private const string Option = "UseForceReconnect";
    private const string Factory = "ConnectionMultiplexerFactory";

    private static readonly string[] Registrations = ["AddStackExchangeRedisCache", "AddStackExchangeRedisOutputCache", "Configure"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ForceReconnect);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                start.RegisterOperationAction(operation => AnalyzeProperty(operation, symbols), OperationKind.SimpleAssignment);
                start.RegisterOperationAction(operation => AnalyzeSwitch(operation, symbols), OperationKind.Invocation);
            }
        });
    }

    private static void AnalyzeProperty(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (context.Operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: Option, ContainingType: { } options } } target, Value.ConstantValue: { HasValue: true, Value: true } }
            && options.GetMembers(Factory).Length > 0
            && Around(context.Operation).Descendants().OfType<ISimpleAssignmentOperation>().Any(other => IsSharedFactory(other, symbols)
                && SymbolEqualityComparer.Default.Equals(((IPropertyReferenceOperation)other.Target).Property.ContainingType, options)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.ForceReconnect, target.Syntax.GetLocation()));
        }
    }

    // AppContext.SetSwitch("Microsoft.AspNetCore.Caching.StackExchangeRedis.UseForceReconnect", true)
    private static void AnalyzeSwitch(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (context.Operation is IInvocationOperation { TargetMethod: { Name: "SetSwitch", ContainingType: { Name: "AppContext", ContainingNamespace.Name: "System" } }, Arguments: [{ Value: var name }, { Value: var value }] }
            && name.ConstantValue is { HasValue: true, Value: string text } && text.EndsWith(".StackExchangeRedis." + Option, StringComparison.Ordinal)
            && value.ConstantValue is { HasValue: true, Value: true }
            && Registrations.SelectMany(symbols.Code.CallsNamed)
                .SelectMany(call => new LibrarySettings(call, symbols).Assignments).Any(assignment => IsSharedFactory(assignment, symbols)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.ForceReconnect, name.Syntax.GetLocation()));
        }
    }

    // A factory that opens a connection replaces the one that was closed.
    private static bool IsSharedFactory(ISimpleAssignmentOperation assignment, KnownSymbols symbols) => assignment.Target is IPropertyReferenceOperation { Property.Name: Factory }
        && CodeSearch.Unwrap(assignment.Value) is not { ConstantValue: { HasValue: true, Value: null } }
        && !symbols.Code.OriginsIn(assignment.Value, null, throughCallers: false).Any(origin => Opens(origin.Operation, symbols));

    private static bool Opens(IOperation factory, KnownSymbols symbols)
    {
        var bodies = factory is IMethodReferenceOperation method ? symbols.Code.Bodies(method.Method.OriginalDefinition) : [factory];
        return bodies.SelectMany(static body => body.Descendants()).OfType<IInvocationOperation>().Any(call => ConnectionOpening.IsOpening(call, symbols));
    }

    private static IOperation Around(IOperation operation)
    {
        var around = operation;
        while (around.Parent is { } further && around is not IAnonymousFunctionOperation)
        {
            around = further;
        }

        return around;
    }
}
