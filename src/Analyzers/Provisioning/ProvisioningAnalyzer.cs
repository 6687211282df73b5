using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Provisioning;
using RedisSafety.Provisioning.Metrics;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Analyzers.Provisioning;

/// <summary>
/// RSF4001 to RSF4012 for deployments that are declared in C#, with the AWS CDK or the AWS SDK. A group is judged by itself where it is
/// declared; its topic and alarms when all of the project is known.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ProvisioningAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> AtEnd = ImmutableHashSet.Create("RSF4007", "RSF4008", "RSF4009", "RSF4010");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ProvisioningDescriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (DeclaredTypes.Create(start.Compilation) is not { } types)
            {
                return;
            }

            var all = new ConcurrentQueue<Deployment>();
            start.RegisterOperationAction(creation => Declare(creation, types, all), OperationKind.ObjectCreation);
            start.RegisterCompilationEndAction(end => Report(Whole(all), AtEnd.Contains, end.ReportDiagnostic));
        });
    }

    private static void Declare(OperationAnalysisContext context, DeclaredTypes types, ConcurrentQueue<Deployment> all)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (types.KindOf(creation.Type) is not { } kind)
        {
            return;
        }

        var declared = DeclarationReader.Read(creation, kind, context.Compilation, types, context.CancellationToken);
        all.Enqueue(declared);
        Report(declared, static id => !AtEnd.Contains(id), context.ReportDiagnostic);
    }

    // Actions run in any order; findings do not depend on it.
    private static Deployment Whole(ConcurrentQueue<Deployment> parts)
    {
        var deployment = new Deployment();
        foreach (var part in parts)
        {
            deployment.Add(part);
        }

        Sort(deployment.Groups, static group => group.Place);
        Sort(deployment.Alarms, static alarm => alarm.Place);
        Sort(deployment.Topics, static topic => topic.Place);

        // A project without an alarm on ElastiCache has them elsewhere.
        deployment.AlarmsAreComplete =
            deployment.Alarms.Any(static alarm => alarm.Queries.Any(static query => query.Namespace.Is(MetricCatalogue.Namespace)));
        return deployment;
    }

    private static void Sort<T>(List<T> items, Func<T, SourcePlace> place)
    {
        var sorted = items.OrderBy(item => place(item).File, StringComparer.Ordinal).ThenBy(item => place(item).Line)
            .ThenBy(item => place(item).Column).ToList();
        items.Clear();
        items.AddRange(sorted);
    }

    private static void Report(Deployment deployment, Func<string, bool> isWanted, Action<Diagnostic> report)
    {
#pragma warning disable RS0030 // The day decides when an engine version is out of support.
        foreach (var finding in ProvisioningChecker.Check(deployment, DateTime.UtcNow))
#pragma warning restore RS0030
        {
            if (isWanted(finding.Rule.Id) && finding.Place.Handle is Location location)
            {
                var descriptor = ProvisioningDescriptors.All.First(one => one.Id == finding.Rule.Id);
                var severity = finding.Severity switch
                {
                    ProvisioningSeverity.Error => DiagnosticSeverity.Error,
                    ProvisioningSeverity.Warning => DiagnosticSeverity.Warning,
                    _ => DiagnosticSeverity.Info,
                };
                report(Diagnostic.Create(descriptor, location, severity, null, null, $"{finding.Message} ({finding.Change})"));
            }
        }
    }
}
