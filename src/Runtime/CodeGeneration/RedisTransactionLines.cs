using System.ComponentModel;
using System.Runtime.CompilerServices;
using RedisSafety.Calls;
using RedisSafety.Once;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>Commands that run as one transaction. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RedisTransactionLines
{
    private readonly List<(string Command, RedisCommandLine Line)> _lines = [];
    private OnceToken _token;

    /// <summary>Turns replies that Redis has no native form for back into values.</summary>
    public IRedisSerializer? Serializer { get; init; }

    /// <summary>The first key, if there is one.</summary>
    public RedisKey Key => _lines.SelectMany(static line => line.Line.Keys()).FirstOrDefault();

    /// <summary>Every key.</summary>
    public RedisKey[] Keys() => [.. _lines.SelectMany(static line => line.Line.Keys()).Distinct()];

    /// <summary>Adds a command.</summary>
    public void Add(string command, RedisCommandLine line) => _lines.Add((command, line));

    /// <summary>
    /// Has the transaction applied once per <paramref name="token"/>: a repetition gets the first replies. It is then sent as a script,
    /// whose keys belong to one slot.
    /// </summary>
    /// <param name="token">The value that tells the call from every other one of the same commands on the same first key.</param>
    /// <param name="router">The router, whose option is the time for which the token is kept.</param>
    /// <param name="name">The token's name in what is thrown.</param>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    /// <exception cref="ArgumentNullException">The token is null.</exception>
    public void OncePer(RedisValue token, IRedisRouter router, [CallerArgumentExpression(nameof(token))] string? name = null) =>
        _token = OnceToken.Of(token, router, name);

    /// <summary>Sends the transaction once. Every sending makes a new one: one that has been executed sends nothing the second time.</summary>
    /// <exception cref="RedisServerException">
    /// A command failed. Where Redis could tell before it ran any, none was run; otherwise the others were.
    /// </exception>
    public async Task<RedisResult[]> SendAsync(IDatabaseAsync database, CommandFlags flags)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (!_token.IsMissing)
        {
            return await SendOnceAsync(database, flags).ConfigureAwait(false);
        }

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

    private async Task<RedisResult[]> SendOnceAsync(IDatabaseAsync database, CommandFlags flags)
    {
        var keys = Keys();
        if (keys.Length == 0)
        {
            throw new InvalidOperationException("The transaction has no key, and its token has no place.");
        }

        var name = string.Join('+', _lines.Select(static line => line.Command));
        var reply = await OnceScript.SendAsync(
            database,
            _lines.Select(static line => (line.Command, line.Line.Arguments)),
            keys,
            OnceTokenKey.Of(keys[0], name, _token.Value),
            _token,
            flags).ConfigureAwait(false);
        return (RedisResult[])reply!;
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
        catch (RedisConnectionException redirected) when (Fault.Of(redirected).Cause == FaultCause.Ask)
        {
            return new RedisServerException(RedisErrorKind.Ask, flags, "ASK The slot of the transaction is being moved.");
        }
        catch (Exception lost) when (lost is RedisConnectionException or RedisTimeoutException or ObjectDisposedException)
        {
            // Nothing was run, which the fault of a question does not tell.
            return new RedisServerException(RedisErrorKind.TryAgain, flags, "TRYAGAIN The transaction was refused, and its node was lost before it said why.");
        }
    }
}
