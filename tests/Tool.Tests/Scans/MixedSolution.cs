namespace RedisSafety.Tool.Tests.Scans;

/// <summary>
/// One solution with what real ones have: central package management, warnings as errors, analyzers switched off, several target
/// frameworks, documentation and generated files beside the sources, a project without Redis and one that does not build. A scan takes
/// seconds, so its tests share one.
/// </summary>
public sealed class MixedSolution : IAsyncLifetime
{
    private SortedDictionary<string, string>? _before;

    internal Codebase Code { get; } = new();

    internal Scan Scan { get; private set; } = null!;

    /// <summary>Paths whose content is not the same after the scan as before.</summary>
    internal IReadOnlyList<string> Changed { get; private set; } = null!;

    internal string Sarif => Code.PathOf("../out/scan.sarif");

    public async ValueTask InitializeAsync()
    {
        Code.Write("Shop.slnx", """
            <Solution>
              <Folder Name="/src/">
                <Project Path="src/Carts/Carts.csproj" />
                <Project Path="src/Web/Web.csproj" />
                <Project Path="src/Plain/Plain.csproj" />
                <Project Path="src/Broken/Broken.csproj" />
                <Project Path="src/Needy/Needy.csproj" />
                <Project Path="src/Gone/Gone.csproj" />
              </Folder>
            </Solution>
            """);
        Code.Write("Directory.Packages.props", """
            <Project>
              <PropertyGroup>
                <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
              </PropertyGroup>
              <ItemGroup>
                <PackageVersion Include="StackExchange.Redis" Version="3.4.35" />
              </ItemGroup>
            </Project>
            """);
        Code.Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <WarningsAsErrors>RSF1001;RSF2001</WarningsAsErrors>
                <RunAnalyzers>false</RunAnalyzers>
                <DocumentationFile>$(MSBuildProjectDirectory)/docs/$(MSBuildProjectName).xml</DocumentationFile>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
                <CompilerGeneratedFilesOutputPath>generated</CompilerGeneratedFilesOutputPath>
                <NoWarn>$(NoWarn);CS1591;NU1603</NoWarn>
              </PropertyGroup>
            </Project>
            """);
        Code.Write(".editorconfig", """
            root = true

            [*.cs]
            dotnet_analyzer_diagnostic.severity = none
            dotnet_diagnostic.RSF1001.severity = error
            dotnet_diagnostic.RSF1002.severity = none
            dotnet_diagnostic.RSF2001.severity = warning
            dotnet_diagnostic.RSF2002.severity = error
            """);
        Code.Write("src/Carts/Carts.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework />
                <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
                <AssemblyName>Shop.Carts</AssemblyName>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" />
              </ItemGroup>
            </Project>
            """);
        Code.Write("src/Carts/CartStore.cs", """
            using StackExchange.Redis;

            namespace Shop.Carts;

            public sealed class CartStore(IDatabase database)
            {
                public RedisValue Save(long id, string cart)
                {
                    database.StringSet($"cart:{id}", cart);
                    return database.StringGet($"cart:{id}", CommandFlags.PreferReplica);
                }

                public void Reset(long id) => database.StringSet($"cart:{id}", "", flags: CommandFlags.DemandReplica);

            #if NET10_0_OR_GREATER
                public RedisValue Newer(long id)
                {
                    database.StringSet($"newer:{id}", 1);
                    return database.StringGet($"newer:{id}", CommandFlags.PreferReplica);
                }
            #endif

                public RedisValue Meant(long id)
                {
                    database.StringSet($"meant:{id}", 1);
            #pragma warning disable RSF2001 // A stale value is shown on purpose.
                    return database.StringGet($"meant:{id}", CommandFlags.PreferReplica);
            #pragma warning restore RSF2001
                }
            }
            """);
        Code.Write("src/Web/Web.csproj", """
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <ItemGroup>
                <ProjectReference Include="../Carts/Carts.csproj" />
              </ItemGroup>
            </Project>
            """);
        Code.Write("src/Web/Program.cs", """
            using System.Text.RegularExpressions;
            using StackExchange.Redis;

            var redis = ConnectionMultiplexer.Connect("localhost");
            var carts = new Shop.Carts.CartStore(redis.GetDatabase());
            Console.WriteLine(carts.Save(1, Words.First().Match("3 apples").Value));

            internal static partial class Words
            {
                [GeneratedRegex("[0-9]+")]
                internal static partial Regex First();
            }
            """);
        Code.Write("src/Plain/Plain.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        Code.Write("src/Plain/Plain.cs", "namespace Plain; public sealed class Nothing;");
        Code.Write("src/Broken/Broken.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" />
              </ItemGroup>
            </Project>
            """);
        Code.Write("src/Broken/Broken.cs", "namespace Broken; public sealed class Half { public Missing? It; }");
        Code.Write("src/Needy/Needy.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <ProjectReference Include="../Broken/Broken.csproj" />
              </ItemGroup>
            </Project>
            """);
        Code.Write("src/Needy/Needy.cs", "namespace Needy; public sealed class Whole;");

        // Output of an earlier build, which a scan neither reads nor touches.
        Code.Write("src/Carts/obj/project.assets.json", "{ }");
        Code.Write("src/Carts/obj/Leftover.cs", "not even C#");
        Code.Write("src/Carts/bin/Debug/net10.0/Shop.Carts.dll", "old");

        _before = Code.Hashes();
        Scan = await Code.ScanAsync("--sarif", Sarif);
        var after = Code.Hashes();
        Changed =
        [
            .. _before.Keys.Union(after.Keys).Where(file => _before.GetValueOrDefault(file) != after.GetValueOrDefault(file)),
        ];
    }

    public ValueTask DisposeAsync()
    {
        Code.Dispose();
        return ValueTask.CompletedTask;
    }
}
