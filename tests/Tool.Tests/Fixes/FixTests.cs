namespace RedisSafety.Tool.Tests.Fixes;

public sealed class FixTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="StackExchange.Redis" Version="3.4.35" />
          </ItemGroup>
        </Project>
        """;

    private const string Store = """
        using StackExchange.Redis;
        using System.Text.RegularExpressions;

        namespace Shop;

        public sealed partial class CartStore
        {
            public RedisValue Save(IDatabase database, long id, string cart)
            {
                database.StringSet("cart:" + id, Digits().Replace(cart, ""));
                return database.StringGet("cart:" + id, CommandFlags.PreferReplica); // The customer's own.
            }

            public static ConnectionMultiplexer Open() => ConnectionMultiplexer.Connect("localhost");

            // A generator of the framework writes its body.
            [GeneratedRegex("[0-9]")]
            private static partial Regex Digits();
        }
        """;

    [Fact]
    public async Task A_dry_run_shows_a_diff_and_a_run_repairs_what_it_shows()
    {
        using var code = new Codebase();
        code.Write("Shop.csproj", Project).Write("CartStore.cs", Store);
        var cache = code.PathOf("../fix-cache");
        var before = code.Hashes();

        var dry = await Tool.RunAsync("fix", code.Folder, "--dry-run", "--rule", "RSF2001", "--cache", cache);

        Assert.True(dry.ExitCode == 1, dry.Output + dry.Error);
        Assert.Contains("""
            -        return database.StringGet("cart:" + id, CommandFlags.PreferReplica); // The customer's own.
            +        return database.StringGet("cart:" + id); // The customer's own.
            """.ReplaceLineEndings("\n"), dry.Output, StringComparison.Ordinal);
        Assert.Equal(before, code.Hashes());

        var all = await Tool.RunAsync("fix", code.Folder, "--cache", cache);

        Assert.True(all.ExitCode == 0, all.Output + all.Error);
        Assert.Contains("1 of RSF1001, 1 of RSF2001", all.Output, StringComparison.Ordinal);
        Assert.Equal(
            Store.Replace(", CommandFlags.PreferReplica", "", StringComparison.Ordinal)
                .Replace("\"localhost\"", "\"localhost,abortConnect=false\"", StringComparison.Ordinal),
            code.Read("CartStore.cs"));

        var again = await Tool.RunAsync("fix", code.Folder, "--cache", cache);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("Nothing can be repaired.", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fix_that_one_target_framework_does_not_compile_is_left_out()
    {
        using var code = new Codebase();
        code.Write("Shop.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" Version="2.8.16" Condition="'$(TargetFramework)' == 'net8.0'" />
                <PackageReference Include="StackExchange.Redis" Version="3.4.35" Condition="'$(TargetFramework)' == 'net10.0'" />
              </ItemGroup>
            </Project>
            """);
        code.Write("CartStore.cs", Shared);
        var cache = code.PathOf("../fix-cache");

        var run = await Tool.RunAsync("fix", code.Folder, "--cache", cache, "--rule", "RSF1002", "RSF2001");

        // WithRetry() came with a later version than the older framework has.
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("Changed 1 file: 1 of RSF2001", run.Output, StringComparison.Ordinal);
        Assert.Equal(Shared.Replace(", CommandFlags.PreferReplica", "", StringComparison.Ordinal), code.Read("CartStore.cs"));
    }

    [Fact]
    public async Task A_fix_that_another_project_does_not_compile_is_put_back()
    {
        using var code = new Codebase();
        code.Write("One/One.csproj", Sharing("3.4.35")).Write("Two/Two.csproj", Sharing("2.8.16")).Write("CartStore.cs", Shared);

        // A project that never built, with the same error as the one that the fix leads to.
        code.Write("Broken/Broken.csproj", Sharing("3.4.35").Replace("../CartStore.cs", "../Broken.cs", StringComparison.Ordinal))
            .Write("Broken.cs", "class Broken { object Wrong => 1.WithRetry(); }");
        var before = code.Hashes();

        var run = await FixAsync("RSF1002");

        Assert.True(run.ExitCode == 2, run.Output + run.Error);
        Assert.Contains("WithRetry()", run.Output, StringComparison.Ordinal);
        Assert.Contains("The code does not build after the change:", run.Output, StringComparison.Ordinal);
        Assert.Contains("The files are as they were.", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, code.Hashes());

        // Every project compiles with this fix. The project that did not build before is still reported.
        var other = await FixAsync("RSF2001");

        Assert.True(other.ExitCode == 2, other.Output + other.Error);
        Assert.Contains("Broken.cs(1,34): error CS1061", other.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nChanged 1 file: 1 of RSF2001\n", other.Output, StringComparison.Ordinal);
        Assert.Equal(Shared.Replace(", CommandFlags.PreferReplica", "", StringComparison.Ordinal), code.Read("CartStore.cs"));

        Task<ToolRun> FixAsync(string rule) => Tool.RunAsync("fix", code.Folder, "--cache", code.PathOf("../fix-cache"), "--rule", rule);

        static string Sharing(string version) => $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StackExchange.Redis" Version="{version}" />
                <Compile Include="../CartStore.cs" />
              </ItemGroup>
            </Project>
            """;
    }

    private const string Shared = """
        using StackExchange.Redis;

        namespace Shop;

        public sealed class CartStore(IDatabase database)
        {
            public async Task<RedisValue> SaveAsync(long id, string cart)
            {
                await database.StringSetAsync("cart:" + id, cart);
                return await database.StringGetAsync("cart:" + id, CommandFlags.PreferReplica);
            }
        }
        """;
}
