using Amazon.Runtime.Credentials;
using RedisSafety.Signing;
using StackExchange.Redis;

namespace RedisSafety;

/// <summary>Authenticates connections to ElastiCache with IAM.</summary>
public static class ElastiCacheIamExtensions
{
    /// <summary>
    /// Authenticates each connection with a token that is signed when the connection is made, so that a reconnect after a failover has
    /// one that is valid. Turns TLS on, which IAM authentication needs. Works with the failover guard.
    /// </summary>
    /// <param name="options">The configuration of the connection, with its endpoints.</param>
    /// <param name="user">The id of the ElastiCache user, which is also its name.</param>
    /// <param name="cacheName">The id of the replication group, or the name of the serverless cache; not an endpoint.</param>
    /// <param name="region">The region: <c>us-east-1</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">A name is empty, or the cache is named by an endpoint.</exception>
    public static ConfigurationOptions UseElastiCacheIam(
        this ConfigurationOptions options,
        string user,
        string cacheName,
        string region,
        Action<ElastiCacheIamOptions>? configure = null)
    {
        _ = options ?? throw new ArgumentNullException(nameof(options));
        Named(user, nameof(user));
        Named(cacheName, nameof(cacheName));
        Named(region, nameof(region));
        if (cacheName.IndexOfAny(['.', ':']) >= 0)
        {
            throw new ArgumentException(
                $"'{cacheName}' is an endpoint. The token is signed for the id of the replication group.", nameof(cacheName));
        }

        var iam = new ElastiCacheIamOptions();
        configure?.Invoke(iam);
        var tokens = new TokenSource(
            () => (iam.Credentials ?? DefaultAWSCredentialsIdentityResolver.GetCredentials()).GetCredentials(),
            user,

            // The name is lower case wherever AWS compares it.
            cacheName.ToLowerInvariant(),
            region,
            iam.IsServerless,
            iam.TimeProvider);
        options.User = user;
        options.Password = null;
        options.Ssl = true;
        options.Defaults = new IamOptionsProvider(options.Defaults, tokens, user, iam);
        return options;
    }

    private static void Named([System.Diagnostics.CodeAnalysis.NotNull] string? value, string parameter)
    {
        if (value is null || string.IsNullOrWhiteSpace(value))
        {
            throw new ArgumentException($"{parameter} is empty.", parameter);
        }
    }
}
