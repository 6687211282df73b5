using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisSafety;

// The namespace of IServiceCollection, where its users look for extensions.
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds caches on a router.</summary>
public static class RedisSafetyCachingExtensions
{
    /// <summary>
    /// Adds <see cref="IDistributedCache"/> on the router, for session state, HybridCache and all else that takes one. It reads what
    /// Microsoft's <c>AddStackExchangeRedisCache</c> has stored, and the reverse.
    /// </summary>
    /// <param name="builder">The builder that <c>AddRedisSafety</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static RedisSafetyBuilder AddDistributedCache(
        this RedisSafetyBuilder builder,
        Action<RedisSafetyCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new RedisSafetyCacheOptions();
        configure?.Invoke(options);
        if (options.Budget <= TimeSpan.Zero || options.Budget.TotalMilliseconds > int.MaxValue)
        {
            throw new ArgumentException(
                $"{nameof(options.Budget)} is {options.Budget}: it must be positive, and at most {int.MaxValue} ms.");
        }

        if (options.KeyPrefix is null)
        {
            throw new ArgumentException($"{nameof(options.KeyPrefix)} is null.");
        }

        builder.Services.AddSingleton<IDistributedCache>(provider => new RoutedDistributedCache(
            provider.GetRequiredService<IRedisRouter>(),
            options,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("RedisSafety.Caching")));
        return builder;
    }
}
