using System.Text.RegularExpressions;

namespace RedisSafety.Tool.Tests.Scans;

/// <summary>The days of a team with a baseline, on one project and one warm cache.</summary>
public sealed class BaselineSequenceTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="StackExchange.Redis" Version="3.4.35" />
          </ItemGroup>
        </Project>
        """;

    private const string Store = """
        using StackExchange.Redis;

        namespace Shop;

        public sealed class CartStore
        {
            public RedisValue Save(IDatabase database, long id, string cart)
            {
                database.StringSet("cart:" + id, cart);
                return database.StringGet("cart:" + id, CommandFlags.PreferReplica);
            }
        }
        """;

    [Fact]
    public async Task The_number_of_findings_only_goes_down()
    {
        using var code = new Codebase();
        code.Write("Shop.csproj", Project).Write("CartStore.cs", Store);

        var first = await code.ScanAsync("Shop.csproj");
        Assert.True(first.ExitCode == 1, first.Text);
        Assert.Equal(["RSF1002 new CartStore.cs:9", "RSF2001 new CartStore.cs:10"], first.Findings);

        var accepted = await code.ScanAsync("--update-baseline");
        Assert.True(accepted.ExitCode == 0, accepted.Text);
        Assert.Contains("redis-safety.baseline.json: 2 findings (+2)", accepted.Run.Output, StringComparison.Ordinal);
        var baseline = code.Read("redis-safety.baseline.json");
        Assert.DoesNotContain("\"line", baseline, StringComparison.OrdinalIgnoreCase);

        // Moved, formatted and commented, and one new finding above the known ones: RSF1002 has another place, and is the same finding.
        code.Write("CartStore.cs", "\n// A comment above everything.\n" + Store.Replace("""
                return database.StringGet("cart:" + id, CommandFlags.PreferReplica);
        """, """
                // Two lines further down.
                return database.StringGet(
                    "cart:"+id,
                    CommandFlags.PreferReplica);
        """, StringComparison.Ordinal).Replace("    public RedisValue Save", """
            public RedisValue Reset(IDatabase database)
            {
                database.StringSet("total", 0);
                return database.StringGet("total", CommandFlags.PreferReplica);
            }

            public RedisValue Save
        """.TrimEnd(), StringComparison.Ordinal));
        var grown = await code.ScanAsync();
        Assert.True(grown.ExitCode == 1, grown.Text);
        Assert.Equal(["RSF2001 new CartStore.cs:12"], grown.New);
        Assert.Empty(grown.Elements("stale"));

        // The old stale read is repaired.
        code.Write("CartStore.cs", Store.Replace(", CommandFlags.PreferReplica", "", StringComparison.Ordinal));
        var repaired = await code.ScanAsync();
        Assert.True(repaired.ExitCode == 1, repaired.Text);
        Assert.Empty(repaired.New);
        Assert.Equal("RSF2001", Assert.Single(repaired.Elements("stale")).GetProperty("rule").GetString());

        var allowed = await code.ScanAsync("--allow-stale");
        Assert.True(allowed.ExitCode == 0, allowed.Text);

        var pruned = await code.ScanAsync("--prune");
        Assert.True(pruned.ExitCode == 0, pruned.Text);
        Assert.Equal(
            Regex.Replace(baseline, """,?\n\s*\{ "rule": "RSF2001".*""", ""),
            code.Read("redis-safety.baseline.json"));
    }

    [Fact]
    public async Task A_folder_in_which_nothing_uses_Redis_is_not_a_clean_scan()
    {
        using var code = new Codebase();
        var plain = Project
            .Replace("StackExchange.Redis", "Polly.Core", StringComparison.Ordinal)
            .Replace("3.4.35", "8.9.1", StringComparison.Ordinal);
        code.Write("Shop.csproj", plain).Write("Program.cs", "namespace Shop; public sealed class Nothing;");

        var scan = await code.ScanAsync();

        Assert.Equal(2, scan.ExitCode);
        Assert.Contains("Nothing was checked", scan.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_projects_below_a_folder_without_a_solution_are_all_checked()
    {
        using var code = new Codebase();
        code.Write("one/One.csproj", Project).Write("one/CartStore.cs", Store);
        code.Write("two/more/Two.csproj", Project).Write("two/more/CartStore.cs", Store);
        code.Write("three/Three.csproj", Project).Write("three/CartStore.cs", Store);

        var scan = await code.ScanAsync("--rule", "RSF2001", "--exclude", "three");

        Assert.True(scan.ExitCode == 1, scan.Text);
        Assert.Equal(["One checked", "Three leftOut", "Two checked"], scan.Projects);
        Assert.Equal(["RSF2001 new one/CartStore.cs:10", "RSF2001 new two/more/CartStore.cs:10"], scan.Findings);
    }
}
