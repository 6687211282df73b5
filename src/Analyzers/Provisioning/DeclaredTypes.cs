using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Provisioning;

/// <summary>The types of the AWS CDK and the AWS SDK that declare resources, by metadata name. They are looked up once a
/// compilation.</summary>
internal sealed class DeclaredTypes
{
    private const string Cdk = "Amazon.CDK.AWS.";

    private static readonly (string Name, DeclaredKind Kind)[] Declarations =
    [
        (Cdk + "ElastiCache.CfnReplicationGroupProps", DeclaredKind.Group),
        (Cdk + "ElastiCache.CfnCacheClusterProps", DeclaredKind.Cluster),
        (Cdk + "ElastiCache.CfnServerlessCacheProps", DeclaredKind.Serverless),
        (Cdk + "ElastiCache.CfnParameterGroupProps", DeclaredKind.Parameters),
        (Cdk + "CloudWatch.CfnAlarmProps", DeclaredKind.Alarm),
        (Cdk + "CloudWatch.AlarmProps", DeclaredKind.MetricAlarm),
        (Cdk + "SNS.CfnTopicProps", DeclaredKind.Topic),
        (Cdk + "SNS.CfnTopicPolicyProps", DeclaredKind.TopicPolicy),
        (Cdk + "Events.CfnRuleProps", DeclaredKind.EventRule),
        (Cdk + "Events.RuleProps", DeclaredKind.EventRule),
        ("Amazon.ElastiCache.Model.CreateReplicationGroupRequest", DeclaredKind.Group),
        ("Amazon.ElastiCache.Model.ModifyReplicationGroupRequest", DeclaredKind.GroupModification),
        ("Amazon.ElastiCache.Model.CreateCacheClusterRequest", DeclaredKind.Cluster),
        ("Amazon.CloudWatch.Model.PutMetricAlarmRequest", DeclaredKind.Alarm),
    ];

    private readonly Dictionary<INamedTypeSymbol, DeclaredKind> _kinds = new(SymbolEqualityComparer.Default);

    private DeclaredTypes()
    {
    }

    /// <summary>The types, or null if the compilation refers to none of them.</summary>
    public static DeclaredTypes? Create(Compilation compilation)
    {
        var assemblies = compilation.SourceModule.ReferencedAssemblySymbols
            .Where(static assembly => assembly.Name.StartsWith("Amazon.CDK", StringComparison.Ordinal)
                || assembly.Name is "AWSSDK.ElastiCache" or "AWSSDK.CloudWatch")
            .Append(compilation.Assembly)
            .ToList();
        var types = new DeclaredTypes();
        foreach (var (name, kind) in Declarations)
        {
            foreach (var assembly in assemblies)
            {
                if (assembly.GetTypeByMetadataName(name) is { } type)
                {
                    types._kinds[type] = kind;
                }
            }
        }

        return types._kinds.Count > 0 ? types : null;
    }

    public DeclaredKind? KindOf(ITypeSymbol? type) =>
        type is INamedTypeSymbol named && _kinds.TryGetValue(named.OriginalDefinition, out var kind) ? kind : null;

    /// <summary>A type of the AWS CDK or SDK.</summary>
    public static bool IsOfAws(ITypeSymbol? type)
    {
        for (var space = type?.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space.Name == "Amazon" && space.ContainingNamespace.IsGlobalNamespace)
            {
                return true;
            }
        }

        return false;
    }
}
