using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Provisioning;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Resources;

namespace RedisSafety.Analyzers.Provisioning;

/// <summary>Reads the resources that the creation of an object declares: one, or one for each round of the loops around it.</summary>
internal static class DeclarationReader
{
    private static readonly string[] MetricProperties = ["Namespace", "MetricName", "Dimensions"];
    private static readonly string[] OpenProperties =
        ["Namespace", "MetricName", "Dimensions", "TreatMissingData", "Statistic", "Period", "EventPattern"];

    public static Deployment Read(
        IObjectCreationOperation creation, DeclaredKind kind, Compilation compilation, DeclaredTypes types,
            CancellationToken cancellationToken)
    {
        var deployment = new Deployment();
        foreach (var names in LoopValues.Of(creation, compilation, types, cancellationToken))
        {
            Add(deployment, kind, DeclaredObject.Read(creation, compilation, types, names, cancellationToken));
        }

        return deployment;
    }

    private static void Add(Deployment deployment, DeclaredKind kind, DeclaredObject declared)
    {
        var properties = declared.IsOpen ? Opened(declared.Properties) : declared.Properties;
        var place = declared.Properties.Place;
        switch (kind)
        {
            case DeclaredKind.Group or DeclaredKind.GroupModification:
                deployment.Groups.Add(GroupReader.Read(
                    properties, declared.Name, declared.Term, place, Dialect.CSharp, isModification: declared.IsOpen
                        || kind == DeclaredKind.GroupModification));
                break;
            case DeclaredKind.MetricAlarm:
                deployment.Alarms.Add(AlarmReader.Read(OfMetric(properties), declared.Name, place, Dialect.CSharp));
                break;
            default:
                var type = kind switch
                {
                    DeclaredKind.Cluster => ResourceReader.Cluster,
                    DeclaredKind.Serverless => ResourceReader.Serverless,
                    DeclaredKind.Parameters => ResourceReader.Parameters,
                    DeclaredKind.Alarm => ResourceReader.Alarm,
                    DeclaredKind.Topic => ResourceReader.Topic,
                    DeclaredKind.TopicPolicy => ResourceReader.TopicPolicy,
                    _ => ResourceReader.EventRule,
                };

                // A cluster or a topic that other code completes shows too little of itself.
                if (!declared.IsOpen || kind is DeclaredKind.Alarm or DeclaredKind.EventRule)
                {
                    ResourceReader.Add(deployment, type, declared.Name, declared.Term, properties, place, Dialect.CSharp);
                }

                break;
        }
    }

    // What an open object leaves out may be set elsewhere.
    private static DocumentNode Opened(DocumentNode properties) =>
        DocumentNode.Mapping(
            [
                .. OpenProperties.Select(name =>
                    new KeyValuePair<string, DocumentNode>(name, DocumentNode.Expression("${?}", properties.Place))),
                .. properties.Members,
            ],
            properties.Place);

    // An alarm of the higher level has its metric as an object, and that its own defaults: an average over five minutes.
    private static DocumentNode OfMetric(DocumentNode properties)
    {
        var members = properties.Members.ToList();
        var metric = properties["Metric"];
        if (metric is { Kind: DocumentKind.Mapping })
        {
            members.AddRange(metric.Members);
            members.Insert(0, new("Statistic", DocumentNode.OfText("Average", metric.Place)));
            members.Insert(0, new("Period", DocumentNode.Scalar(DocumentKind.Number, "300", metric.Place)));
        }
        else
        {
            var place = metric?.Place ?? properties.Place;
            members.AddRange(MetricProperties.Select(name =>
                new KeyValuePair<string, DocumentNode>(name, DocumentNode.Expression("${?}", place))));
        }

        return DocumentNode.Mapping(members, properties.Place);
    }
}
