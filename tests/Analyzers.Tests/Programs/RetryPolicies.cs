using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Registry;
using Polly.Retry;
using StackExchange.Redis;

namespace Shop.RetryPolicies;

public static class Policies
{
    public static IAsyncPolicy Blind() => Policy.Handle<Exception>().RetryAsync(3);

    public static AsyncRetryPolicy DefaultRetry(this PolicyBuilder builder) => builder.WaitAndRetryAsync(3, _ => TimeSpan.Zero);

    public static ResiliencePipelineBuilder AddRedisRetry(this ResiliencePipelineBuilder builder, int attempts = 3) =>
        builder.AddRetry(new RetryStrategyOptions { MaxRetryAttempts = attempts, ShouldHandle = new PredicateBuilder().Handle<RedisTimeoutException>() });

    public static Task RunAsync(this IAsyncPolicy policy, Func<Task> work) => policy.ExecuteAsync(work);

    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services.AddResiliencePipeline("blind", builder => builder.AddRetry(new RetryStrategyOptions()));
        services.AddResiliencePipeline("careful", builder => builder.AddTimeout(TimeSpan.FromSeconds(1)));
        services.AddSingleton<IAsyncPolicy<long>>(Policy<long>.Handle<RedisException>().RetryAsync(2));
        return services;
    }
}

public sealed class ByConstructor
{
    private readonly IAsyncPolicy _policy;
    private readonly IDatabase _db;

    public ByConstructor(IDatabase db, IAsyncPolicy policy)
    {
        _db = db;
        _policy = policy ?? throw new ArgumentNullException(nameof(policy));
    }

    public Task AddAsync(string key) => _policy.ExecuteAsync(() => _db.StringIncrementAsync(key)); // expect RSF3001
}

public sealed class Careful(IDatabase db, IAsyncPolicy policy)
{
    public Task AddAsync(string key) => policy.ExecuteAsync(() => db.StringIncrementAsync(key)); // quiet
}

public static class Wiring
{
    public static object Make(IDatabase db) => new ByConstructor(db, Policies.Blind());

    public static object MakeCareful(IDatabase db) => new Careful(db, Policy.NoOpAsync());
}

public sealed class ByParameter(IDatabase db)
{
    public Task AddAsync(string key) => SendAsync(key, Policy.Handle<RedisTimeoutException>().RetryAsync(2));

    private Task SendAsync(string key, IAsyncPolicy policy) => policy.ExecuteAsync(() => db.StringIncrementAsync(key)); // expect RSF3001
}

public sealed class ByFactory(IDatabase db)
{
    private readonly ConcurrentDictionary<string, IAsyncPolicy> _policies = new();
    private readonly Dictionary<string, object> _any = new() { ["a"] = Policy.Handle<RedisException>().RetryAsync(2) };
    private readonly Lazy<IAsyncPolicy> _lazy = new(() => Policy.Handle<RedisConnectionException>().RetryAsync(2));

    public Task AddAsync(string key) => _policies.GetOrAdd(key, _ => Policies.Blind()).ExecuteAsync(() => db.StringIncrementAsync(key)); // expect RSF3001

    public Task CastAsync(string key)
    {
        var policy = _any["a"] is IAsyncPolicy found ? found : throw new InvalidOperationException();
        return policy.ExecuteAsync(() => db.StringIncrementAsync(key)); // expect RSF3001
    }

    public Task LazyAsync(string key) => _lazy.Value.ExecuteAsync(() => db.StringIncrementAsync(key)); // expect RSF3001

    public Task ExtensionAsync(string key) => Policy.Handle<RedisTimeoutException>().DefaultRetry().ExecuteAsync(() => db.StringIncrementAsync(key)); // expect RSF3001

    public Task RefusedAsync(string key) => Policy.Handle<RedisServerException>().DefaultRetry().ExecuteAsync(() => db.StringIncrementAsync(key)); // quiet

    public void Builder(string key) => new ResiliencePipelineBuilder().AddRedisRetry().Build().Execute(() => db.StringIncrement(key)); // expect RSF3001

    public void BuilderOnce(string key) => new ResiliencePipelineBuilder().AddRedisRetry(attempts: 0).Build().Execute(() => db.StringIncrement(key)); // quiet

    public Task RunAsync(string key) => Policies.Blind().RunAsync(() => db.StringIncrementAsync(key)); // expect RSF3001

    public Task RunOnceAsync(string key) => Policy.NoOpAsync().RunAsync(() => db.StringIncrementAsync(key)); // quiet

    public Task RunRefusedAsync(string key) => Policy.Handle<RedisServerException>().RetryAsync(1).RunAsync(() => db.StringIncrementAsync(key)); // quiet
}

public sealed class ByName(IDatabase db, ResiliencePipelineProvider<string> provider, [FromKeyedServices("blind")] ResiliencePipeline keyed)
{
    public Task AddAsync(string key) => provider.GetPipeline("blind").ExecuteAsync(async _ => await db.StringIncrementAsync(key)).AsTask(); // expect RSF3001

    public Task KeyedAsync(string key) => keyed.ExecuteAsync(async _ => await db.StringIncrementAsync(key)).AsTask(); // expect RSF3001

    public Task CarefulAsync(string key) => provider.GetPipeline("careful").ExecuteAsync(async _ => await db.StringIncrementAsync(key)).AsTask(); // quiet

    public Task OtherAsync(string key) => provider.GetPipeline("elsewhere").ExecuteAsync(async _ => await db.StringIncrementAsync(key)).AsTask(); // quiet
}

public sealed class ByType(IDatabase db, IAsyncPolicy<long> policy)
{
    public Task<long> AddAsync(string key) => policy.ExecuteAsync(() => db.StringIncrementAsync(key)); // expect RSF3001
}

public sealed class Typed(IDatabase db, AsyncRetryPolicy policy)
{
    public Task<long> AddAsync(string key) => policy.ExecuteAsync(() => db.StringIncrementAsync(key)); // quiet

    public async Task OnceAsync(string key)
    {
        var transaction = db.CreateTransaction();
        _ = transaction.StringIncrementAsync(key);
        await policy.ExecuteAsync(() => transaction.ExecuteAsync()); // expect RSF3004
    }
}

public sealed class Registry(IDatabase db)
{
    private static readonly PolicyRegistry Known = new() { ["redis"] = Policy.Handle<RedisTimeoutException>().RetryAsync(3) };

    public Task AddAsync(string key) => Known.Get<IAsyncPolicy>("redis").ExecuteAsync(() => db.StringIncrementAsync(key)); // expect RSF3001
}
