namespace RedisSafety.Tool.Tests;

/// <summary>Mistakes that are found before the build: exit code 2, a message with the cause, and no changed file.</summary>
public sealed class WrongCommandLineTests : IDisposable
{
    private readonly Codebase _code = new();

    public void Dispose() => _code.Dispose();

    [Theory]
    [InlineData("'7' is not a severity", "--severity", "7")]
    [InlineData("'2,1' is not a severity", "--severity", "2,1")]
    [InlineData("'high' is not a severity: write info, warning, error.", "--severity", "high")]
    [InlineData("There is no rule 'RSF9999'.", "--rule", "RSF2001", "RSF9999")]
    [InlineData("There is no rule 'Shop.slnx'.", "--rule", "RSF2001", "Shop.slnx")]
    [InlineData("'Shop.slnx' is a solution and not a glob", "--exclude", "tests", "Shop.slnx")]
    [InlineData("'Shop.slnx' is a solution and not a glob", "--include", "src/**", "Shop.slnx")]
    [InlineData("'Release' is not a property: write Name=Value.", "-p", "Release")]
    [InlineData("'=Release' is not a property", "--property", "=Release")]
    [InlineData("is a folder: --html needs a file.", "--html", ".")]
    [InlineData("Unrecognized", "--serverity", "error")]
    [InlineData("The filters leave no project to check.", "--include", "no-such-folder")]
    [InlineData("The baseline '", "--baseline", "no-such-file.json")]
    [InlineData("does not exist. --update-baseline writes it.", "--prune")]
    [InlineData("with a comma or a semicolon", "--cache", "a,b")]
    [InlineData("cannot write to its cache", "--cache", "/dev/null/cache")]
    public async Task A_wrong_value_is_named(string message, params string[] arguments)
    {
        _code.Write("Shop.slnx", """<Solution><Project Path="Shop.csproj" /></Solution>""").Write("Shop.csproj", "<Project />");

        await EndsWith2Async(message, [_code.PathOf("Shop.slnx"), .. arguments]);
    }

    [Theory]
    [InlineData("Empty.slnx", "<Solution />")]
    [InlineData("Empty.sln", "Microsoft Visual Studio Solution File, Format Version 12.00\nGlobal\nEndGlobal\n")]
    [InlineData("Empty.slnf", """{ "solution": { "path": "Shop.slnx", "projects": [] } }""")]
    public async Task A_solution_without_projects_is_not_a_clean_one(string file, string text)
    {
        _code.Write(file, text);

        await EndsWith2Async($"{file}' has no projects.", _code.PathOf(file));
    }

    [Theory]
    [InlineData("{ \"version\": 1, \"findings\": [", "cannot be read")]
    [InlineData("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> main\n", "cannot be read")]
    [InlineData("\0\u0001\u0002", "cannot be read")]
    [InlineData("{ \"findings\": [ \"RSF2001\" ] }", "cannot be read")]
    [InlineData("{ \"version\": 7 }", "version 7")]
    public async Task A_corrupt_baseline_is_found_before_the_build_and_is_not_overwritten(string text, string message)
    {
        _code.Write("Shop.csproj", "<Project />").Write("redis-safety.baseline.json", text);

        await EndsWith2Async(message, _code.PathOf("Shop.csproj"), "--update-baseline");
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_baseline_is_an_error()
    {
        _code.Write("Shop.csproj", "<Project />").Write("redis-safety.baseline.json/file", "");

        await EndsWith2Async("it is a folder", _code.PathOf("Shop.csproj"));
    }

    private async Task EndsWith2Async(string message, params string[] arguments)
    {
        var before = _code.Hashes();

        var run = await Tool.RunAsync(["scan", .. arguments]);

        Assert.True(run.ExitCode == 2, run.Output + run.Error);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Restoring", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, _code.Hashes());
    }
}
