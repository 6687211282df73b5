using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Recognises jobs, message handlers and reminders that a framework runs again after a fault.</summary>
internal static class FrameworkJobs
{
    // Their method is what the framework calls, by the metadata names of the interfaces.
    private static readonly HashSet<string> Contracts = new(StringComparer.Ordinal)
    {
        "Quartz.IJob",
        "MassTransit.IConsumer`1",
        "MassTransit.IJobConsumer`1",
        "Orleans.IRemindable",
        "NServiceBus.IHandleMessages`1",
        "Rebus.Handlers.IHandleMessages`1",
        "Coravel.Invocable.IInvocable",
    };

    private static readonly HashSet<string> Triggers = new(StringComparer.Ordinal)
    {
        "QueueTriggerAttribute", "ServiceBusTriggerAttribute", "EventHubTriggerAttribute", "KafkaTriggerAttribute", "RabbitMQTriggerAttribute",
    };

    /// <summary>A framework calls the method, and again after a fault.</summary>
    public static bool IsRepeated(IMethodSymbol method) =>
        method.ContainingType.AllInterfaces.Any(one => Contracts.Contains(NameOf(one))
            && one.GetMembers().Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)))
        || method.GetAttributes().Concat(method.ContainingType.GetAttributes()).Any(IsHangfireRetry)
        || method.Parameters.Any(static parameter => parameter.GetAttributes().Any(static attribute =>
            attribute.AttributeClass is { } type && Triggers.Contains(type.Name) && Space(type).StartsWith("Microsoft.Azure.", StringComparison.Ordinal)));

    /// <summary>The call is a job that is handed to Hangfire as an expression, which repeats it ten times by default.</summary>
    public static bool IsEnqueued(IOperation call)
    {
        for (var around = call.Parent; around is not null; around = around.Parent)
        {
            if (around is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: var name, ContainingType: { } type } } }
                && name is "Enqueue" or "Schedule" or "AddOrUpdate" or "ContinueJobWith" or "ContinueWith" or "Create"
                && (Space(type) == "Hangfire" || Space(type).StartsWith("Hangfire.", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHangfireRetry(AttributeData attribute) => attribute.AttributeClass is { Name: "AutomaticRetryAttribute" } type && Space(type) == "Hangfire"
        && !attribute.NamedArguments.Any(static argument => argument is { Key: "Attempts", Value.Value: 0 });

    private static string NameOf(INamedTypeSymbol type) => $"{Space(type)}.{type.MetadataName}";

    private static string Space(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() ?? "";
}
