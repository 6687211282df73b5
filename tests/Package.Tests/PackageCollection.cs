namespace RedisSafety.Package.Tests;

/// <summary>Packing takes longer than any of the tests: they share one feed.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<PackageFeed>
{
    public const string Name = "packages";
}
