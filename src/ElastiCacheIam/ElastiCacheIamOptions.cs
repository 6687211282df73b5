using Amazon.Runtime;

namespace RedisSafety;

/// <summary>The credentials that sign, and the kind of cache.</summary>
public sealed class ElastiCacheIamOptions
{
    /// <summary>
    /// The credentials; <see langword="null"/> for those that the AWS SDK finds: environment, profile, container, instance, pod identity.
    /// </summary>
    public AWSCredentials? Credentials { get; set; }

    /// <summary>Whether the cache is serverless, which the token has to name.</summary>
    public bool IsServerless { get; set; }

    /// <summary>
    /// The interval at which an open connection authenticates again. 6 h: ElastiCache closes a connection 12 h after its last
    /// authentication, and one that failed is then repeated in time.
    /// </summary>
    public TimeSpan RenewalInterval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
