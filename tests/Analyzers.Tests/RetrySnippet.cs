using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

/// <summary>Members of a class that has a database, policies of both generations of Polly, and helpers that retry.</summary>
internal static class RetrySnippet
{
    private const string Surroundings = """
        using Polly;
        using Polly.Retry;
        using StackExchange.Redis.Availability;

        class A
        {
            readonly IDatabase db = null!;
            readonly IDatabaseAsync retrying = ((IDatabase)null!).WithRetry();
            readonly IAsyncPolicy v7 = Policy.Handle<RedisConnectionException>().Or<TimeoutException>().WaitAndRetryAsync(3, i => TimeSpan.FromSeconds(i));
            readonly ISyncPolicy sync = Policy.Handle<RedisException>().Retry(3);
            readonly ResiliencePipeline v8 = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<RedisException>().Handle<RedisTimeoutException>() }).Build();

        """;

    public static Task VerifyAsync(DiagnosticAnalyzer analyzer, string members) => Snippet.VerifyAsync(analyzer, Surroundings + members + "\n}");
}
