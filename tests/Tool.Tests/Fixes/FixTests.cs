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
}
