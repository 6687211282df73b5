using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;

// Compares scans with a full build of the same solution, side by side: ten projects with forty files each. Half of the projects use Redis
// in the first solution, all ten in the second.
const int Projects = 10, Files = 40, Rounds = 3;
const double Bar = 1.3;

var tool = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ToolPath").Value!;
Console.WriteLine("| projects with Redis | | seconds | ratio |\n|---|---|---|---|");
return Measure(tool, step: 2) & Measure(tool, step: 1) ? 0 : 1;

static bool Measure(string tool, int step)
{
    var folder = Directory.CreateTempSubdirectory("redis-safety-scan-benchmark-").FullName;
    try
    {
        WriteSolution(folder, step);
        Run(folder, "restore", "Shop.slnx");
        List<double> builds = [], first = [], second = [], edited = [];
        for (var round = 0; round < Rounds; round++)
        {
            builds.Add(Run(folder, "build", "Shop.slnx", "--no-incremental", "-v:q", "-nologo"));
            var cache = Path.Combine(folder, "..", Path.GetFileName(folder) + "-cache" + round);
            try
            {
                first.Add(Run(folder, tool, "scan", "--cache", cache));
                second.Add(Run(folder, tool, "scan", "--cache", cache));
                File.AppendAllText(Path.Combine(folder, "P8", "Plain1.cs"), $"// Round {round}\n");
                edited.Add(Run(folder, tool, "scan", "--cache", cache));
            }
            finally
            {
                Directory.Delete(cache, recursive: true);
            }
        }

        var build = Median(builds);
        Print("dotnet build --no-incremental", build);
        Print("first scan", Median(first));
        Print("second scan", Median(second));
        Print("scan after an edit of one project", Median(edited));
        return Median(first) / build <= Bar;

        void Print(string name, double seconds) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {Projects / step} of {Projects} | {name} | {seconds:F1} | {seconds / build:F2} |"));
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static double Run(string folder, params string[] arguments)
{
    var watch = Stopwatch.StartNew();
    using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" },
    })!;
    process.ErrorDataReceived += static (_, _) => { };
    process.BeginErrorReadLine();
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode is 0 or 1
        ? watch.Elapsed.TotalSeconds
        : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
}

static void WriteSolution(string folder, int step)
{
    File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), """
        <Project>
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
          </PropertyGroup>
        </Project>
        """);
    File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
    var solution = new StringBuilder("<Solution>\n");
    for (var project = 0; project < Projects; project++)
    {
        var name = $"P{project}";
        var usesRedis = project % step == 0;
        solution.Append(CultureInfo.InvariantCulture, $"  <Project Path=\"{name}/{name}.csproj\" />\n");
        Directory.CreateDirectory(Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, name, name + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                {(usesRedis ? "<PackageReference Include=\"StackExchange.Redis\" Version=\"3.4.35\" />" : "")}
                {(project >= step && usesRedis ? $"<ProjectReference Include=\"../P{project - step}/P{project - step}.csproj\" />" : "")}
              </ItemGroup>
            </Project>
            """);
        for (var file = 0; file < Files; file++)
        {
            File.WriteAllText(Path.Combine(folder, name, $"Store{file}.cs"), usesRedis && file % 4 == 0 ? Store(name, file) : Plain(name, file));
        }
    }

    File.WriteAllText(Path.Combine(folder, "Shop.slnx"), solution.Append("</Solution>\n").ToString());
}

static string Store(string name, int file) => $$"""
    using StackExchange.Redis;
    using System.Threading.Tasks;

    namespace {{name}};

    public sealed class Store{{file}}(IDatabase database)
    {
        public async Task<RedisValue> SaveAsync(long id, string value)
        {
            await database.StringSetAsync($"item:{id}", value);
            return await database.StringGetAsync($"item:{id}", CommandFlags.PreferReplica);
        }

        public Task<RedisValue> GetAsync(long id) => database.StringGetAsync($"item:{id}");

        public Task<long> CountAsync(long id) => database.StringIncrementAsync($"count:{id}");
    }
    """;

static string Plain(string name, int file) => $$"""
    using System;
    using System.Collections.Generic;
    using System.Linq;

    namespace {{name}};

    public sealed class Plain{{file}}
    {
        private readonly Dictionary<string, int> _values = new();

        public int this[string key] => _values.TryGetValue(key, out var value) ? value : 0;

        public void Add(string key, int value) => _values[key] = this[key] + value;

        public IEnumerable<string> Keys(int least) => _values.Where(entry => entry.Value >= least).Select(entry => entry.Key).OrderBy(key => key, StringComparer.Ordinal);

        public override string ToString() => string.Join(", ", Keys(0));
    }
    """;
