using System.ComponentModel;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>Commands that run as one transaction. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RedisTransactionLines
{
    private readonly List<(string Command, RedisCommandLine Line)> _lines = [];

    /// <summary>Turns replies that Redis has no native form for back into values.</summary>
    public IRedisSerializer? Serializer { get; init; }

    /// <summary>The first key, if there is one.</summary>
    public RedisKey Key => _lines.SelectMany(static line => line.Line.Keys()).FirstOrDefault();

    /// <summary>Every key.</summary>
    public RedisKey[] Keys() => [.. _lines.SelectMany(static line => line.Line.Keys()).Distinct()];

    /// <summary>Adds a command.</summary>
    public void Add(string command, RedisCommandLine line) => _lines.Add((command, line));

    /// <summary>Sends the transaction once. Every sending makes a new one: one that has been executed sends nothing the second time.</summary>
    /// <exception cref="RedisServerException">
    /// A command failed. Where Redis could tell before it ran any, none was run; otherwise the others were.
    /// </exception>
    public async Task<RedisResult[]> SendAsync(IDatabaseAsync database, CommandFlags flags)
    {
        ArgumentNullException.ThrowIfNull(database);
        var transaction = database.CreateTransaction();
        var replies = _lines.ConvertAll(line => line.Line.SendAsync(transaction, line.Command, CommandFlags.None));
        foreach (var reply in replies)
        {
            // Where the transaction fails as a whole, nobody asks for its parts, and their faults must not count as unobserved.
            _ = reply.ContinueWith(
                static failed => _ = failed.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        try
        {
            await transaction.ExecuteAsync(flags).ConfigureAwait(false);
        }
        catch (RedisServerException aborted) when (aborted.Message.StartsWith("EXECABORT", StringComparison.Ordinal))
        {
            throw await ReasonAsync(database, aborted, flags).ConfigureAwait(false);
        }

        return await Task.WhenAll(replies).ConfigureAwait(false);
    }

    /// <summary>
    /// Why nothing of the transaction was run. Redis says it to the command that it refuses, which the client does not pass on; so the
    /// node is asked for what makes every command fail: whether it serves the key at all, and whether it is still a primary.
    /// </summary>
    private async Task<RedisServerException> ReasonAsync(IDatabaseAsync database, RedisServerException aborted, CommandFlags flags)
    {
        try
        {
            await database.KeyExistsAsync(Key, flags).ConfigureAwait(false);
            var role = await database.ExecuteAsync("ROLE", [], flags).ConfigureAwait(false);
            return (string?)role[0] == "master" ? aborted : new RedisServerException(RedisErrorKind.ReadOnly, flags, "READONLY The transaction reached a node that is no primary any more.");
        }
        catch (RedisServerException reason)
        {
            return reason;
        }
        catch (Exception lost) when (lost is RedisConnectionException or RedisTimeoutException or ObjectDisposedException)
        {
            // Nothing was run, which the fault of a question does not tell.
            return new RedisServerException(RedisErrorKind.TryAgain, flags, "TRYAGAIN The transaction was refused, and its node was lost before it said why.");
        }
    }
}
