using System.ComponentModel;
using System.Runtime.CompilerServices;
using RedisSafety.Nodes;
using RedisSafety.Once;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>The arguments of one sending of a command that StackExchange.Redis has no method for. For generated code.</summary>
/// <param name="capacity">How many arguments are expected.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RedisCommandLine(int capacity)
{
    // RedisKey and RedisValue as objects: StackExchange.Redis finds the cluster slot by the keys among them.
    private readonly List<object> _arguments = new(capacity);
    private readonly List<RedisKey> _keys = new(1);
    private OnceToken _token;

    /// <summary>All arguments in order.</summary>
    public IReadOnlyCollection<object> Arguments => _arguments;

    /// <summary>The first key, if there is one.</summary>
    public RedisKey Key => _keys.Count > 0 ? _keys[0] : default;

    /// <summary>Turns replies that Redis has no native form for back into values.</summary>
    public IRedisSerializer? Serializer { get; init; }

    /// <summary>Every key.</summary>
    public RedisKey[] Keys() => [.. _keys];

    /// <summary>Adds a word of the command's grammar.</summary>
    public RedisCommandLine Word(string word)
    {
        _arguments.Add(word);
        return this;
    }

    /// <summary>Adds a value.</summary>
    public RedisCommandLine Value(RedisValue value)
    {
        _arguments.Add(value);
        return this;
    }

    /// <summary>Adds a key.</summary>
    public RedisCommandLine AddKey(RedisKey key)
    {
        _arguments.Add(key);
        _keys.Add(key);
        return this;
    }

    /// <summary>Adds several values.</summary>
    /// <exception cref="ArgumentException">There is none: the command needs at least one.</exception>
    public RedisCommandLine Values<T>(
        IEnumerable<T> values, Func<T, RedisValue> convert, [CallerArgumentExpression(nameof(values))] string? name = null)
    {
        foreach (var value in RedisArguments.Many(values, convert, name))
        {
            Value(value);
        }

        return this;
    }

    /// <summary>Adds several keys.</summary>
    /// <exception cref="ArgumentException">There is none: the command needs at least one.</exception>
    public RedisCommandLine AddKeys<T>(
        IEnumerable<T> keys, Func<T, RedisKey> convert, [CallerArgumentExpression(nameof(keys))] string? name = null)
    {
        foreach (var key in RedisArguments.Many(keys, convert, name))
        {
            AddKey(key);
        }

        return this;
    }

    /// <summary>Adds groups of two, such as the fields and values of a hash.</summary>
    /// <exception cref="ArgumentException">There is none: the command needs at least one.</exception>
    public RedisCommandLine Groups<T>(
        IEnumerable<T> items,
        Func<T, RedisValue> first,
        Func<T, RedisValue> second,
        [CallerArgumentExpression(nameof(items))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        foreach (var item in RedisArguments.Many(items, static item => item, name))
        {
            Value(first(item)).Value(second(item));
        }

        return this;
    }

    /// <summary>Adds groups of three, such as the places of a geographical index.</summary>
    /// <exception cref="ArgumentException">There is none: the command needs at least one.</exception>
    public RedisCommandLine Groups<T>(
        IEnumerable<T> items,
        Func<T, RedisValue> first,
        Func<T, RedisValue> second,
        Func<T, RedisValue> third,
        [CallerArgumentExpression(nameof(items))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        foreach (var item in RedisArguments.Many(items, static item => item, name))
        {
            Value(first(item)).Value(second(item)).Value(third(item));
        }

        return this;
    }

    /// <summary>Adds keys, each with its value.</summary>
    /// <exception cref="ArgumentException">There is none: the command needs at least one.</exception>
    public RedisCommandLine KeyedGroups<T>(
        IEnumerable<T> items,
        Func<T, RedisKey> key,
        Func<T, RedisValue> value,
        [CallerArgumentExpression(nameof(items))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        foreach (var item in RedisArguments.Many(items, static item => item, name))
        {
            AddKey(key(item)).Value(value(item));
        }

        return this;
    }

    /// <summary>
    /// Has the command applied once per <paramref name="token"/>: a repetition gets the first reply. The operation's category is then
    /// <see cref="CommandFlags.CommandRetryWriteLastWins"/>, whatever the command's own is.
    /// </summary>
    /// <param name="token">What tells the call from every other one of the same command on the same key.</param>
    /// <param name="router">Says how long the token is kept.</param>
    /// <param name="name">The token's name in what is thrown.</param>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    /// <exception cref="ArgumentNullException">The token is null.</exception>
    /// <example>
    /// For <c>[Primary("INCRBY stock:{sku} {delta}", OncePer = nameof(webhookId))]</c> the generator writes
    /// <code>
    /// var line = new RedisCommandLine(2);
    /// line.AddKey(RedisArguments.Key($"stock:{RedisArguments.Text(sku)}"));
    /// line.Value(RedisArguments.Value(delta));
    /// line.OncePer(RedisArguments.Value(webhookId), redis);
    /// return redis.ExecuteAsync(Operations.AdjustAsync, line, default);
    ///
    /// static readonly RedisOperation&lt;RedisCommandLine, RedisResult, long&gt; AdjustAsync = new(
    ///     "INCRBY",
    ///     RedisRoute.Primary,
    ///     CommandFlags.CommandRetryWriteLastWins,
    ///     static (database, state, flags) =&gt; state.SendAsync(database, "INCRBY", flags),
    ///     static (reply, state) =&gt; RedisReplies.Required&lt;long&gt;(RedisReplies.Value(reply, "INCRBY", state.Key), "INCRBY", state.Key))
    /// {
    ///     Key = static state =&gt; state.Key,
    /// };
    /// </code>
    /// </example>
    public RedisCommandLine OncePer(
        RedisValue token, IRedisRouter router, [CallerArgumentExpression(nameof(token))] string? name = null)
    {
        _token = OnceToken.Of(token, router, name);
        return this;
    }

    /// <summary>Sends the command once.</summary>
    /// <exception cref="InvalidOperationException">The command has a token and no key, beside which the token could stand.</exception>
    public Task<RedisResult> SendAsync(IDatabaseAsync database, string command, CommandFlags flags)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(command);
        if (_token.IsMissing)
        {
            return database.ExecuteAsync(NodeConfiguration.NameOf(command), _arguments, flags);
        }

        return OnceScript.SendAsync(database, [(command, _arguments)], Keys(), OnceTokenKey.Of(KeyOf(command), command, _token.Value), _token, flags);
    }

    /// <summary>Runs a script once, by its hash where the server has it, with the keys and the other arguments.</summary>
    /// <exception cref="InvalidOperationException">The script has a token and no key, beside which the token could stand.</exception>
    public Task<RedisResult> EvaluateAsync(IDatabaseAsync database, string script, CommandFlags flags)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(script);
        var values = Arguments.OfType<RedisValue>();
        return _token.IsMissing
            ? database.ScriptEvaluateAsync(script, Keys(), values.ToArray(), flags)
            : OnceScript.SendAsync(database, script, values, Keys(), OnceTokenKey.Of(KeyOf("The script"), script, _token.Value, "EVAL"), _token, flags);
    }

    /// <summary>Runs a script that only reads once, by its hash where the server has it.</summary>
    public Task<RedisResult> EvaluateReadOnlyAsync(IDatabaseAsync database, string script, CommandFlags flags)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.ScriptEvaluateReadOnlyAsync(script, Keys(), Arguments.OfType<RedisValue>().ToArray(), flags);
    }

    private RedisKey KeyOf(string call) => _keys.Count > 0 ? _keys[0] : throw new InvalidOperationException($"{call} has no key, and its token has no place.");
}
