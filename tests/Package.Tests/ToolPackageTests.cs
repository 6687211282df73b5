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
        (await DotNet.RunAsync(
            folder, "tool", "install", "RedisSafety.Tool", "--tool-path", workspace.PathOf("../tools"), "--version", feed.Version,
            "--add-source", feed.Folder)).Succeeded();
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
