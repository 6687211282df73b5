using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>An editor hands analyzers whatever has been typed so far.</summary>
public sealed class BrokenSourceTests
{
    private const string Source = """
        using Polly;
        using StackExchange.Redis.Availability;
        using Microsoft.Extensions.DependencyInjection;

        public sealed partial class Store<T>(IDatabase db, IConnectionMultiplexer redis, ResiliencePipeline pipeline) where T : class
        {
            private readonly IAsyncPolicy _policy = Policy.Handle<RedisException>(e => e is not RedisServerException).Or<TimeoutException>().WaitAndRetryAsync(3, i => TimeSpan.FromSeconds(i));
            private readonly IDatabaseAsync _retrying = db.WithRetry();
            private readonly Func<Task<long>> _add = () => ConnectionMultiplexer.Connect("a,b").GetDatabase().StringIncrementAsync("x");
            private Func<Task> Work => () => _policy.ExecuteAsync(_add);
            public async Task<bool> M(string key, T value, ITransaction transaction)
            {
                using var connection = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions { EndPoints = { "a", { "b", 1 } }, AbortOnConnectFail = false });
                var task = db.StringGetAsync(key, CommandFlags.PreferReplica);
                for (var i = 0; i < 3; i++)
                {
                    try
                    {
                        await _policy.ExecuteAsync(async () => await transaction.ExecuteAsync());
                        if (await pipeline.ExecuteAsync(async t => await Local(key), CancellationToken.None)) { return true; }
                        await task;
                    }
                    catch (RedisException e) when (e switch { RedisTimeoutException => true, { Message.Length: > 3 } => false, _ => i is > 1 }) { continue; }
                    finally { await db.KeyDeleteAsync(key); }
                }
                return await _retrying.LockTakeAsync(key, "v", TimeSpan.Zero);
                async Task<bool> Local(RedisKey k) { _ = db.StringSetAsync(k, $"{value}", when: When.NotExists); return (long)await db.ScriptEvaluateAsync("return redis.call('incr', KEYS[1])", new[] { k }) > 0 || await Local(k); }
            }
            public void Register(IServiceCollection services) => services.AddScoped(_ => ConnectionMultiplexer.Connect("shop-ro.a.ng.0001.use1.cache.amazonaws.com"));
            public async IAsyncEnumerable<RedisValue> Scan() { await foreach (var v in db.SetScanAsync("a")) { yield return v; } while (!redis.IsConnected) { await Task.Yield(); } }
        }
        """;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = typeof(KnownSymbols).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type))
        .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
        .ToImmutableArray();

    [Fact]
    public async Task No_analyzer_throws_on_any_beginning_of_a_file()
    {
        var trees = Enumerable.Range(0, Source.Length / 193).Select(part => Source[..(part * 193)]);

        await AssertQuietAsync(trees);
    }

    [Fact]
    public async Task No_analyzer_throws_where_a_piece_is_missing()
    {
        var trees = Enumerable.Range(0, Source.Length / 229).Select(part => Source.Remove(part * 229, Math.Min(9, Source.Length - (part * 229))));

        await AssertQuietAsync(trees);
    }

    [Fact]
    public async Task No_analyzer_throws_where_a_name_is_another()
    {
        var words = new[] { "IDatabase", "ExecuteAsync", "Handle<RedisException>", "key", "Local", "_policy", "transaction", "ConnectAsync", "when", "task", "<T>", "StringIncrementAsync" };

        await AssertQuietAsync(words.Select(word => Source.Replace(word, "Unknown", StringComparison.Ordinal)).Concat(words.Select(word => Source.Replace(word, "", StringComparison.Ordinal))));
    }

    private static async Task AssertQuietAsync(IEnumerable<string> sources)
    {
        var crashes = new List<string>();
        foreach (var source in sources)
        {
            var reported = await Snippet.Compile(source).WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync(CancellationToken.None);
            crashes.AddRange(reported.Where(diagnostic => diagnostic.Id == "AD0001").Select(diagnostic => diagnostic.GetMessage() + "\n" + source));
        }

        Assert.Empty(crashes.Take(1));
    }
}
