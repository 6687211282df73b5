using System.Text;
using System.Xml.Linq;
using RedisSafety.Tool.Drills;
using RedisSafety.Tool.Tests.Reports;

namespace RedisSafety.Tool.Tests.Drills;

public sealed class DrillReportTests
{
    [Fact]
    public void Json_follows_its_schema()
    {
        var json = Written(DrillJson.Write);

        Schemas.AssertValid("drill.schema.json", json);
        Assert.Contains("\"verdict\": \"inconclusive\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Junit_has_a_test_for_each_limit_and_an_error_for_an_inconclusive_scenario()
    {
        var junit = Written(DrillJunit.Write, new Dictionary<string, double> { ["max-rto"] = 100 });
        var suites = XDocument.Parse(junit).Root!.Elements().ToList();

        Assert.Equal(["kill", "freeze"], suites.Select(static suite => (string?)suite.Attribute("name")));
        Assert.Equal("1", (string?)suites[0].Attribute("failures"));
        Assert.Contains("120 ms", (string?)suites[0].Descendants("failure").Single().Attribute("message"), StringComparison.Ordinal);
        Assert.Equal("1", (string?)suites[1].Attribute("errors"));
        Assert.Single(suites[1].Descendants("error"));
        Assert.All(suites, static suite => Assert.Equal((int)suite.Attribute("tests")!, suite.Elements("testcase").Count()));
    }

    [Fact]
    public void Markdown_has_a_row_for_each_client()
    {
        var markdown = Written(DrillMarkdown.Write);

        Assert.Contains("# Failover drill: inconclusive", markdown, StringComparison.Ordinal);
        Assert.Contains("| RedisSafety | 120 ms | 20 ms |", markdown, StringComparison.Ordinal);
        Assert.Contains("| StackExchange.Redis | more than 2 s | no end seen |", markdown, StringComparison.Ordinal);
        Assert.Contains("Inconclusive: No failover happened", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_loads_nothing_and_escapes_what_it_shows()
    {
        var html = Written(DrillHtml.Write);

        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Contains("local &lt;servers&gt; &amp; more", html, StringComparison.Ordinal);
        Assert.Contains("is &lt;promoted&gt;", html, StringComparison.Ordinal);
        Assert.Contains("&lt;Timeout&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
    }

    private static string Written(Action<DrillReport, Stream> write, IReadOnlyDictionary<string, double>? limits = null)
    {
        using var stream = new MemoryStream();
        write(DrillSamples.Report(limits), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
