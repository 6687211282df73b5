using Microsoft.Extensions.Options;
using RedisSafety.Lab;
using RedisSafety.Lab.Security;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests;

public sealed class BadInputTests
{
    private const string Password = "correct-horse-battery";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("password=secret-word")]
    public async Task A_configuration_without_an_endpoint_is_refused(string configuration)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => RedisRouter.ConnectAsync(configuration, Ending));

        Assert.Contains("endpoint", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_is_refused_by_its_keyword()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RedisRouter.ConnectAsync("127.0.0.1:1,pasword=secret-word", Ending));

        Assert.Contains("pasword", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_wrong_option_is_told_at_once()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => new RedisRouter(new RedisSafetyOptions
        {
            CallBudget = TimeSpan.Zero,
            HeldCallsLimit = 0,
            BackoffBase = TimeSpan.FromSeconds(2),
            OnceTokenLifetime = TimeSpan.FromDays(400),
        }));

        Assert.Equal(5, failure.Failures.Count());
    }

    [Fact]
    public async Task A_replica_alone_is_named_as_one()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        var replica = lab.Replicas.Single().Endpoint;

        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = replica, ConnectTimeLimit = TimeSpan.FromSeconds(1) }, null, Ending));

        Assert.Contains($"{replica}: it is a replica", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",password=wrong-horse-battery")]
    [InlineData("")]
    public async Task A_wrong_password_is_told_soon_and_not_shown(string setting)
    {
        await using var server = await RedisServer.StartAsync(new Access(Password));

        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = server.Endpoint + setting, ConnectTimeLimit = TimeSpan.FromSeconds(20) }, null, Ending));

        Assert.Contains(server.Endpoint, failure.Message, StringComparison.Ordinal);
        Assert.Matches("WRONGPASS|NOAUTH", failure.Message);
        Assert.DoesNotContain("horse-battery", failure.ToString(), StringComparison.Ordinal);
        Assert.InRange(failure.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task TLS_against_a_server_without_it_names_the_endpoint()
    {
        await using var server = await RedisServer.StartAsync();

        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = server.Endpoint + ",ssl=true", ConnectTimeLimit = TimeSpan.FromSeconds(2) }, null, Ending));

        Assert.Contains(server.Endpoint, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.InnerException);
    }

    [Fact]
    public async Task Connecting_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RedisRouter.ConnectAsync($"127.0.0.1:{FreePort.Next()}", cancel.Token).WaitAsync(TimeSpan.FromSeconds(5), Ending));
    }

    [Fact]
    public async Task Connecting_ends_within_its_limit_and_names_the_endpoint()
    {
        var endpoint = $"127.0.0.1:{FreePort.Next()}";

        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(() => RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = endpoint, ConnectTimeLimit = TimeSpan.FromMilliseconds(700) }, null, Ending));

        Assert.Contains(endpoint, failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Elapsed, TimeSpan.FromMilliseconds(700), TimeSpan.FromSeconds(5));
    }
}
