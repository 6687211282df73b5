using RedisSafety.Lab;
using RedisSafety.Lab.Security;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Tool.Tests.Check;

public sealed class LiveCheckTests
{
    [Fact]
    public async Task Protected_deployment_with_two_replicas_has_no_finding_on_failover_and_access()
    {
        var access = new Access("secret");
        await using var servers = await ReplicatedDeployment.StartAsync(replicas: 2, access);

        var run = await Tool.RunAsync("check", "--redis", servers.Configuration + ",password=secret", "--ignore", "RSF4006");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("3 sources checked, 0 findings", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_server_without_replica_is_reported_with_its_address()
    {
        await using var server = await RedisServer.StartAsync();

        var run = await Tool.RunAsync("check", "--redis", server.Endpoint);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("RSF4003", run.Output, StringComparison.Ordinal);
        Assert.Contains("RSF4005", run.Output, StringComparison.Ordinal);
        Assert.Contains(server.Endpoint, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_that_are_never_promoted_are_reported()
    {
        await using var servers = await ReplicatedDeployment.StartAsync();
        await servers.Replicas.First().ExecuteAsync("CONFIG", "SET", "replica-priority", "0");

        var run = await Tool.RunAsync("check", "--redis", servers.Configuration);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("RSF4001", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_refuses_config_is_checked_by_info_alone()
    {
        await using var server = await RedisServer.StartAsync(null, "--rename-command", "CONFIG", "");

        var run = await Tool.RunAsync("check", "--redis", server.Endpoint);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("RSF4003", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1:1,serviceName=shop")]
    [InlineData("")]
    [InlineData("=,=")]
    public async Task Deployment_that_does_not_answer_ends_with_2(string connection)
    {
        var run = await Tool.RunAsync("check", "--redis", connection);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task Wrong_password_ends_with_2_and_is_not_printed()
    {
        await using var server = await RedisServer.StartAsync(new Access("secret"));

        var run = await Tool.RunAsync("check", "--redis", server.Endpoint + ",password=guess-me");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("WRONGPASS", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("guess-me", run.Error + run.Output, StringComparison.Ordinal);
    }
}
