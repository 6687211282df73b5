namespace RedisSafety.Tool.Tests.Check;

public sealed class ProjectCheckTests : IDisposable
{
    private const string Store = """
        using RedisSafety;
        namespace Shop;
        public sealed partial class CartStore(IRedisRouter redis)
        {
            [ReadReplica("HGETALL cart:{id}")]
            public partial Task<Dictionary<string, int>> GetAsync(long id);

            [Primary("GETEX cart:{id} EX {seconds}")]
            public partial Task<string?> TouchAsync(long id, int seconds);

            [Primary("HINCRBY stock:{sku} sold 1", OncePer = nameof(webhookId))]
            public partial Task<long> SellAsync(string sku, string webhookId);
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-project-").FullName;

    public ProjectCheckTests()
    {
        Write("Shop.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        Write("CartStore.cs", Store);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Code_that_reads_replicas_needs_one()
    {
        var run = await CheckAsync(Group("0", "7.1", "default.redis7"));

        Assert.Contains("CartStore.cs(5,", run.Output, StringComparison.Ordinal);
        Assert.Contains("[ReadReplica] of CartStore.GetAsync reads from a replica", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_needs_an_engine_that_knows_it()
    {
        var run = await CheckAsync(Group("2", "5.0.6", "noeviction"));

        Assert.Contains("GETEX needs Redis 6.2", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("HGETALL needs", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_of_a_call_must_not_be_evicted()
    {
        var run = await CheckAsync(Group("2", "7.1", "default.redis7"));

        Assert.Contains("The OncePer token of CartStore.SellAsync must not vanish", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lock_and_key_ring_and_flags_are_read_from_syntax()
    {
        Write("CartStore.cs", """
            using StackExchange.Redis;
            var flags = CommandFlags.PreferReplica;
            await database.LockTakeAsync("lock", "me", TimeSpan.FromSeconds(5));
            services.AddDataProtection().PersistKeysToStackExchangeRedis(connection);
            """);

        var run = await CheckAsync(Group("0", "7.1", "default.redis7"));

        Assert.Contains("CommandFlags.PreferReplica in the program reads from a replica", run.Output, StringComparison.Ordinal);
        Assert.Contains("The lock of the program must not vanish", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_without_tls_is_compared_with_the_group()
    {
        Write("appsettings.json", "{ \"Redis\": \"shop.abc123.use1.cache.amazonaws.com:6379,password=secret\" }");

        var run = await CheckAsync(Group("2", "7.1", "noeviction"));

        Assert.Contains("appsettings.json(1,12)", run.Output, StringComparison.Ordinal);
        Assert.Contains("this one has no ssl=true", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_fits_the_deployment_is_quiet()
    {
        Write("appsettings.json", "{ \"Redis\": \"shop.abc123.use1.cache.amazonaws.com:6379,ssl=true\" }");

        var run = await CheckAsync(Group("2", "7.1", "noeviction"));

        Assert.DoesNotContain("RSF4011", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("RSF4012", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ssl=true", run.Output, StringComparison.Ordinal);
    }

    // An attribute of another library, a flag of another type, a text that names a host, a class called LockTake: none is a use.
    [Theory]
    [InlineData("[ReadReplica(\"the nearest\")] class Database { }")]
    [InlineData("[ReadReplica] class Database { }")]
    [InlineData("[Primary(\"key\", OncePer = 1)] class Table { /* Redis */ }")]
    [InlineData("var flags = OtherFlags.PreferReplica; // Redis")]
    [InlineData("throw new Exception(\"Redis: cannot reach shop.abc123.use1.cache.amazonaws.com today\");")]
    [InlineData("var locked = machine.LockTake(door); // Redis")]
    [InlineData("// [ReadReplica(\"GET a\")] Redis")]
    [InlineData("this is [ReadReplica(\" not { C# ( Redis")]
    public async Task Look_alike_is_no_use(string code)
    {
        Write("CartStore.cs", code);

        var run = await CheckAsync(Group("0", "4.0.10", "default.redis4.0"));

        Assert.DoesNotContain("RSF4011", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("RSF4012", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("this one has no ssl=true", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_project_and_build_output_are_not_read()
    {
        Write("CartStore.cs", "class Nothing { }");
        Write("obj/Generated.cs", Store);
        Write("tests/Shop.Tests.csproj", "<Project><ItemGroup><PackageReference Include=\"xunit.v3\" /></ItemGroup></Project>");
        Write("tests/FakeStore.cs", Store);

        var run = await CheckAsync(Group("0", "4.0.10", "default.redis4.0"));

        Assert.DoesNotContain("RSF4011", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_project_ends_with_2()
    {
        var run = await Tool.RunAsync(
            "check", "--cloudformation", Group("2", "7.1", "noeviction"), "--project", Path.Combine(_folder, "none.sln"));

        Assert.Equal(2, run.ExitCode);
    }

    private Task<ToolRun> CheckAsync(string group) =>
        Tool.RunAsync("check", "--cloudformation", group, "--project", Path.Combine(_folder, "Shop.csproj"));

    private string Group(string replicas, string version, string parameters) => Write("group.template.json", $$"""
        {
          "Resources": {
            "Shop": {
              "Type": "AWS::ElastiCache::ReplicationGroup",
              "Properties": {
                "ReplicationGroupId": "shop", "Engine": "redis", "EngineVersion": "{{version}}", "NumNodeGroups": 1,
                "ReplicasPerNodeGroup": {{replicas}}, "TransitEncryptionEnabled": true, "CacheParameterGroupName": "{{parameters}}"
              }
            }
          }
        }
        """);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
