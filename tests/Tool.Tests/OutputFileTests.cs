using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Tests;

public sealed class OutputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-output-").FullName;

    private string File => Path.Combine(_folder, "new", "report.html");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        OutputFile.Write(File, stream => stream.Write("old"u8));

        Assert.Throws<IOException>(() => OutputFile.Write(File, stream =>
        {
            stream.Write("half of the new"u8);
            stream.Flush();
            Assert.Equal("old", System.IO.File.ReadAllText(File));
            throw new IOException("No space left on device");
        }));

        Assert.Equal([File], Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
        Assert.Equal("old", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_link_stays_a_link_and_a_device_a_device()
    {
        var link = Path.Combine(_folder, "link.html");
        OutputFile.Write(File, stream => stream.Write("old"u8));
        System.IO.File.CreateSymbolicLink(link, File);

        OutputFile.Write(link, stream => stream.Write("new"u8));
        OutputFile.Write("/dev/null", stream => stream.Write("new"u8));

        Assert.Equal("new", System.IO.File.ReadAllText(File));
        Assert.Equal(File, new FileInfo(link).LinkTarget);
        Assert.Equal(0, new FileInfo("/dev/null").Length);
    }
}
