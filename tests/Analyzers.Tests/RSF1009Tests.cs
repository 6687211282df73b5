using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1009Tests
{
    private const string Uses = "class A { object M(StackExchange.Redis.IDatabaseAsync db) => db.Get(); object N(StackExchange.Redis.IDatabaseAsync db) => db.Get(); }";

    // The version of the reference, as its build has written it down.
    [Theory]
    [InlineData("2.13.17+g1a2b3c4d", "2.13.23")]
    [InlineData("2.1.30", "2.13.23")]
    [InlineData("2.13.22-preview", "2.13.23")]
    [InlineData("3.0.0", "3.4.31")]
    [InlineData("3.4.30+abc", "3.4.31")]
    public async Task Reports_once_with_the_version_to_take(string version, string repaired)
    {
        var reported = Assert.Single(await Snippet.DiagnosticsAsync(new MixedRepliesAnalyzer(), Compile(Uses, version)));

        Assert.Equal("RSF1009", reported.Id);
        Assert.Equal(Uses.IndexOf("Get()", StringComparison.Ordinal), reported.Location.SourceSpan.Start);
        Assert.Contains(repaired, reported.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.13.23")]
    [InlineData("2.14.0")]
    [InlineData("3.4.31+abc")]
    [InlineData("3.5.0")]
    [InlineData("4.0.0-alpha")]
    [InlineData("1.2.6")]
    [InlineData("next")]
    [InlineData("")]
    public async Task Is_quiet_for_other_versions(string version) => Assert.Empty(await Snippet.DiagnosticsAsync(new MixedRepliesAnalyzer(), Compile(Uses, version)));

    // It is referenced, and nothing uses it here.
    [Fact]
    public async Task Is_quiet_without_a_use() => Assert.Empty(await Snippet.DiagnosticsAsync(new MixedRepliesAnalyzer(), Compile("class A { }", "2.13.17")));

    [Fact]
    public Task Is_quiet_for_the_version_of_this_build() => Snippet.VerifyAsync(new MixedRepliesAnalyzer(), "class A(IDatabase db) { void M() => db.KeyDelete(\"a\"); }");

    private static CSharpCompilation Compile(string source, string version)
    {
        using var image = new MemoryStream();
        var client = Snippet.Compile(
            $"[assembly: System.Reflection.AssemblyInformationalVersion(\"{version}\")] namespace StackExchange.Redis {{ public interface IDatabaseAsync {{ object Get(); }} }}", withRedis: false);
        Assert.True(client.WithAssemblyName("StackExchange.Redis").Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        return Snippet.Compile(source, withRedis: false).AddReferences(MetadataReference.CreateFromImage(image.ToArray()));
    }
}
