using RedisSafety.Replication;

namespace RedisSafety.Runtime.Tests.Elections;

/// <summary>Which replication history continues which.</summary>
public sealed class LineageTests
{
    [Fact]
    public void A_history_continues_those_before_it_and_not_those_after_it()
    {
        var lineage = Lineage.Empty.With("B", "A").With("C", "B");

        Assert.True(lineage.Continues("C", "A"));
        Assert.True(lineage.Continues("A", "A"));
        Assert.False(lineage.Continues("A", "C"));
        Assert.False(lineage.Continues("C", "D"));
        Assert.False(lineage.Continues(null, "A"));
    }

    [Fact]
    public void Two_branches_of_one_history_do_not_continue_each_other()
    {
        var lineage = Lineage.Empty.With("B", "A").With("C", "A");

        Assert.False(lineage.Continues("B", "C"));
        Assert.False(lineage.Continues("C", "B"));
    }

    [Fact]
    public void A_circle_that_servers_report_ends() =>
        Assert.False(Lineage.Empty.With("B", "A").With("A", "B").Continues("A", "Z"));

    [Fact]
    public void The_oldest_passages_are_forgotten()
    {
        var lineage = Lineage.Empty;
        for (var i = 0; i < 1_000; i++)
        {
            lineage = lineage.With($"{i + 1}", $"{i}");
        }

        Assert.True(lineage.Continues("1000", "950"));
        Assert.False(lineage.Continues("1000", "0"));
    }
}
