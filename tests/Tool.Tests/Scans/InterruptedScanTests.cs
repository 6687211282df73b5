using System.Globalization;

namespace RedisSafety.Tool.Tests.Scans;

/// <summary>A scan that is ended early, and two at the same time.</summary>
public sealed class InterruptedScanTests : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="StackExchange.Redis" Version="3.4.35" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>A build that hangs while the compiler has not begun, and leaves the number of its process.</summary>
    private const string Hanging = """
        <Project>
          <Target Name="Hang" BeforeTargets="CoreCompile" Condition="Exists('$(MSBuildProjectDirectory)/../hang')">
            <Exec Command="echo $$ &gt; ../part &amp;&amp; mv ../part ../number &amp;&amp; exec sleep 1000"
                  WorkingDirectory="$(MSBuildProjectDirectory)" />
          </Target>
        </Project>
        """;

    private readonly Codebase _code = new();

    public void Dispose() => _code.Dispose();

    [Fact]
    public async Task Ctrl_C_ends_the_build_with_2_and_leaves_no_half_of_a_file()
    {
        var token = TestContext.Current.CancellationToken;
        _code.Write("Shop.csproj", Project).Write("CartStore.cs", Store).Write("Directory.Build.targets", Hanging);
        _code.Write("../hang", "").Write("../out/old.sarif", "old");
        var before = _code.Hashes();
        string[] files = [_code.PathOf("../out/new.html"), _code.PathOf("../out/old.sarif")];
        using var scan = ToolProcess.Start(
            "scan", _code.Folder, "--cache", _code.PathOf("../cache"), "--html", files[0], "--sarif", files[1], "--update-baseline");
        var output = scan.StandardOutput.ReadToEndAsync(token);
        var error = scan.StandardError.ReadToEndAsync(token);
        var number = _code.PathOf("../number");
        while (!File.Exists(number))
        {
            Assert.False(scan.HasExited, "The scan ended before its build did.");
            await Task.Delay(50, token);
        }

        var hanging = int.Parse(await File.ReadAllTextAsync(number, token), CultureInfo.InvariantCulture);
        ToolProcess.Interrupt(scan);
        await scan.WaitForExitAsync(token);

        Assert.Equal(2, scan.ExitCode);
        Assert.Contains("Cancelled", await error, StringComparison.Ordinal);
        Assert.Equal("", await output);
        Assert.False(IsRunning(hanging), "The build goes on after the scan.");
        Assert.Equal(["old.sarif"], Directory.EnumerateFileSystemEntries(_code.PathOf("../out")).Select(Path.GetFileName));
        Assert.Equal("old", await File.ReadAllTextAsync(files[1], token));
        Assert.Equal(before, _code.Hashes());

        // The same cache serves the next scan.
        File.Delete(_code.PathOf("../hang"));
        var next = await _code.ScanAsync("--rule", "RSF2001");
        Assert.True(next.ExitCode == 1, next.Text);
        Assert.Equal(["RSF2001 new CartStore.cs:7"], next.Findings);
    }

    [Fact]
    public async Task Two_scans_at_once_find_the_same_and_change_nothing()
    {
        _code.Write("Shop.csproj", Project).Write("CartStore.cs", Store);
        var before = _code.Hashes();
        string[] arguments = ["scan", _code.Folder, "--cache", _code.PathOf("../cache"), "--rule", "RSF2001", "--allow-stale"];

        var runs = await Task.WhenAll(Tool.RunAsync(arguments), Tool.RunAsync(arguments));

        Assert.All(runs, run =>
        {
            Assert.True(run.ExitCode == 1, run.Output + run.Error);
            Assert.Contains("CartStore.cs(7,16): warning RSF2001", run.Output, StringComparison.Ordinal);
        });
        Assert.Equal(runs[0].Output, runs[1].Output);
        Assert.Equal(before, _code.Hashes());
    }

    /// <summary>An ended process stays a zombie until its parent has asked for its exit code.</summary>
    private static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadLines($"/proc/{process}/status").Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private const string Store = """
        using StackExchange.Redis;
        public sealed class CartStore(IDatabase database)
        {
            public RedisValue Save(string cart)
            {
                database.StringSet("cart", cart);
                return database.StringGet("cart", CommandFlags.PreferReplica);
            }
        }
        """;
}
