using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>RSF1001: a connection is opened without retry, on a configuration that is not known to reconnect by itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConnectionWithoutRetryAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> OpeningMethods = ImmutableHashSet.Create(
        "Connect", "ConnectAsync", "SentinelConnect", "SentinelConnectAsync", "ConnectGroupAsync");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ConnectionWithoutRetry);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { Multiplexer: not null, IsTestProject: false } symbols)
            {
                start.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!OpeningMethods.Contains(call.TargetMethod.Name)
            || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, symbols.Multiplexer)
            || Reconnects(call)
            || IsOpenedOnce(call)
            || symbols.Retry.IsRetried(call))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.ConnectionWithoutRetry, call.Syntax.GetLocation(), $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}"));
    }

    private static bool Reconnects(IInvocationOperation call) => call.Arguments.Any(argument => Reconnects(argument.Value, Root(call)));

    private static bool Reconnects(IOperation value, IOperation root)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if ((part.ConstantValue is { HasValue: true, Value: string text } && SaysSo(text)) || part is ISimpleAssignmentOperation assignment && SaysSo(assignment))
            {
                return true;
            }

            if (part is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string piece } } && SaysSo(piece))
            {
                return true;
            }

            var symbol = part switch
            {
                ILocalReferenceOperation local => (ISymbol)local.Local,
                IFieldReferenceOperation field => field.Field,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            };
            if (symbol is not null && (IsSetIn(root, symbol) || IsInitialised(part, symbol, root)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSetIn(IOperation root, ISymbol symbol) => root.Descendants().OfType<ISimpleAssignmentOperation>().Any(assignment =>
        SaysSo(assignment)
        && assignment.Target is IPropertyReferenceOperation { Instance: { } instance }
        && SymbolEqualityComparer.Default.Equals(
            instance switch
            {
                ILocalReferenceOperation local => local.Local,
                IFieldReferenceOperation field => field.Field,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => (ISymbol?)null,
            },
            symbol));

    private static bool IsInitialised(IOperation reference, ISymbol symbol, IOperation root)
    {
        foreach (var declaration in root.Descendants().OfType<IVariableDeclaratorOperation>())
        {
            if (SymbolEqualityComparer.Default.Equals(declaration.Symbol, symbol) && declaration.Initializer?.Value is { } value)
            {
                return !value.Descendants().Contains(reference) && Says(value);
            }
        }

        // A field's own text is enough: what it is made of stands beside it.
        return symbol is IFieldSymbol { IsReadOnly: true }
            && symbol.DeclaringSyntaxReferences.Any(static declaration => SaysSo(declaration.GetSyntax().ToString())
                || declaration.GetSyntax().ToString().Replace(" ", "").Contains("AbortOnConnectFail=false"));
    }

    private static bool Says(IOperation value) => value.DescendantsAndSelf().Any(static part =>
        (part.ConstantValue is { HasValue: true, Value: string text } && SaysSo(text))
        || (part is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string piece } } && SaysSo(piece))
        || (part is ISimpleAssignmentOperation assignment && SaysSo(assignment)));

    private static bool SaysSo(string text) =>
        text.Replace(" ", "").IndexOf("abortConnect=false", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool SaysSo(ISimpleAssignmentOperation assignment) =>
        assignment.Target is IPropertyReferenceOperation { Property.Name: "AbortOnConnectFail" }
        && assignment.Value.ConstantValue is { HasValue: true, Value: false };

    /// <summary>The place makes one connection for the life of the program, and is asked again where that failed.</summary>
    private static bool IsOpenedOnce(IOperation call)
    {
        for (var operation = call.Parent; operation is not null; operation = operation.Parent)
        {
            if (operation is ILockOperation)
            {
                return true;
            }

            if (operation is IAnonymousFunctionOperation)
            {
                switch (Receiver(operation))
                {
                    case IObjectCreationOperation { Type: { Name: "Lazy" } lazy } when lazy.ContainingNamespace.ToDisplayString() == "System":
                    case IInvocationOperation { TargetMethod: { Name: "GetOrAdd", ContainingType.Name: "ConcurrentDictionary" } }:
                    case IInvocationOperation { TargetMethod.Name: var name } when name.EndsWith("Singleton", StringComparison.Ordinal):
                        return true;
                }
            }
        }

        return Root(call).Descendants().OfType<IInvocationOperation>().Any(static invocation =>
            invocation.TargetMethod is { Name: "Wait" or "WaitAsync", ContainingType.Name: "SemaphoreSlim" });
    }

    // The call, or the new object, that a lambda is given to.
    private static IOperation? Receiver(IOperation lambda)
    {
        var operation = lambda.Parent;
        while (operation is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            operation = operation.Parent;
        }

        return operation is IArgumentOperation argument ? argument.Parent : null;
    }

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }
}
