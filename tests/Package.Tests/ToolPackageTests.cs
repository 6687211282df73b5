using System.Security.Cryptography;

namespace RedisSafety.Package.Tests;

/// <summary>The tool as a user installs it, on a folder that git watches.</summary>
[Collection(PackageCollection.Name)]
public sealed class ToolPackageTests(PackageFeed feed)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="StackExchange.Redis" Version="3.4.35" />
          </ItemGroup>
          <ItemGroup Condition="'$(WithAnalyzers)' == 'true'">
            <PackageReference Include="RedisSafety.Analyzers" Version="$(RedisSafetyVersion)" PrivateAssets="all" />
          </ItemGroup>
        </Project>
        """;

    private const string Store = """
        using StackExchange.Redis;

        namespace Shop;

        public static class CartStore
        {
            public static RedisValue Save(IDatabase database, long id, string cart)
            {
                database.StringSet($"cart:{id}", cart);
                return database.StringGet($"cart:{id}", CommandFlags.PreferReplica);
            }

            public static void Reset(IDatabase database, long id) =>
                database.StringSet($"cart:{id}", "", flags: CommandFlags.DemandReplica);
        }
        """;

    [Fact]
    public async Task An_installed_tool_scans_without_a_trace_and_its_baseline_makes_the_build_green()
    {
        var workspace = feed.CreateWorkspace("tool")
            .Write("Shop.csproj", Project)
            .Write("CartStore.cs", Store)
            .Write(".gitignore", "bin/\nobj/\n");
        var folder = workspace.PathOf("");
        await InstallAsync(folder, workspace.PathOf("../tools"));
        (await workspace.BuildAsync("Shop.csproj")).Succeeded();
        (await Git("init", "-q")).Succeeded();
        (await Git("add", "-A")).Succeeded();
        (await Git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "All")).Succeeded();
        var before = Hashes(folder);

        var scanned = await ScanAsync();

        Assert.True(scanned.ExitCode == 1, scanned.Output);
        Assert.Contains("CartStore.cs(10,16): warning RSF2001", scanned.Output, StringComparison.Ordinal);
        Assert.Contains("3 new findings", scanned.Output, StringComparison.Ordinal);
        Assert.Equal(before, Hashes(folder));
        Assert.Equal("", (await Git("status", "--porcelain")).Output.Trim());

        // Two of the findings are warnings and one is an error. With the package and without a baseline, all end the build.
        var red = await workspace.BuildAsync("Shop.csproj", "-p:WithAnalyzers=true");
        Assert.NotEqual(0, red.ExitCode);
        Assert.Equal(["RSF1002", "RSF2001", "RSF2002"], red.Diagnostics.Select(diagnostic => diagnostic.Id).Order());

        var written = await ScanAsync("--update-baseline");
        Assert.True(written.ExitCode == 0, written.Output);
        var green = (await workspace.BuildAsync("Shop.csproj", "-p:WithAnalyzers=true")).Succeeded();
        Assert.Empty(green.Diagnostics);

        // The scan of a project with the package sees every finding once, hidden or not, and the baseline knows them.
        var again = await ScanAsync("-p:WithAnalyzers=true");
        Assert.True(again.ExitCode == 0, again.Output);
        Assert.Contains("0 new findings, 3 in the baseline", again.Output, StringComparison.Ordinal);

        // The member has another signature: it is another member.
        workspace.Write("CartStore.cs", Store.Replace("long id) =>", "long id, int one) =>", StringComparison.Ordinal));
        var other = await workspace.BuildAsync("Shop.csproj", "-p:WithAnalyzers=true");
        Assert.NotEqual(0, other.ExitCode);
        Assert.Equal(["RSF2002"], other.Diagnostics.Select(diagnostic => diagnostic.Id));

        Task<RunResult> Git(params string[] arguments) => DotNet.RunAsync("git", folder, arguments);

        Task<RunResult> ScanAsync(params string[] arguments) => DotNet.RunAsync(
            workspace.PathOf("../tools/redis-safety"), folder, ["scan", "--cache", workspace.PathOf("../scan-cache"), .. arguments]);
    }

    [Fact]
    public async Task An_installed_tool_turns_a_type_into_a_repository_that_builds()
    {
        const string Carts = """
            using StackExchange.Redis;

            namespace Shop;

            public sealed class CartStore(IDatabase database)
            {
                public async Task<long> AddAsync(long cartId, string sku, long quantity) =>
                    await database.HashIncrementAsync($"cart:{cartId}", sku, quantity);

                public async Task MoveAsync(long from, long to)
                {
                    var entries = await database.HashGetAllAsync($"cart:{from}");
                    await database.HashSetAsync($"cart:{to}", entries);
                }

                public string Name() => "carts";
            }
            """;
        var workspace = feed.CreateWorkspace("repository")
            .Write("Shop.csproj", """
                <Project Sdk="Microsoft.NET.Sdk">
                  <ItemGroup>
                    <PackageReference Include="RedisSafety" Version="$(RedisSafetyVersion)" />
                  </ItemGroup>
                </Project>
                """)
            .Write("CartStore.cs", Carts)
            .Write("Factory.cs", "class Factory { Shop.CartStore Create(StackExchange.Redis.IDatabase all) => new(all); }");
        await InstallAsync(workspace.PathOf(""), workspace.PathOf("../repository-tools"));

        // A constructor call elsewhere would not compile any more.
        var refused = (await FixAsync("Shop.CartStore")).Succeeded();
        Assert.Contains("'AddAsync' stays: Factory.cs(1) would not compile, CS7036", refused.Output, StringComparison.Ordinal);
        Assert.Contains("'Name' stays: its calls cannot all be routed, or it makes none.", refused.Output, StringComparison.Ordinal);
        Assert.Contains("No method of 'Shop.CartStore' can be turned.", refused.Output, StringComparison.Ordinal);
        Assert.Equal(Carts, File.ReadAllText(workspace.PathOf("CartStore.cs")));

        File.Delete(workspace.PathOf("Factory.cs"));
        var shown = await FixAsync("Shop.CartStore", "--dry-run");
        Assert.True(shown.ExitCode == 1, shown.Output);
        Assert.Contains("Would change 1 file: 2 methods", shown.Output, StringComparison.Ordinal);
        Assert.Equal(Carts, File.ReadAllText(workspace.PathOf("CartStore.cs")));

        var turned = (await FixAsync("Shop.CartStore")).Succeeded();
        Assert.Contains("Changed 1 file: 2 methods", turned.Output, StringComparison.Ordinal);
        var store = File.ReadAllText(workspace.PathOf("CartStore.cs"));
        Assert.Contains("""
                [Primary("HINCRBY cart:{cartId} {sku} {quantity}")]
                public partial Task<long> AddAsync(long cartId, string sku, long quantity);
            """, store, StringComparison.Ordinal);
        Assert.Contains("private async Task MoveAsync(IDatabaseAsync database, long from, long to)", store, StringComparison.Ordinal);
        (await workspace.BuildAsync("Shop.csproj")).Succeeded();

        var missing = await FixAsync("Nothing");
        Assert.True(missing.ExitCode == 2, missing.Output);
        Assert.Contains("There is no type 'Nothing' with methods", missing.Output, StringComparison.Ordinal);

        Task<RunResult> FixAsync(string type, params string[] arguments) => DotNet.RunAsync(
            workspace.PathOf("../repository-tools/redis-safety"), workspace.PathOf(""),
            ["fix", "--to-repository", type, "--cache", workspace.PathOf("../repository-cache"), .. arguments]);
    }

    [Theory]
    [InlineData("enforce", new[] { "error RSF1001", "error RSF2001" }, false)]
    [InlineData("Strict", new[] { "error RSF1001", "error RSF2001" }, false)]
    [InlineData("advise", new string[0], true)]
    public async Task A_preset_decides_what_ends_a_build(string mode, string[] reported, bool succeeds)
    {
        var built = await Preset(mode).BuildAsync("Shop.csproj");

        Assert.True((built.ExitCode == 0) == succeeds, built.Output);
        Assert.Equal(reported, built.Diagnostics.Select(diagnostic => $"{diagnostic.Severity} {diagnostic.Id}").Distinct().Order());
    }

    [Fact]
    public async Task Wrong_options_are_reported()
    {
        var workspace = Preset("enfore").Write(".editorconfig", """
            root = true

            [*.cs]
            redis_safety.RSF1002.report = calls
            redis_safety.RSF1002.reports = call
            """);

        var built = (await workspace.BuildAsync("Shop.csproj", "-p:RedisSafetyTestProjects=maybe")).Succeeded();

        Assert.Contains("RedisSafetyMode is 'enfore', and its values are advise, enforce and strict.", built.Output, StringComparison.Ordinal);
        Assert.Contains("'redis_safety.RSF1002.report' is 'calls', and its values are", built.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("no rule reads 'redis_safety.rsf1002.reports'", built.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("'RedisSafetyTestProjects' is 'maybe'", built.Output, StringComparison.Ordinal);
    }

    private async Task InstallAsync(string folder, string tools) => (await DotNet.RunAsync(
        folder, "tool", "install", "RedisSafety.Tool", "--tool-path", tools, "--version", feed.Version, "--add-source", feed.Folder))
        .Succeeded();

    private Workspace Preset(string mode) => feed.CreateWorkspace("preset-" + mode)
        .Write("Shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <RedisSafetyMode>{mode}</RedisSafetyMode>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" Version="3.4.35" />
                <PackageReference Include="RedisSafety.Analyzers" Version="$(RedisSafetyVersion)" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """)
        .Write("Program.cs", """
            using StackExchange.Redis;

            using var redis = ConnectionMultiplexer.Connect("localhost");
            var database = redis.GetDatabase();
            database.StringSet("cart:1", "3 apples");
            Console.WriteLine(database.StringGet("cart:1", CommandFlags.PreferReplica));
            """);

    private static SortedDictionary<string, string> Hashes(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/.git/", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);
}
