using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using RedisSafety;
using RedisSafety.DependencyInjection;
using StackExchange.Redis;

// The namespace of IServiceCollection, where its users look for extensions.
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Installs the failover guard from a service collection.</summary>
public static class RedisFailoverGuardServiceCollectionExtensions
{
    /// <summary>
    /// Installs the guard at once, for every connection that the process opens from now on, and logs with the host's loggers. A
    /// multiplexer that is registered as an instance is covered too. A second call replaces the options.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IServiceCollection AddRedisFailoverGuard(
        this IServiceCollection services,
        Action<RedisFailoverGuardOptions>? configure = null)
    {
        _ = services ?? throw new ArgumentNullException(nameof(services));
        var options = new RedisFailoverGuardOptions();
        configure?.Invoke(options);
        RedisFailoverGuard.Install(options);
        foreach (var service in services)
        {
            if (!service.IsKeyedService && service.ImplementationInstance is IConnectionMultiplexer opened)
            {
                RedisFailoverGuard.Protect(opened);
            }
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, HostLoggers>());
        return services;
    }
}
