using Amazon.Runtime;

namespace RedisSafety.Signing;

/// <summary>Tokens for one user of one cache: a presigned request to connect, without its scheme.</summary>
internal sealed class TokenSource(
    Func<ImmutableCredentials> credentials,
    string user,
    string cacheName,
    string region,
    bool isServerless,
    TimeProvider time)
{
    /// <summary>The time for which a token can be used; ElastiCache accepts no longer one.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    // Signing costs microseconds: a token is used for the connections of one reconnect, and no longer.
    private static readonly TimeSpan Reuse = TimeSpan.FromMinutes(5);

    private readonly object _lock = new();
    private string? _token;
    private DateTimeOffset _signed;

    /// <summary>A token that is valid for ten minutes at least.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public string Current
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                if (_token is null || now - _signed >= Reuse || now < _signed)
                {
                    (_token, _signed) = (Sign(now), now);
                }

                return _token;
            }
        }
    }

    private string Sign(DateTimeOffset now)
    {
        List<KeyValuePair<string, string>> parameters = [new("Action", "connect"), new("User", user)];
        if (isServerless)
        {
            parameters.Add(new("ResourceType", "ServerlessCache"));
        }

        return SignatureV4.Presign(
            credentials(), cacheName, "/", parameters, SignatureV4.EmptyPayload, region, "elasticache", now, Lifetime);
    }
}
