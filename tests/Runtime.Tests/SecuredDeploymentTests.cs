using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Security;

namespace RedisSafety.Runtime.Tests;

/// <summary>Passwords and TLS hold on every connection that the router makes, those after a failover included.</summary>
public sealed class SecuredDeploymentTests(SecuredDeploymentTests.Secrets secrets) : IClassFixture<SecuredDeploymentTests.Secrets>
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Listed_nodes(bool tls)
    {
        await using var lab = await ReplicatedDeployment.StartAsync(access: secrets.With(tls));
        await using var router = await ConnectAsync(lab.Configuration, secrets.With(tls));

        await AssertServesAsync(router, lab.SwapAsync);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_endpoint_whose_name_moves(bool tls)
    {
        await using var lab = await ReplicatedDeployment.StartAsync(access: secrets.With(tls));
        await using var name = new MovingName(lab.Primary);

        // A name, as ElastiCache gives one: it is resolved, and it is what the certificate has to say.
        await using var router = await ConnectAsync(name.Endpoint.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), secrets.With(tls));

        await AssertServesAsync(router, async () =>
        {
            await lab.SwapAsync();
            name.MoveTo(lab.Primary);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sentinels(bool tls)
    {
        await using var lab = await SentinelDeployment.StartAsync(secrets.With(tls));
        await using var router = await ConnectAsync(lab.Configuration, secrets.With(tls));

        await AssertServesAsync(router, () =>
        {
            lab.Nodes.Primary.Kill();
            return Task.CompletedTask;
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clusters(bool tls)
    {
        await using var lab = await ClusterDeployment.StartAsync(access: secrets.With(tls));
        await using var router = await ConnectAsync(lab.Servers[0].Endpoint, secrets.With(tls));

        await AssertServesAsync(router, () => lab.SwapAsync("key"));
    }

    private static Task<RedisRouter> ConnectAsync(string configuration, Access access) => RedisRouter.ConnectAsync(
        new RedisSafetyOptions { Configuration = configuration, ConfigureConnection = access.Apply }, null, Ending);

    private static async Task AssertServesAsync(RedisRouter router, Func<Task> failOverAsync)
    {
        Assert.True(await router.ExecuteAsync(Calls.Set, ("key", "before"), Ending));
        await Until.TrueAsync("a replica has it", async () => await router.ExecuteAsync(Calls.Get, "key", Ending) == "before");

        await failOverAsync();

        Assert.True(await router.ExecuteAsync(Calls.Set, ("key", "after"), Ending));
        Assert.Equal("after", await router.ExecuteAsync(Calls.GetOwn, "key", Ending));
    }

    public sealed class Secrets : IDisposable
    {
        private readonly Certificates _certificates = Certificates.Create();

        public Access With(bool tls) => new("correct-horse-battery", tls ? _certificates : null);

        public void Dispose() => _certificates.Dispose();
    }
}
