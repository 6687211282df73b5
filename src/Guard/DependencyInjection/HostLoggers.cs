using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RedisSafety.DependencyInjection;

/// <summary>
/// Gives the guard the loggers of a host for as long as the host lives. A logger provider, because each host makes those when it
/// starts, whatever kind of host it is; it logs nothing itself.
/// </summary>
#pragma warning disable CA1812 // The service provider makes it.
internal sealed class HostLoggers(IServiceProvider services) : ILoggerProvider
#pragma warning restore CA1812
{
    // Asked for later: the factory is being made at this moment, out of this provider.
    private readonly IDisposable _use = RedisFailoverGuard.UseLoggers(services.GetService<ILoggerFactory>);

    public ILogger CreateLogger(string categoryName) => NullLogger.Instance;

    public void Dispose() => _use.Dispose();
}
