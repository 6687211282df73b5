using System.Reflection;

namespace RedisSafety.Package.Tests;

/// <summary>A project of the AWS CDK, with stubs in place of its library, as a user builds it.</summary>
[Collection(PackageCollection.Name)]
public sealed class CdkProjectTests(PackageFeed feed)
{
    private const string Library = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <AssemblyName>Amazon.CDK.Lib</AssemblyName>
            <Nullable>disable</Nullable>
          </PropertyGroup>
        </Project>
        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <!-- An error fails the build; here all findings are to be seen. -->
            <NoWarn>$(NoWarn);CA1806</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="RedisSafety.Analyzers" Version="$(RedisSafetyVersion)" PrivateAssets="all" />
            <ProjectReference Include="../Library/Library.csproj" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using Amazon.CDK;
        using Amazon.CDK.AWS.CloudWatch;
        using Amazon.CDK.AWS.ElastiCache;
        using Constructs;

        var app = new App();
        _ = new ShopStack(app, "Shop");
        app.Synth();

        public sealed class ShopStack : Stack
        {
            private const int Retention = 0;

            public ShopStack(Construct scope, string id)
                : base(scope, id)
            {
                var group = new CfnReplicationGroup(this, "Redis", new CfnReplicationGroupProps
                {
                    ReplicationGroupId = "shop",
                    ReplicationGroupDescription = "Sessions and carts",
                    Engine = "redis",
                    EngineVersion = "5.0.6",
                    NumCacheClusters = 3,
                    AutomaticFailoverEnabled = false,
                    MultiAzEnabled = false,
                    TransitEncryptionEnabled = false,
                    AtRestEncryptionEnabled = true,
                    UserGroupIds = new[] { "shop" },
                    SnapshotRetentionLimit = Retention,
                    NotificationTopicArn = "arn:aws:sns:us-east-1:123456789012:alerts",
                });
                foreach (var node in new[] { "shop-001", "shop-002", "shop-003" })
                {
                    _ = new CfnAlarm(this, node, new CfnAlarmProps
                    {
                        Namespace = "AWS/ElastiCache",
                        MetricName = "EngineCPUUtilization",
                        Dimensions = new[] { new CfnAlarm.DimensionProperty { Name = "CacheClusterId", Value = node } },
                        Statistic = "Average",
                        Period = 300,
                    });
                }

                _ = new CfnAlarm(this, "Lag", new CfnAlarmProps
                {
                    Namespace = "AWS/ElastiCache",
                    MetricName = "ReplicationLag",
                    Dimensions = new[] { new CfnAlarm.DimensionProperty { Name = "CacheClusterId", Value = group.Ref } },
                    TreatMissingData = "notBreaching",
                });
            }
        }
        """;

    [Fact]
    public async Task Reports_each_property_at_its_place_in_a_build()
    {
        var root = typeof(CdkProjectTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "RepositoryRoot").Value!;
        var workspace = feed.CreateWorkspace("cdk")
            .Write("Library/Library.csproj", Library)
            .Write("Library/Aws.cs", File.ReadAllText(Path.Combine(root, "src", "Provisioning.CSharp", "AwsStubs.txt")))
            .Write("Shop/Shop.csproj", Project)
            .Write("Shop/Program.cs", Program);

        var built = await workspace.BuildAsync("Shop/Shop.csproj");

        Assert.NotEqual(0, built.ExitCode);
        Assert.Equal(
            [
                new("Program.cs", 17, "warning", "RSF4010"),
                new("Program.cs", 22, "warning", "RSF4006"),
                new("Program.cs", 24, "error", "RSF4001"),
                new("Program.cs", 26, "warning", "RSF4005"),
                new("Program.cs", 29, "warning", "RSF4004"),
                new("Program.cs", 39, "warning", "RSF4009"),
                new("Program.cs", 48, "error", "RSF4008"),
            ],
            built.Diagnostics.OrderBy(diagnostic => diagnostic.Line));
    }
}
