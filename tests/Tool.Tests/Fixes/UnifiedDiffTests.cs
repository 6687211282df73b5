using Microsoft.CodeAnalysis.Text;
using RedisSafety.Tool.Fixes;

namespace RedisSafety.Tool.Tests.Fixes;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void A_change_has_three_lines_around_it() => Assert.Equal(
        "--- a/A.cs\n+++ b/A.cs\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
        Of("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\nfive\n6\n7\n8\n9"));

    [Fact]
    public void Changes_far_apart_have_a_hunk_each()
    {
        var before = string.Join('\n', Enumerable.Range(1, 40));

        var diff = Of(before, before.Replace("\n5\n", "\n", StringComparison.Ordinal).Replace("\n35\n", "\n35\nnew\n", StringComparison.Ordinal));

        Assert.Contains("@@ -2,7 +2,6 @@\n", diff, StringComparison.Ordinal);
        Assert.Contains("@@ -33,6 +32,7 @@\n", diff, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_texts_have_no_hunk() => Assert.Equal("--- a/A.cs\n+++ b/A.cs\n", Of("1\n2", "1\n2"));

    private static string Of(string before, string after) => UnifiedDiff.Of("A.cs", SourceText.From(before), SourceText.From(after));
}
