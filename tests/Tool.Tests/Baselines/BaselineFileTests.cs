using RedisSafety.Tool.Baselines;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Tests.Reports;

namespace RedisSafety.Tool.Tests.Baselines;

public sealed class BaselineFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-baseline-").FullName;

    private string File => Path.Combine(_folder, BaselineFile.DefaultName);

    [Fact]
    public void A_file_is_sorted_and_reads_back()
    {
        var baseline = new BaselineFile(
            new Dictionary<FindingKey, int>
            {
                [new("RSF2001", "Shop", "M:B", "Get \"a\\b\"")] = 2,
                [new("RSF1001", "Shop", "M:C`1.D{System.String}", "Connect 'é' <x>")] = 1,
                [new("RSF2001", "Api", "", "")] = 1,
                [new("RSF3001", "Api", "M:Gone", "")] = 0,
            },
            [new AcceptedEntry("RSF1002", null, null, null, "A job that runs again.", new DateOnly(2027, 1, 31))]);

        baseline.Write(File);

        Assert.Equal("""
            {
              "$schema": "https://raw.githubusercontent.com/RedisSafety/RedisSafety/main/docs/schemas/baseline.schema.json",
              "version": 1,
              "findings": [
                { "rule": "RSF1001", "project": "Shop", "member": "M:C`1.D{System.String}", "subject": "Connect 'é' <x>", "count": 1 },
                { "rule": "RSF2001", "project": "Api", "member": "", "subject": "", "count": 1 },
                { "rule": "RSF2001", "project": "Shop", "member": "M:B", "subject": "Get \"a\\b\"", "count": 2 }
              ],
              "accepted": [
                { "rule": "RSF1002", "reason": "A job that runs again.", "expires": "2027-01-31" }
              ]
            }

            """, System.IO.File.ReadAllText(File));
        var read = BaselineFile.Read(File);
        Assert.Equal(
            baseline.Findings.Where(entry => entry.Value > 0).OrderBy(entry => entry.Key),
            read.Findings.OrderBy(entry => entry.Key));
        Assert.Equal(baseline.Accepted, read.Accepted);
        Schemas.AssertValid("baseline.schema.json", System.IO.File.ReadAllText(File));
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("""{ "version": 2 }""", "version 2")]
    [InlineData("""{ "findings": [ { "project": "Shop" } ] }""", "has no 'rule'")]
    [InlineData("""{ "findings": 3 }""", "cannot be read")]
    [InlineData("""{ "findings": [ { "rule": "RSF2001", "project": "Shop", "count": "many" } ] }""", "cannot be read")]
    [InlineData("""{ "accepted": [ { "rule": "RSF2001", "project": "Shop" } ] }""", "has no 'reason'")]
    [InlineData("""{ "accepted": [ { "rule": "RSF2001", "reason": " " } ] }""", "has no 'reason'")]
    [InlineData("""{ "accepted": [ { "rule": "RSF2001", "reason": "r", "expires": "31.1.2027" } ] }""", "2027-01-31")]
    public void A_wrong_file_is_an_error_that_names_the_cause(string text, string cause)
    {
        System.IO.File.WriteAllText(File, text);

        var exception = Assert.Throws<ToolException>(() => BaselineFile.Read(File));

        Assert.Contains(cause, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_nearest_file_above_a_folder_is_used()
    {
        var below = Directory.CreateDirectory(Path.Combine(_folder, "src", "Shop")).FullName;
        Assert.Equal(Path.Combine(below, BaselineFile.DefaultName), BaselineFile.Locate(below));

        BaselineFile.Empty.Write(File);
        Assert.Equal(File, BaselineFile.Locate(below));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
