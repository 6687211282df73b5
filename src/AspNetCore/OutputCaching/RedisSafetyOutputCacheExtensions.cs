using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;
using RedisSafety;
using RedisSafety.OutputCaching;

// The namespace of IServiceCollection, where its users look for extensions.
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds a store for output caching on a router.</summary>
public static class RedisSafetyOutputCacheExtensions
{
    /// <summary>Adds output caching whose responses are kept on the router.</summary>
    /// <param name="builder">The builder that <c>AddRedisSafety</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    public static RedisSafetyBuilder AddOutputCache(
        this RedisSafetyBuilder builder,
        Action<RedisSafetyOutputCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new RedisSafetyOutputCacheOptions();
        configure?.Invoke(options);
        builder.Services.AddOutputCache();
        builder.Services.AddSingleton<IOutputCacheStore>(provider => new RoutedOutputCacheStore(
            provider.GetRequiredService<IRedisRouter>(),
            options,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("RedisSafety.OutputCaching")));
        return builder;
    }
}
