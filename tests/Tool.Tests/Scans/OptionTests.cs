namespace RedisSafety.Tool.Tests.Scans;

/// <summary>Options for the build and for the findings. Each expected result depends on every option of its command line.</summary>
public sealed class OptionTests : IDisposable
{
    private readonly Codebase _code = new();

    public void Dispose() => _code.Dispose();

    [Fact]
    public async Task Framework_configuration_and_property_reach_the_build()
    {
        _code.Write("Shop.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
                <Nullable>enable</Nullable>
                <DefineConstants>$(DefineConstants);$(Extra)</DefineConstants>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" Version="3.4.35" />
              </ItemGroup>
            </Project>
            """);
        _code.Write("CartStore.cs", $$"""
            using StackExchange.Redis;
            namespace Shop;
            public sealed class CartStore(IDatabase database)
            {
            {{Method("Always")}}
            #if NET10_0_OR_GREATER
            {{Method("Newer")}}
            #endif
            #if RELEASE
            {{Method("Released")}}
            #endif
            #if TURKEY
            {{Method("Property")}}
            #endif
            #if HAM
            {{Method("SecondValue")}}
            #endif
            }
            """);

        var some = await _code.ScanAsync("-f", "net8.0", "-c", "Release", "-p:Extra=TURKEY%3BHAM", "--rule", "RSF2002");
        Assert.True(some.ExitCode == 1, some.Text);
        Assert.Equal(["Always net8.0", "Released net8.0", "Property net8.0", "SecondValue net8.0"], Members(some));

        var none = await _code.ScanAsync("--framework", "net9.0", "--rule", "RSF2002");
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("No project that uses Redis has the target framework 'net9.0'.", none.Run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_leave_out_projects_files_rules_and_severities()
    {
        const string Project = """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" Version="3.4.35" />
              </ItemGroup>
            </Project>
            """;
        var store = $$"""
            using StackExchange.Redis;
            namespace Shop;
            public sealed class CartStore(IDatabase database)
            {
            {{Method("Reset")}}
                public RedisValue Get()
                {
                    database.StringSet("cart", 1);
                    return database.StringGet("cart", CommandFlags.PreferReplica);
                }
                public static ConnectionMultiplexer Open() => ConnectionMultiplexer.Connect("localhost");
            }
            """;
        _code.Write(".editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.RSF1001.severity = suggestion\n");
        _code.Write("src/One/One.csproj", Project).Write("src/One/CartStore.cs", store).Write("src/One/CartStore.Copy.cs", store
            .Replace("CartStore(", "Copy(", StringComparison.Ordinal));
        _code.Write("tests/Two/Two.csproj", Project).Write("tests/Two/CartStore.cs", store);

        var scan = await _code.ScanAsync(
            "--include", "src/**", "--exclude", "*.Copy.cs", "--rule", "RSF2002", "1001", "--severity", "Warning");

        Assert.True(scan.ExitCode == 1, scan.Text);
        Assert.Equal(["One checked", "Two leftOut"], scan.Projects);
        Assert.Equal(["RSF2002 new src/One/CartStore.cs:5"], scan.Findings);

        // The same build, reported without filters: each filter removed something.
        var more = await _code.ScanAsync("--include", "src/**");
        Assert.Equal(
            [
                "RSF1001 CartStore.Copy.cs", "RSF1001 CartStore.cs", "RSF2001 CartStore.Copy.cs", "RSF2001 CartStore.cs",
                "RSF2002 CartStore.Copy.cs", "RSF2002 CartStore.cs",
            ],
            more.Findings.Select(finding => finding.Replace(" new src/One/", " ", StringComparison.Ordinal).Split(':')[0])
                .Order(StringComparer.Ordinal));
    }

    private static string Method(string name) =>
        $"""    public void {name}() => database.StringSet("{name}", "", flags: CommandFlags.DemandReplica);""";

    private static IEnumerable<string> Members(Scan scan) => scan.Elements("findings").Select(finding =>
        finding.GetProperty("member").GetString()!.Split('.')[^1] + " "
        + string.Join(' ', finding.GetProperty("frameworks").EnumerateArray().Select(framework => framework.GetString())));
}
