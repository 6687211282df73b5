using RedisSafety.Lab.Servers;

namespace RedisSafety.Package.Tests;

/// <summary>A console project whose cache opens a connection of its own.</summary>
[Collection(PackageCollection.Name)]
public sealed class GuardPackageTests(PackageFeed feed)
{
    private const string Program = """
        using System.Text;
        using Microsoft.Extensions.Caching.Distributed;
        using Microsoft.Extensions.DependencyInjection;

        var services = new ServiceCollection();
        services.AddStackExchangeRedisCache(options => options.Configuration = args[0]);
        await using var provider = services.BuildServiceProvider();
        var cache = provider.GetRequiredService<IDistributedCache>();
        await cache.SetAsync("page", Encoding.UTF8.GetBytes("apples"));
        Console.WriteLine(Encoding.UTF8.GetString(await cache.GetAsync("page") ?? []));
        """;

    [Fact]
    public async Task A_cache_is_reported_until_its_client_is_upgraded_and_the_fix_has_installed_the_guard()
    {
        await using var server = await RedisServer.StartAsync();
        var workspace = feed.CreateWorkspace("guard").Write("Shop.csproj", Project("2.13.17")).Write("Program.cs", Program);

        var before = (await workspace.BuildAsync("Shop.csproj")).Succeeded();
        Assert.Equal([new("Program.cs", 6, "warning", "RSF1009"), new("Program.cs", 6, "warning", "RSF1010")], before.Diagnostics);

        workspace.Write(
            "Shop.csproj", Project("3.4.35", """<PackageReference Include="RedisSafety.Guard" Version="$(RedisSafetyVersion)" />"""));
        (await DotNet.RunAsync(
            workspace.PathOf(""), "tool", "install", "RedisSafety.Tool", "--tool-path", workspace.PathOf("../guard-tools"), "--version",
            feed.Version, "--add-source", feed.Folder)).Succeeded();
        var repaired = (await DotNet.RunAsync(
            workspace.PathOf("../guard-tools/redis-safety"), workspace.PathOf(""),
            ["fix", "--rule", "RSF1010", "--cache", workspace.PathOf("../guard-cache")])).Succeeded();
        Assert.Contains("+services.AddRedisFailoverGuard();", repaired.Output, StringComparison.Ordinal);

        var after = (await workspace.BuildAsync("Shop.csproj", "-o", workspace.PathOf("out"))).Succeeded();
        Assert.Empty(after.Diagnostics);
        Assert.Equal("apples", (await workspace.RunAsync("out/Shop", server.Endpoint)).Succeeded().Output.Trim());
    }

    private static string Project(string client, string more = "") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.Extensions.Caching.StackExchangeRedis" Version="10.0.13" />
            <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="10.0.13" />
            <PackageReference Include="StackExchange.Redis" Version="{client}" />
            <PackageReference Include="RedisSafety.Analyzers" Version="$(RedisSafetyVersion)" PrivateAssets="all" />
            {more}
          </ItemGroup>
        </Project>
        """;
}
