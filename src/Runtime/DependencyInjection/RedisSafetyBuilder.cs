using System.Diagnostics.CodeAnalysis;
using RedisSafety;

// The namespace of IServiceCollection, where its users look for extensions.
#pragma warning disable IDE0130
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds what uses a router.</summary>
public sealed class RedisSafetyBuilder
{
    internal RedisSafetyBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that the router was added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a repository, which gets the <see cref="IRedisRouter"/> through its constructor.</summary>
    /// <typeparam name="TRepository">The repository.</typeparam>
    /// <param name="lifetime">How long one object serves; a repository that holds nothing but the router can serve for ever.</param>
    public RedisSafetyBuilder AddRepository<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRepository>(
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TRepository : class
    {
        Services.Add(new ServiceDescriptor(typeof(TRepository), typeof(TRepository), lifetime));
        return this;
    }

    /// <summary>Adds a repository under the interface that it is asked for.</summary>
    /// <typeparam name="TService">The interface.</typeparam>
    /// <typeparam name="TRepository">The repository.</typeparam>
    /// <param name="lifetime">How long one object serves; a repository that holds nothing but the router can serve for ever.</param>
    public RedisSafetyBuilder AddRepository<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRepository>(
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TService : class
        where TRepository : class, TService
    {
        Services.Add(new ServiceDescriptor(typeof(TService), typeof(TRepository), lifetime));
        return this;
    }
}
