using RedisSafety.Tool.Solutions;

namespace RedisSafety.Tool.Tests.Solutions;

public sealed class ScanTargetTests : IDisposable
{
    private readonly Codebase _code = new();

    [Fact]
    public void Every_format_of_a_solution_lists_its_projects()
    {
        _code.Write("A.sln", """
            Microsoft Visual Studio Solution File, Format Version 12.00
            Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "src", "src", "{00000000-0000-0000-0000-000000000001}"
            EndProject
            Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "Shop", "src\Shop\Shop.csproj", "{00000000-0000-0000-0000-000000000002}"
            EndProject
              Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "Odd, name", "src\Odd, name\Odd.csproj" , "{00000000-0000-0000-0000-000000000003}"
            EndProject
            Project("{8BC9CEB8-8B4A-11D0-8D11-00A0C91BC942}") = "Native", "native\Native.vcxproj", "{00000000-0000-0000-0000-000000000004}"
            EndProject
            """);
        _code.Write("b/B.slnx", """
            <Solution><Folder Name="/src/"><Project Path="../src/Shop/Shop.csproj" /></Folder><Project Path="..\src\Odd, name\Odd.csproj" /></Solution>
            """);
        _code.Write("c/C.slnf", """{ "solution": { "path": "..\\A.sln", "projects": [ "src\\Shop\\Shop.csproj" ] } }""");

        string[] both = [_code.PathOf("src/Odd, name/Odd.csproj"), _code.PathOf("src/Shop/Shop.csproj")];
        Assert.Equal(both, Find("A.sln").Projects);
        Assert.Equal(both, Find("b/B.slnx").Projects);
        Assert.Equal(both[1..], Find("c/C.slnf").Projects);
        Assert.Equal(_code.PathOf("A.sln"), Find("c/C.slnf").Solution);
    }

    [Fact]
    public void A_folder_with_one_solution_in_two_formats_and_a_filter_means_the_solution()
    {
        _code.Write("A.sln", "").Write("A.slnx", "<Solution />").Write("Part.slnf", "{}");

        Assert.Equal(_code.PathOf("A.slnx"), Find(".").Path);
    }

    [Fact]
    public void A_folder_with_several_solutions_is_an_error_that_names_them()
    {
        _code.Write("A.sln", "").Write("B.slnx", "<Solution />");

        Assert.Contains("B.slnx, A.sln", Assert.Throws<ToolException>(() => Find(".")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shop.csproj", "src", "Shop.csproj")]
    [InlineData("a/A.csproj;b/c/C.csproj;b/obj/Copy.csproj;node_modules/x/X.csproj", "src", "a/A.csproj b/c/C.csproj")]
    public void A_folder_without_a_solution_means_its_projects(string files, string folder, string expected)
    {
        foreach (var file in files.Split(';'))
        {
            _code.Write($"{folder}/{file}", "<Project />");
        }

        Assert.Equal(expected.Split(' ').Select(file => _code.PathOf($"{folder}/{file}")), Find(folder).Projects);
    }

    [Theory]
    [InlineData("Missing.sln", "does not exist")]
    [InlineData("notes.txt", "is not a solution")]
    [InlineData("Bad.slnx", "cannot be read")]
    [InlineData("Bad.slnf", "cannot be read")]
    [InlineData("empty", "neither a solution nor a project")]
    public void What_cannot_be_scanned_is_an_error(string path, string message)
    {
        _code.Write("notes.txt", "").Write("Bad.slnx", "<Solution").Write("Bad.slnf", "{}").Write("empty/readme.md", "");

        Assert.Contains(message, Assert.Throws<ToolException>(() => Find(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _code.Dispose();

    private ScanTarget Find(string path) => ScanTargets.Find(path == "." ? _code.Folder : _code.PathOf(path));
}
