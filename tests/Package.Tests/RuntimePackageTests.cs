using RedisSafety.Lab.Servers;

namespace RedisSafety.Package.Tests;

[Collection(PackageCollection.Name)]
public sealed class RuntimePackageTests(PackageFeed feed)
{
    private const string Library = """
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <PackageReference Include="RedisSafety" Version="$(RedisSafetyVersion)" />
          </ItemGroup>
        </Project>
        """;

    private const string Application = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <InvariantGlobalization>true</InvariantGlobalization>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <ProjectReference Include="../Carts/Carts.csproj" />
          </ItemGroup>
        </Project>
        """;

    private const string Repository = """
        using RedisSafety;

        namespace Carts;

        public sealed partial class CartStore(IRedisRouter redis)
        {
            [ReadReplica("HGETALL cart:{cartId}", Consistency = ReadConsistency.ReadYourWrites)]
            public partial Task<Dictionary<string, int>> GetAsync(long cartId, CancellationToken cancellationToken = default);

            [Primary("HINCRBY cart:{cartId} {sku} {quantity}")]
            public partial Task<long> AddAsync(long cartId, string sku, int quantity);
        }
        """;

    private const string Program = """
        using Carts;
        using RedisSafety;

        await using var router = await RedisRouter.ConnectAsync(args[0]);
        var carts = new CartStore(router);
        await carts.AddAsync(1, "tea", 2);
        Console.WriteLine($"tea: {(await carts.GetAsync(1))["tea"]}");
        """;

    [Fact]
    public async Task An_application_runs_a_repository_of_its_library()
    {
        await using var server = await RedisServer.StartAsync();
        var workspace = Shop("through-a-library");

        (await workspace.BuildAsync("App/App.csproj", "-o", workspace.PathOf("out"))).Succeeded();
        var ran = (await workspace.RunAsync("out/App", server.Endpoint)).Succeeded();

        Assert.Contains("tea: 2", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_or_trimmed_application_publishes_without_a_warning_and_runs()
    {
        await using var server = await RedisServer.StartAsync();
        var workspace = Shop("published");

        // NativeAOT links with a C compiler; a machine without one still shows that trimming is safe.
        string[] settings = File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang")
            ? ["-p:PublishAot=true", .. File.Exists("/usr/bin/clang") ? Array.Empty<string>() : ["-p:CppCompilerAndLinker=gcc"]]
            : ["-p:PublishTrimmed=true", "--self-contained"];
        (await workspace.PublishAsync("App/App.csproj", "out", ["-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, .. settings])).Succeeded();
        var ran = (await workspace.RunAsync("out/App", server.Endpoint)).Succeeded();

        Assert.Contains("tea: 2", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_generated_has_no_warning_under_every_rule_of_the_sdk()
    {
        var workspace = Shop("every-rule");

        var built = (await workspace.BuildAsync(
            "Carts/Carts.csproj", "-p:AnalysisLevel=latest-all", "-p:EnforceCodeStyleInBuild=true", "-p:TreatWarningsAsErrors=true")).Succeeded();

        Assert.Empty(built.Diagnostics);
    }

    [Fact]
    public async Task A_repository_that_is_wrong_fails_the_build_with_the_rules_that_say_why()
    {
        var workspace = Shop("wrong").Write("Carts/CartStore.cs", Repository.Replace("{sku}", "{sku2}", StringComparison.Ordinal));

        var built = await workspace.BuildAsync("Carts/Carts.csproj");

        Assert.NotEqual(0, built.ExitCode);
        Assert.Equal(
            [new("CartStore.cs", 10, "error", "RSF0004"), new("CartStore.cs", 11, "error", "RSF0004")],
            built.Diagnostics);
        Assert.DoesNotContain("CS8795", built.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_is_marked_for_a_replica_fails_the_build()
    {
        var workspace = Shop("misrouted").Write("Carts/CartStore.cs", Repository.Replace("[Primary(", "[ReadReplica(", StringComparison.Ordinal));

        var built = await workspace.BuildAsync("Carts/Carts.csproj");

        Assert.NotEqual(0, built.ExitCode);
        Assert.Equal([new("CartStore.cs", 10, "error", "RSF2002")], built.Diagnostics);
    }

    [Fact]
    public async Task Beside_the_analyzers_package_nothing_is_reported_twice()
    {
        var workspace = feed.CreateWorkspace("both")
            .Write("Shop.csproj", """
                <Project Sdk="Microsoft.NET.Sdk">
                  <ItemGroup>
                    <PackageReference Include="RedisSafety" Version="$(RedisSafetyVersion)" />
                    <PackageReference Include="RedisSafety.Analyzers" Version="$(RedisSafetyVersion)" PrivateAssets="all" />
                  </ItemGroup>
                  <Target Name="Count" AfterTargets="CoreCompile">
                    <Message Importance="high" Text="analyzers: @(Analyzer->WithMetadataValue('Filename', 'RedisSafety.Analyzers')->Count())" />
                  </Target>
                </Project>
                """)
            .Write("Shop.cs", """class Shop { object M() => StackExchange.Redis.ConnectionMultiplexer.Connect("a"); }""");

        var built = (await workspace.BuildAsync("Shop.csproj")).Succeeded();

        Assert.Contains("analyzers: 1", built.Output, StringComparison.Ordinal);
        Assert.Equal([new("Shop.cs", 1, "warning", "RSF1001")], built.Diagnostics);
    }

    private Workspace Shop(string name) => feed.CreateWorkspace(name)
        .Write("Carts/Carts.csproj", Library)
        .Write("Carts/CartStore.cs", Repository)
        .Write("App/App.csproj", Application)
        .Write("App/Program.cs", Program);
}
