using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests;

public sealed class ServiceTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repository_gets_the_router_and_connects_at_its_first_call()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        var services = new ServiceCollection();
        services.AddRedisSafety(lab.Configuration).AddRepository<Counters>();
        await using var provider = services.BuildServiceProvider();

        var counters = provider.GetRequiredService<Counters>();

        Assert.Same(counters, provider.GetRequiredService<Counters>());
        Assert.Equal(1, await counters.IncrementAsync(Ending));
    }

    [Fact]
    public async Task Resolving_does_not_wait_for_a_server_that_is_not_there()
    {
        var services = new ServiceCollection();
        services.AddRedisSafety($"127.0.0.1:{FreePort.Next()}").AddRepository<Counters>();
        await using var provider = services.BuildServiceProvider();

        Assert.NotNull(provider.GetRequiredService<Counters>());
    }

    [Fact]
    public void A_section_sets_the_options()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Configuration"] = "127.0.0.1:6379",
            ["CallBudget"] = "00:00:07",
        }).Build();
        var services = new ServiceCollection();
        services.AddRedisSafety(section);
        using var provider = services.BuildServiceProvider();

        Assert.Equal(TimeSpan.FromSeconds(7), provider.GetRequiredService<IOptions<RedisSafetyOptions>>().Value.CallBudget);
    }

    [Fact]
    public void Wrong_options_are_told_by_the_validation_at_start()
    {
        var services = new ServiceCollection();
        services.AddRedisSafety(options => options.HeldCallsLimit = 0);
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal(2, failure.Failures.Count());
    }

    [Fact]
    public async Task A_pipeline_of_the_registry_stands_around_the_routers_own()
    {
        var services = new ServiceCollection();
        services.AddResiliencePipeline(RedisSafetyOptions.PipelineName, static builder => builder.AddTimeout(TimeSpan.FromMilliseconds(200)));
        services.AddRedisSafety($"127.0.0.1:{FreePort.Next()}").AddRepository<Counters>();
        await using var provider = services.BuildServiceProvider();

        // Its own budget is half a minute.
        await Assert.ThrowsAsync<TimeoutRejectedException>(
            () => provider.GetRequiredService<Counters>().IncrementAsync(Ending).WaitAsync(TimeSpan.FromSeconds(10), Ending));
    }

    [Fact]
    public void A_section_with_several_errors_is_told_them_all_at_start()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CallBudget"] = "-00:00:01",
            ["AttemptTimeout"] = "00:00:00",
            ["HeldCallsLimit"] = "0",
        }).Build();
        var services = new ServiceCollection();
        services.AddRedisSafety(section);
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal(
            ["Configuration", "CallBudget", "AttemptTimeout", "HeldCallsLimit"],
            failure.Failures.Select(static told => told.Split(' ')[0]));
    }

    [Fact]
    public void A_second_deployment_without_a_name_is_an_error()
    {
        var services = new ServiceCollection();
        services.AddRedisSafety("first:6379").AddRepository<Counters>();

        var error = Assert.Throws<InvalidOperationException>(() => services.AddRedisSafety("second:6379"));

        Assert.Contains("AddRedisSafety", error.Message, StringComparison.Ordinal);
        using var provider = services.BuildServiceProvider();
        Assert.Equal("first:6379", provider.GetRequiredService<IOptions<RedisSafetyOptions>>().Value.Configuration);
    }

    [Theory]
    [InlineData(false, HealthStatus.Healthy)]
    [InlineData(true, HealthStatus.Degraded)]
    public async Task The_health_check_tells_whether_every_node_answers(
        bool replicaIsGone, HealthStatus expected)
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        await Freshness.LinkedLab.MeasuredAsync(router, 1);
        if (replicaIsGone)
        {
            lab.Replicas.Single().Kill();
        }

        await Until.TrueAsync("it is told", async () => (await new RedisRouterHealthCheck(router).CheckHealthAsync(new(), Ending)).Status == expected);
        lab.Primary.Kill();
        await Until.TrueAsync("the loss of the primary is told", async () =>
            (await new RedisRouterHealthCheck(router).CheckHealthAsync(new(), Ending)).Status
            == HealthStatus.Unhealthy);
    }

    private sealed class Counters(IRedisRouter router)
    {
        public Task<long> IncrementAsync(CancellationToken cancellationToken) =>
            router.ExecuteAsync(Calls.Increment, "counter", cancellationToken);
    }
}
