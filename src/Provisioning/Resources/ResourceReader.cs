using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Resources;

/// <summary>Reads a resource by its CloudFormation type. Terraform, the CLI and C# are brought to the same names first.</summary>
internal static class ResourceReader
{
    public const string Group = "AWS::ElastiCache::ReplicationGroup";
    public const string Cluster = "AWS::ElastiCache::CacheCluster";
    public const string Serverless = "AWS::ElastiCache::ServerlessCache";
    public const string Parameters = "AWS::ElastiCache::ParameterGroup";
    public const string Alarm = "AWS::CloudWatch::Alarm";
    public const string Topic = "AWS::SNS::Topic";
    public const string TopicPolicy = "AWS::SNS::TopicPolicy";
    public const string EventRule = "AWS::Events::Rule";

    /// <summary>Adds the resource to the deployment. Other types are ignored.</summary>
    /// <param name="deployment">The deployment to add to.</param>
    /// <param name="type">A type of CloudFormation.</param>
    /// <param name="name">The name of the declaration.</param>
    /// <param name="term">The term by which other resources refer to it.</param>
    /// <param name="properties">Its properties, with expressions resolved as far as they are known.</param>
    /// <param name="place">The place of the declaration.</param>
    /// <param name="dialect">The words for findings.</param>
    public static void Add(
        Deployment deployment, string type, string name, string? term, DocumentNode properties, SourcePlace place, Dialect dialect)
    {
        switch (type)
        {
            case Group:
                deployment.Groups.Add(GroupReader.Read(properties, name, term, place, dialect));
                break;
            case Cluster:
                if (GroupReader.ReadStandalone(properties, name, term, place, dialect) is { } single)
                {
                    deployment.Groups.Add(single);
                }

                break;
            case Serverless:
                var cache = new PropertyBag(properties, true).Text("ServerlessCacheName");
                deployment.ServerlessCaches.Add(new(GroupReader.WithTerm(cache, term), cache.IsKnown ? cache.Value : name, place));
                break;
            case Parameters:
                deployment.ParameterGroups.Add(ParameterGroupReader.Read(properties, name, term, place, dialect));
                break;
            case Alarm:
                deployment.Alarms.Add(AlarmReader.Read(properties, name, place, dialect));
                break;
            case Topic:
                deployment.Topics.Add(TopicReader.Read(properties, name, term, place, dialect));
                break;
            case TopicPolicy:
                deployment.TopicPolicies.AddRange(TopicReader.ReadPolicy(properties));
                break;
            case EventRule:
                deployment.HasEventRule |= IsOnElastiCache(properties["EventPattern"]);
                break;
            default:
                break;
        }
    }

    // A pattern that cannot be read may be on these events.
    private static bool IsOnElastiCache(DocumentNode? pattern) => pattern switch
    {
        null => false,
        { Kind: DocumentKind.Mapping } => pattern["source"] is { } source
            && (source.Kind == DocumentKind.Expression
                || source.Items.Any(static item => item.Text == "aws.elasticache" || !item.IsScalar)),
        { IsScalar: true } => pattern.Text.IndexOf("aws.elasticache", StringComparison.Ordinal) >= 0,
        _ => true,
    };
}
