namespace RedisSafety.Package.Tests;

/// <summary>A user's directory: projects that reference the packages of the feed by their ids.</summary>
internal sealed class Workspace
{
    private readonly string _path;

    public Workspace(PackageFeed feed, string path, string restored)
    {
        _path = path;
        Directory.CreateDirectory(path);

        // The packages of a test run stay out of the user's own package folder, which only serves what it has already.
        Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <RedisSafetyVersion>{feed.Version}</RedisSafetyVersion>
                <RestoreAdditionalProjectSources>{feed.Folder}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{restored}</RestorePackagesPath>
                <RestoreFallbackFolders>{UserPackages}</RestoreFallbackFolders>
                <NoWarn>$(NoWarn);NU1603</NoWarn>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
            </Project>
            """);
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write(".editorconfig", "root = true");
    }

    private static string UserPackages { get; } =
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public Workspace Write(string file, string text)
    {
        var path = Path.Combine(_path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Builds a project anew.</summary>
    public Task<RunResult> BuildAsync(string project, params string[] arguments) =>
        DotNet.RunAsync(_path, ["build", project, "--nologo", "--no-incremental", "-v", "minimal", .. arguments]);

    /// <summary>Publishes a project into a folder of the workspace.</summary>
    public Task<RunResult> PublishAsync(string project, string folder, params string[] arguments) =>
        DotNet.RunAsync(_path, ["publish", project, "--nologo", "-v", "minimal", "-o", PathOf(folder), .. arguments]);

    /// <summary>Runs what a build or publish made.</summary>
    public Task<RunResult> RunAsync(string program, params string[] arguments) => DotNet.RunAsync(PathOf(program), _path, arguments);

    public string PathOf(string file) => Path.Combine(_path, file);
}
