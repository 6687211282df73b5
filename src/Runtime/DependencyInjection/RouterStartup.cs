using Microsoft.Extensions.Hosting;

namespace RedisSafety;

/// <summary>
/// Begins to connect when the host starts, without waiting: a deployment that is out of reach for a moment must not keep an
/// application from starting, and the first calls wait for it in any case.
/// </summary>
#pragma warning disable CA1812 // The service provider makes it.
internal sealed class RouterStartup(RedisRouter router) : IHostedService
#pragma warning restore CA1812
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        router.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
