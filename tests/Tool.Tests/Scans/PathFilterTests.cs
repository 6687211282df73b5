using RedisSafety.Tool.Scan;

namespace RedisSafety.Tool.Tests.Scans;

public sealed class PathFilterTests
{
    [Theory]
    [InlineData("src/**", "src/Shop/Shop.csproj", true)]
    [InlineData("src/**", "tests/src/Shop.csproj", false)] // A glob with a slash begins at the root.
    [InlineData("**/*.Tests.csproj", "tests/Shop.Tests/Shop.Tests.csproj", true)]
    [InlineData("*.Tests", "tests/Shop.Tests/Shop.Tests.csproj", true)]
    [InlineData("tests", "tests/Shop/Shop.csproj", true)]
    [InlineData("tests", "src/mytests/Shop.csproj", false)]
    [InlineData("src/*", "src/Shop/Shop.csproj", true)]
    [InlineData("src/*.csproj", "src/Shop/Shop.csproj", false)]
    [InlineData("Sho?.csproj", "src/Shop/Shop.csproj", true)]
    [InlineData("./src/Shop", "src/Shop/Shop.csproj", true)]
    [InlineData("src\\Shop", "src/Shop/Shop.csproj", true)]
    [InlineData("a+b (c)", "a+b (c)/Shop.csproj", true)]
    public void Globs_match_files_and_folders(string glob, string path, bool matches)
    {
        Assert.Equal(matches, new PathFilter([glob], []).Includes(path));
        Assert.Equal(matches, new PathFilter([], [glob]).Excludes(path));
    }
}
