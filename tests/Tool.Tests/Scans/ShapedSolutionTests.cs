namespace RedisSafety.Tool.Tests.Scans;

public sealed class ShapedSolutionTests(ShapedSolution solution) : IClassFixture<ShapedSolution>
{
    [Fact]
    public void Nothing_in_the_folder_changes() => Assert.Empty(solution.Changed);

    [Fact]
    public void Every_project_of_the_filter_is_checked_or_has_nothing_to_check()
    {
        Assert.True(solution.Scan.ExitCode == 1, solution.Scan.Text);
        Assert.Equal(["Shop.Carts checked", "Locked checked", "Pictures withoutRedis"], solution.Scan.Projects);
    }

    [Fact]
    public void Findings_have_places_and_names_with_all_letters()
    {
        Assert.Equal(
            ["RSF2001 new Läden (neu)/Körbe, 2/Größe.cs:10", "RSF2001 new Läden (neu)/Locked/CartStore.cs:10"], solution.Scan.Findings);
        Assert.All(solution.Scan.Elements("findings"), finding =>
        {
            Assert.Equal("M:Shop.Größe.Save(System.String)", finding.GetProperty("member").GetString());
            Assert.Equal("StringGet \"größe\"", finding.GetProperty("subject").GetString());
        });
    }
}
