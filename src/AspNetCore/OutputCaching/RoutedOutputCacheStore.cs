using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;

namespace RedisSafety.OutputCaching;

/// <summary>
/// A store for output caching on the router. During an outage it is as good as empty: a page can be made without it. An eviction throws,
/// as a page that was to go would stay.
/// </summary>
internal sealed partial class RoutedOutputCacheStore(
    IRedisRouter router,
    RedisSafetyOutputCacheOptions options,
    TimeProvider time,
    ILogger logger)
    : IOutputCacheStore
{
    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(OrElseAsync(token => router.ExecuteAsync(OutputCacheOperations.Read, Page(key), token), null, cancellationToken));
    }

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return new(OrElseAsync(token => StoreAsync(key, value, tags ?? [], validFor, token), false, cancellationToken));
    }

    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tag);
        var set = options.KeyPrefix + "tag:" + tag;
        var pages = await router.ExecuteAsync(OutputCacheOperations.Tagged, set, cancellationToken).ConfigureAwait(false);
        foreach (var page in pages)
        {
            await router.ExecuteAsync(OutputCacheOperations.Remove, Page((string)page!), cancellationToken).ConfigureAwait(false);
        }

        if (pages.Length > 0)
        {
            await router.ExecuteAsync(OutputCacheOperations.Untag, (set, pages), cancellationToken).ConfigureAwait(false);
        }
    }

    // Tags first: a response without its tag could not be evicted.
    private async Task<bool> StoreAsync(string key, byte[] value, string[] tags, TimeSpan validFor, CancellationToken token)
    {
        var now = time.GetUtcNow();
        foreach (var tag in tags)
        {
            await router.ExecuteAsync(
                OutputCacheOperations.Tag,
                (options.KeyPrefix + "tag:" + tag, key, now.ToUnixTimeMilliseconds(), (now + validFor).ToUnixTimeMilliseconds()),
                token).ConfigureAwait(false);
        }

        return await router.ExecuteAsync(OutputCacheOperations.Store, (Page(key), value, validFor), token).ConfigureAwait(false);
    }

    private async Task<T> OrElseAsync<T>(Func<CancellationToken, Task<T>> call, T otherwise, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(token);
        budget.CancelAfter(options.Budget);
        try
        {
            return await call(budget.Token).ConfigureAwait(false);
        }
        catch (RedisUnavailableException outage)
        {
            LogUnavailable(logger, outage);
            return otherwise;
        }
        catch (OperationCanceledException late) when (!token.IsCancellationRequested)
        {
            LogUnavailable(logger, late);
            return otherwise;
        }
    }

    private StackExchange.Redis.RedisKey Page(string key) => options.KeyPrefix + "page:" + key;

    [LoggerMessage(1, LogLevel.Debug, "Redis did not answer; the output cache acts as if it were empty.")]
    private static partial void LogUnavailable(ILogger logger, Exception fault);
}
