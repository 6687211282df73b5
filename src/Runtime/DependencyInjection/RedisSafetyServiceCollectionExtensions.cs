using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;
using RedisSafety;

// The namespace of IServiceCollection, where its users look for extensions.
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds a router and its repositories to a service collection.</summary>
public static class RedisSafetyServiceCollectionExtensions
{
    /// <summary>Adds the router of a deployment. It connects when the host starts, or at the first call.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Endpoints and settings, as <see cref="RedisSafetyOptions.Configuration"/> takes them.</param>
    /// <exception cref="InvalidOperationException">A router has been added already.</exception>
    public static RedisSafetyBuilder AddRedisSafety(this IServiceCollection services, string configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.AddRedisSafety(options => options.Configuration = configuration);
    }

    /// <summary>Adds the router of a deployment. It connects when the host starts, or at the first call.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options. They are validated when the host starts; all errors are reported together.</param>
    /// <exception cref="InvalidOperationException">A router has been added already.</exception>
    public static RedisSafetyBuilder AddRedisSafety(this IServiceCollection services, Action<RedisSafetyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        ThrowIfAdded(services);
        services.AddOptions<RedisSafetyOptions>().Configure(configure).ValidateOnStart();
        return AddRouter(services);
    }

    /// <summary>Adds the router of a deployment, with options from a configuration section.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">A section whose keys are the names of <see cref="RedisSafetyOptions"/>' properties.</param>
    /// <exception cref="InvalidOperationException">A router has been added already.</exception>
    [RequiresUnreferencedCode("Binding a section reads the options by reflection.")]
    [RequiresDynamicCode("Binding a section reads the options by reflection.")]
    public static RedisSafetyBuilder AddRedisSafety(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        ThrowIfAdded(services);
        services.AddOptions<RedisSafetyOptions>().Bind(section).ValidateOnStart();
        return AddRouter(services);
    }

    /// <summary>The options of two deployments would merge, and the repositories of the one would write to the other.</summary>
    private static void ThrowIfAdded(IServiceCollection services)
    {
        if (services.Any(static service => !service.IsKeyedService && service.ServiceType == typeof(RedisRouter)))
        {
            throw new InvalidOperationException(
                "AddRedisSafety was called before, and a second deployment without a name would replace parts of the first: "
                + "call it once, or make a RedisRouter of its own for the other deployment.");
        }
    }

    private static RedisSafetyBuilder AddRouter(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisSafetyOptions>, RedisSafetyOptionsValidator>());
        services.AddOptions<RedisSafetyOptions>().PostConfigure<IServiceProvider>(static (options, provider) =>
        {
            if (provider.GetService<ResiliencePipelineProvider<string>>() is { } pipelines
                && pipelines.TryGetPipeline(RedisSafetyOptions.PipelineName, out var pipeline))
            {
                options.ConfigurePipeline += builder => builder.AddPipeline(pipeline);
            }
        });
        services.TryAddSingleton(static provider => new RedisRouter(
            provider.GetRequiredService<IOptions<RedisSafetyOptions>>().Value,
            provider.GetService<ILoggerFactory>(),
            provider.GetService<TimeProvider>()));
        services.TryAddSingleton<IRedisRouter>(static provider => provider.GetRequiredService<RedisRouter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RouterStartup>());
        return new RedisSafetyBuilder(services);
    }
}
