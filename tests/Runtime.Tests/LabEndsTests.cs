using System.Diagnostics;
using System.Globalization;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests;

/// <summary>No server outlives the process that started it, however that ends.</summary>
public sealed class LabEndsTests
{
    private const string FileVariable = "REDIS_SAFETY_LAB_FILE";

    [Fact]
    public async Task Servers_end_when_their_test_process_is_killed()
    {
        var file = Path.GetTempFileName();
        using var child = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, ["-noLogo", "-explicit", "only", "-method", $"*.{nameof(Waits_to_be_killed)}"])
        {
            Environment = { [FileVariable] = file },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var servers = Array.Empty<Process>();
        try
        {
            await Until.TrueAsync("the servers of the other process run", () => File.ReadAllText(file).EndsWith('.'), TimeSpan.FromSeconds(60));
            servers = [.. (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimEnd('.').Split(' ')
                .Select(id => Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)))];
            Assert.All(servers, server => Assert.False(server.HasExited));
        }
        finally
        {
            // Not entireProcessTree: what the servers do by themselves is the question.
            child.Kill();
        }

        await Until.TrueAsync("the servers have ended", () => servers.All(server => server.HasExited));
        File.Delete(file);
    }

    [Fact(Explicit = true)]
    public async Task Waits_to_be_killed()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { } file)
        {
            Assert.Skip("The test above runs it in a process of its own.");
            return;
        }

        await using var running = await RedisServer.StartAsync();
        await using var frozen = await RedisServer.StartAsync();
        var ids = $"{await IdOfAsync(running)} {await IdOfAsync(frozen)}.";
        frozen.Freeze();
        await File.WriteAllTextAsync(file, ids, TestContext.Current.CancellationToken);
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }

    private static async Task<string> IdOfAsync(RedisServer server) =>
        ((string)(await server.ExecuteAsync("INFO", "server"))!).Split("process_id:")[1].Split('\r')[0];
}
