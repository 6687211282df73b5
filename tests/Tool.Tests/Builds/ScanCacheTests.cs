using RedisSafety.Tool.Builds;

namespace RedisSafety.Tool.Tests.Builds;

public sealed class ScanCacheTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("redis-safety-cache-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cache_serves_again_only_after_a_build_that_came_to_its_end(bool completes)
    {
        string output;
        using (var first = Open())
        {
            first.Begin();
            output = Path.Combine(Directory.CreateDirectory(Path.Combine(first.Folder, "projects", "Shop")).FullName, "Shop.dll");
            File.WriteAllText(output, "half of an assembly");
            if (completes)
            {
                first.Complete();
            }
        }

        using var second = Open();

        Assert.Equal(completes, File.Exists(output));
    }

    [Fact]
    public void A_second_scan_of_the_same_target_builds_elsewhere()
    {
        using var first = Open();
        string folder;
        using (var second = Open())
        {
            folder = second.Folder;
            Assert.NotEqual(first.Folder, folder);
            Assert.True(Directory.Exists(second.RunFolder));
        }

        Assert.False(Directory.Exists(folder));
        Assert.True(Directory.Exists(first.Folder));
    }

    private ScanCache Open() => ScanCache.Open(_root, "/code/Shop.slnx", ["Debug"]);
}
