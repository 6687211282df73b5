using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace RedisSafety.Package.Tests;

[Collection(PackageCollection.Name)]
public sealed class PackageContentTests(PackageFeed feed)
{
    /// <summary>Roslyn's version in Visual Studio 17.8 and SDK 8.0.100: an analyzer that asks for more is skipped there.</summary>
    private static readonly Version RoslynFloor = new(4, 8, 0, 0);

    public static TheoryData<string, string[]> AnalyzerAssemblies => new()
    {
        { "RedisSafety.Analyzers", ["RedisSafety.Analyzers.dll", "RedisSafety.CodeFixes.dll", "RedisSafety.Commands.dll", "RedisSafety.Provisioning.dll"] },
        {
            "RedisSafety",
            [
                "RedisSafety.Analyzers.dll", "RedisSafety.CodeFixes.dll", "RedisSafety.Commands.dll", "RedisSafety.Generators.dll",
                "RedisSafety.Provisioning.dll",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(AnalyzerAssemblies))]
    public void Analyzers_stand_in_one_unversioned_slot(string id, string[] assemblies)
    {
        using var package = ZipFile.OpenRead(feed.PathOf(id));

        var analyzers = package.Entries.Where(entry => entry.FullName.StartsWith("analyzers/", StringComparison.Ordinal));

        Assert.Equal(
            assemblies.Select(assembly => "analyzers/dotnet/cs/" + assembly),
            analyzers.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("RedisSafety.Analyzers")]
    [InlineData("RedisSafety")]
    public void Build_files_flow_through_libraries(string id)
    {
        using var package = ZipFile.OpenRead(feed.PathOf(id));

        Assert.NotNull(package.GetEntry($"buildTransitive/{id}.props"));
        Assert.NotNull(package.GetEntry($"buildTransitive/{id}.targets"));
        Assert.DoesNotContain(package.Entries, entry => entry.FullName.StartsWith("build/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("RedisSafety.Analyzers")]
    [InlineData("RedisSafety")]
    public void No_analyzer_asks_for_a_newer_compiler_than_the_floor(string id)
    {
        using var package = ZipFile.OpenRead(feed.PathOf(id));

        var asked = package.Entries
            .Where(entry => entry.FullName.StartsWith("analyzers/", StringComparison.Ordinal))
            .SelectMany(References)
            .Where(reference => reference.Name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(asked);
        Assert.All(asked, reference => Assert.True(reference.Version <= RoslynFloor, $"{reference.Name} {reference.Version}"));
    }

    [Fact]
    public void The_analyzers_package_has_no_runtime_and_no_dependency()
    {
        using var package = ZipFile.OpenRead(feed.PathOf("RedisSafety.Analyzers"));
        var metadata = Metadata(package, "RedisSafety.Analyzers");

        Assert.DoesNotContain(package.Entries, entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal));
        Assert.Equal("true", metadata.Elements().Single(element => element.Name.LocalName == "developmentDependency").Value);
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName == "dependency");
    }

    [Fact]
    public void The_runtime_is_there_for_each_framework_with_docs_and_symbols()
    {
        using var package = ZipFile.OpenRead(feed.PathOf("RedisSafety"));
        using var symbols = ZipFile.OpenRead(feed.PathOf("RedisSafety", "snupkg"));

        foreach (var framework in new[] { "net8.0", "net10.0" })
        {
            Assert.NotNull(package.GetEntry($"lib/{framework}/RedisSafety.dll"));
            Assert.NotNull(package.GetEntry($"lib/{framework}/RedisSafety.xml"));
            Assert.NotNull(symbols.GetEntry($"lib/{framework}/RedisSafety.pdb"));
        }
    }

    [Fact]
    public void The_guard_asks_for_the_oldest_client_and_for_nothing_that_a_host_has_not()
    {
        using var package = ZipFile.OpenRead(feed.PathOf("RedisSafety.Guard"));

        foreach (var framework in new[] { "netstandard2.0", "net8.0" })
        {
            Assert.NotNull(package.GetEntry($"lib/{framework}/RedisSafety.Guard.dll"));
        }

        var net8 = Metadata(package, "RedisSafety.Guard").Descendants()
            .Single(element => element.Name.LocalName == "group" && element.Attribute("targetFramework")?.Value == "net8.0").Elements()
            .Select(element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}");
        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions 8.0.0", "StackExchange.Redis 2.6.70"], net8.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_cloud_SDK_reaches_those_alone_who_authenticate_with_it()
    {
        foreach (var id in new[] { "RedisSafety", "RedisSafety.Guard", "RedisSafety.Caching", "RedisSafety.AspNetCore" })
        {
            using var package = ZipFile.OpenRead(feed.PathOf(id));

            Assert.DoesNotContain(Metadata(package, id).Descendants(), element => element.Attribute("id")?.Value == "AWSSDK.Core");
        }
    }

    [Fact]
    public void The_runtime_depends_on_no_compiler()
    {
        using var package = ZipFile.OpenRead(feed.PathOf("RedisSafety"));

        var dependencies = Metadata(package, "RedisSafety").Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(element => element.Attribute("id")!.Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Contains("StackExchange.Redis", dependencies);
        Assert.Contains("Polly.Core", dependencies);
        Assert.DoesNotContain(dependencies, id => id.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("RedisSafety.Analyzers")]
    [InlineData("RedisSafety")]
    [InlineData("RedisSafety.AspNetCore")]
    [InlineData("RedisSafety.Guard")]
    [InlineData("RedisSafety.Caching")]
    [InlineData("RedisSafety.ElastiCacheIam")]
    public void A_package_carries_its_readme_icon_and_licence(string id)
    {
        using var package = ZipFile.OpenRead(feed.PathOf(id));
        var metadata = Metadata(package, id);

        Assert.NotNull(package.GetEntry("README.md"));
        Assert.NotNull(package.GetEntry("icon.png"));
        Assert.Equal("MIT", metadata.Elements().Single(element => element.Name.LocalName == "license").Value);
    }

    private static XElement Metadata(ZipArchive package, string id)
    {
        using var stream = package.GetEntry(id + ".nuspec")!.Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private static IReadOnlyList<(string Name, Version Version)> References(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        using var image = new PEReader(copy);
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(metadata.GetAssemblyReference)
            .Select(reference => (metadata.GetString(reference.Name), reference.Version))];
    }
}
