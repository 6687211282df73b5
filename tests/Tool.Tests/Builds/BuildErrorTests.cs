using RedisSafety.Tool.Builds;

namespace RedisSafety.Tool.Tests.Builds;

public sealed class BuildErrorTests
{
    [Theory]
    [InlineData("/c/A.cs(3,5): error CS1: No 'X'. [/c/A.csproj]", "/c/A.csproj", "CS1", "/c/A.cs(3,5): error CS1: No 'X'.")]
    [InlineData("/c/A.cs(3,5): error CS1: No [X] [/c/A.csproj::TargetFramework=net10.0]", "/c/A.csproj", "CS1", "/c/A.cs(3,5): error CS1: No [X]")]
    [InlineData("/c/A.csproj : error NU1101: No X. [/c/All.sln]", "/c/A.csproj", "NU1101", "error NU1101: No X.")]
    [InlineData(
        "/c/A.csproj : error NU1102: No X [TargetFramework=net462]",
        "/c/A.csproj",
        "NU1102",
        "error NU1102: No X [TargetFramework=net462]")]
    [InlineData("CSC : error CS0016: Could not write [/c/A.csproj]", "/c/A.csproj", "CS0016", "CSC : error CS0016: Could not write")]
    [InlineData("MSBUILD : error MSB1009: No file.", null, "MSB1009", "MSBUILD : error MSB1009: No file.")]
    public void Errors_are_read_with_their_projects(string line, string? project, string code, string text) =>
        Assert.Equal([new BuildError(project, code, text)], BuildError.Read([line, line]));

    [Theory]
    [InlineData("/c/A.cs(3,5): warning CS0168: error is never used [/c/A.csproj]")]
    [InlineData("Build succeeded.")]
    [InlineData("    0 Error(s)")]
    public void Other_lines_are_no_errors(string line) => Assert.Empty(BuildError.Read([line]));
}
