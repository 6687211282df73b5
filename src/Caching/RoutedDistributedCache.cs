using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using RedisSafety.Entries;
using RedisSafety.Telemetry;
using StackExchange.Redis;

namespace RedisSafety;

/// <summary>A distributed cache on the router. Its entries are those of Microsoft's <c>RedisCache</c>.</summary>
internal sealed class RoutedDistributedCache(IRedisRouter router, RedisSafetyCacheOptions options, TimeProvider time, ILogger logger)
    : IBufferDistributedCache
{
    public byte[]? Get(string key) => Wait(GetAsync(key));

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        (byte[]?)await ReadAsync(key, token).ConfigureAwait(false);

    public bool TryGet(string key, IBufferWriter<byte> destination) => Wait(TryGetAsync(key, destination).AsTask());

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var value = await ReadAsync(key, token).ConfigureAwait(false);
        if (value.IsNull)
        {
            return false;
        }

        destination.Write(((ReadOnlyMemory<byte>)value).Span);
        return true;
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Wait(SetAsync(key, value, options));

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return StoreAsync(key, value, options, token);
    }

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) =>
        Wait(SetAsync(key, value, options).AsTask());

    // Copied: the caller reuses its buffer when this returns, and an attempt that was given up may still read it.
    public ValueTask SetAsync(
        string key,
        ReadOnlySequence<byte> value,
        DistributedCacheEntryOptions options,
        CancellationToken token = default) =>
        new(StoreAsync(key, value.ToArray(), options, token));

    public void Refresh(string key) => Wait(RefreshAsync(key));

    public Task RefreshAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RunAsync(EntryOperations.Refresh, (Whole(key), time.GetUtcNow().UtcTicks), false, mayMiss: true, token);
    }

    public void Remove(string key) => Wait(RemoveAsync(key));

    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return RunAsync(EntryOperations.Remove, Whole(key), false, mayMiss: false, token);
    }

    private async Task<RedisValue> ReadAsync(string key, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(key);
        var whole = Whole(key);
        var entry = await RunAsync(EntryOperations.Read, whole, null, mayMiss: true, token).ConfigureAwait(false);
        if (entry is null)
        {
            return RedisValue.Null;
        }

        if (entry.Sliding != EntryOperations.None)
        {
            // The value is there: the reader does not wait for a primary, which a failover may have taken.
            _ = ProlongAsync(whole, time.GetUtcNow().UtcTicks);
        }

        return entry.Data;
    }

    private async Task ProlongAsync(RedisKey key, long now)
    {
        try
        {
            await RunAsync(EntryOperations.Refresh, (key, now), false, mayMiss: true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception lost) when (IsOutage(lost) || lost is ObjectDisposedException)
        {
            CacheLog.NotProlonged(logger, lost);
        }
    }

    private Task<bool> StoreAsync(
        string key,
        ReadOnlyMemory<byte> value,
        DistributedCacheEntryOptions entryOptions,
        CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(entryOptions);
        var entry = EntryToStore.From(Whole(key), value, entryOptions, time.GetUtcNow());
        return RunAsync(EntryOperations.Store, entry, false, mayMiss: true, token);
    }

    private async Task<TResult> RunAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        TResult missed,
        bool mayMiss,
        CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var start = time.GetTimestamp();
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(token);
        budget.CancelAfter(options.Budget);
        Exception fault;
        try
        {
            return await router.ExecuteAsync(operation, state, budget.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!token.IsCancellationRequested)
        {
            fault = new RedisUnavailableException(
                $"{operation.Command} was not answered within the budget of the cache, {options.Budget}.", late)
            {
                Command = operation.Command,
                Elapsed = time.GetElapsedTime(start),
                MayHaveBeenApplied = operation.Route == RedisRoute.Primary,
            };
        }
        catch (Exception outage) when (IsOutage(outage))
        {
            fault = outage;
        }

        CacheTelemetry.Unavailable(operation.Command);
        if (mayMiss && options.WhenUnavailable == RedisCacheOutage.Miss)
        {
            CacheLog.Missed(logger, operation.Command, fault);
            return missed;
        }

        throw fault;
    }

    private static bool IsOutage(Exception fault) =>
        fault is RedisUnavailableException or RedisConnectionException or RedisTimeoutException;

    private RedisKey Whole(string key) => options.KeyPrefix.Length == 0 ? key : options.KeyPrefix + key;

    // The interface has synchronous members, and the router has none.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
