namespace RedisSafety.Package.Tests;

[Collection(PackageCollection.Name)]
public sealed class AnalyzersPackageTests(PackageFeed feed)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="StackExchange.Redis" Version="2.13.17" />
            <PackageReference Include="RedisSafety.Analyzers" Version="$(RedisSafetyVersion)" PrivateAssets="all" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using StackExchange.Redis;

        using var redis = ConnectionMultiplexer.Connect("localhost");
        var database = redis.GetDatabase();
        database.StringSet("cart:1", "3 apples");
        Console.WriteLine(database.StringGet("cart:1", CommandFlags.PreferReplica));
        """;

    [Fact]
    public async Task A_console_project_is_warned_of_its_raw_connection_its_client_and_its_stale_read_alone()
    {
        var workspace = feed.CreateWorkspace("analyzers-only").Write("Shop.csproj", Project).Write("Program.cs", Program);

        var built = (await workspace.BuildAsync("Shop.csproj")).Succeeded();

        Assert.Equal(
            [new("Program.cs", 3, "warning", "RSF1001"), new("Program.cs", 3, "warning", "RSF1009"), new("Program.cs", 6, "warning", "RSF2001")],
            built.Diagnostics);
    }

    [Fact]
    public async Task Nothing_of_the_package_reaches_the_output()
    {
        var workspace = feed.CreateWorkspace("analyzers-output").Write("Shop.csproj", Project).Write("Program.cs", Program);

        (await workspace.BuildAsync("Shop.csproj", "-o", workspace.PathOf("out"))).Succeeded();

        Assert.DoesNotContain(
            Directory.EnumerateFiles(workspace.PathOf("out")),
            file => Path.GetFileName(file).StartsWith("RedisSafety", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rules_set_to_error_fail_the_build_with_exactly_their_ids()
    {
        var workspace = feed.CreateWorkspace("enforced")
            .Write("Shop.csproj", Project)
            .Write("Program.cs", Program)
            .Write(".editorconfig", """
                root = true

                [*.cs]
                dotnet_diagnostic.RSF1001.severity = error
                dotnet_diagnostic.RSF2001.severity = error
                """);

        var built = await workspace.BuildAsync("Shop.csproj");

        Assert.NotEqual(0, built.ExitCode);
        Assert.Equal(
            [new("Program.cs", 3, "error", "RSF1001"), new("Program.cs", 3, "warning", "RSF1009"), new("Program.cs", 6, "error", "RSF2001")],
            built.Diagnostics);
    }

    [Fact]
    public async Task A_compiler_below_the_floor_is_named_in_one_line()
    {
        var workspace = feed.CreateWorkspace("old-compiler").Write("Shop.csproj", Project).Write("Program.cs", Program);

        var built = (await workspace.BuildAsync("Shop.csproj", "-p:CompilerApiVersion=roslyn4.4")).Succeeded();

        Assert.Contains("RedisSafety checks nothing in this build", built.Output, StringComparison.Ordinal);
        Assert.Contains("'roslyn4.4'", built.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compiler_at_the_floor_or_above_is_not_remarked_on()
    {
        var workspace = feed.CreateWorkspace("new-compiler").Write("Shop.csproj", Project).Write("Program.cs", Program);

        var floor = (await workspace.BuildAsync("Shop.csproj", "-p:CompilerApiVersion=roslyn4.8")).Succeeded();
        var above = (await workspace.BuildAsync("Shop.csproj", "-p:CompilerApiVersion=roslyn4.14")).Succeeded();

        Assert.DoesNotContain("checks nothing", floor.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("checks nothing", above.Output, StringComparison.Ordinal);
    }
}
