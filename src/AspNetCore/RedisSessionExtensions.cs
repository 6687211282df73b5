using Microsoft.Extensions.DependencyInjection;
using RedisSafety;
using RedisSafety.AspNetCore;

// The namespace of IApplicationBuilder, where its users look for extensions.
#pragma warning disable IDE0130
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Adds sessions to an application.</summary>
public static class RedisSessionExtensions
{
    /// <summary>Sets how the tokens of sessions travel.</summary>
    /// <param name="builder">The router's services.</param>
    /// <param name="configure">Sets the options.</param>
    public static RedisSafetyBuilder AddSessions(this RedisSafetyBuilder builder, Action<RedisSessionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>
    /// Makes each request a session of the <see cref="RedisRouter"/>: its reads are not older than what the same visitor wrote before,
    /// on whichever server. Stands before everything that calls Redis. <see cref="RedisSafetyOptions.SessionKeys"/> are the same on
    /// all servers.
    /// </summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseRedisSessions(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.UseMiddleware<RedisSessionMiddleware>();
    }
}
