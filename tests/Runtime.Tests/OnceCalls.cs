using RedisSafety.CodeGeneration;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>Calls that are applied once per token, as the generator writes them.</summary>
internal static class OnceCalls
{
    private static readonly RedisOperation<RedisCommandLine, RedisResult, RedisResult> Increment = Operation("INCRBY");

    public static RedisOperation<RedisCommandLine, RedisResult, RedisResult> Operation(string command) => new(
        command, RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        (database, state, flags) => state.SendAsync(database, command, flags),
        static (reply, _) => reply)
    { Key = static state => state.Key, Keys = static state => state.Keys() };

    public static async Task<long> IncrementAsync(RedisRouter router, string key, string token, CancellationToken ending, int by = 1) =>
        (long)await router.ExecuteAsync(
            Increment, new RedisCommandLine(2).AddKey(key).Value(by).OncePer(token, router), ending);

    /// <summary>Any command on a first key.</summary>
    public static Task<RedisResult> ExecuteAsync(RedisRouter router, string token, string command, CancellationToken ending)
    {
        var words = command.Split(' ');
        var line = new RedisCommandLine(words.Length).AddKey(words[1]);
        foreach (var word in words.Skip(2))
        {
            line.Value(word);
        }

        return router.ExecuteAsync(Operation(words[0]), line.OncePer(token, router), ending);
    }
}
