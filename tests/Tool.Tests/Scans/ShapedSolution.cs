namespace RedisSafety.Tool.Tests.Scans;

/// <summary>
/// A part of a solution with the shapes that public codebases have and that a scan once stumbled over: artifacts output, lock files, a
/// package on build for several target frameworks, restore warnings as errors, projects without code, generated documents beside the
/// sources, and paths with spaces, commas, parentheses and letters outside of ASCII. One scan serves all tests.
/// </summary>
public sealed class ShapedSolution : IAsyncLifetime
{
    internal Codebase Code { get; } = new();

    internal Scan Scan { get; private set; } = null!;

    /// <summary>Paths whose content is not the same after the scan as before.</summary>
    internal IReadOnlyList<string> Changed { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Code.Write("Läden (neu)/Shop.slnx", """
            <Solution>
              <Project Path="Körbe, 2/Körbe, 2.csproj" />
              <Project Path="Locked/Locked.csproj" />
              <Project Path="Pictures/Pictures.csproj" />
              <Project Path="Left/Left.csproj" />
            </Solution>
            """);
        Code.Write("Part.slnf", """
            // A comment, and a comma behind the last project.
            { "solution": { "path": "Läden (neu)\\Shop.slnx", "projects": [
              "Körbe, 2\\Körbe, 2.csproj", "Locked\\Locked.csproj", "Pictures\\Pictures.csproj", ] } }
            """);
        Code.Write("Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <UseArtifactsOutput>true</UseArtifactsOutput>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
            </Project>
            """);

        // There is no such version: the next one is taken, with the warning NU1603.
        Code.Write("Läden (neu)/Körbe, 2/Körbe, 2.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
                <AssemblyName>Shop.Carts</AssemblyName>
                <GeneratePackageOnBuild>true</GeneratePackageOnBuild>
                <PackageOutputPath>$(MSBuildProjectDirectory)</PackageOutputPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" Version="3.4.34.5" />
              </ItemGroup>
              <Target Name="GenerateOpenApiDocuments" AfterTargets="Build" Condition="'$(OpenApiGenerateDocumentsOnBuild)' != 'false'">
                <WriteLinesToFile File="$(MSBuildProjectDirectory)/openapi.json" Lines="{}" />
              </Target>
            </Project>
            """);
        Code.Write("Läden (neu)/Körbe, 2/Größe.cs", Store);

        // The lock file is of another day: a restore brings it up to date.
        Code.Write("Läden (neu)/Locked/Locked.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" Version="3.4.35" />
              </ItemGroup>
            </Project>
            """);
        Code.Write("Läden (neu)/Locked/packages.lock.json", """{ "version": 1, "dependencies": { "net10.0": {} } }""");
        Code.Write("Läden (neu)/Locked/CartStore.cs", Store);

        // As Microsoft.Build.NoTargets does it.
        Code.Write("Läden (neu)/Pictures/Pictures.csproj", """
            <Project>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
                <ProduceReferenceAssembly>false</ProduceReferenceAssembly>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" Version="3.4.35" />
              </ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
              <Target Name="CoreCompile" />
              <Target Name="CopyFilesToOutputDirectory" />
            </Project>
            """);
        Code.Write("Läden (neu)/Left/Left.csproj", "<Project>");

        var before = Code.Hashes();
        Scan = await Code.ScanAsync("Part.slnf", "--rule", "RSF2001");
        var after = Code.Hashes();
        Changed = [.. before.Keys.Union(after.Keys).Where(file => before.GetValueOrDefault(file) != after.GetValueOrDefault(file))];
    }

    public ValueTask DisposeAsync()
    {
        Code.Dispose();
        return ValueTask.CompletedTask;
    }

    private const string Store = """
        using StackExchange.Redis;

        namespace Shop;

        public sealed class Größe(IDatabase database)
        {
            public RedisValue Save(string ärmel)
            {
                database.StringSet("größe", ärmel);
                return database.StringGet("größe", CommandFlags.PreferReplica);
            }
        }
        """;
}
