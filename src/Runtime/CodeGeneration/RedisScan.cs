using System.ComponentModel;
using RedisSafety.Bodies;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>An enumeration by cursor, page after page. For generated code.</summary>
/// <remarks>
/// A cursor means something to the process alone that gave it: another one hashes elements in another order. The enumeration stays on its
/// node while that answers on the same connection, and begins again after a fault, a new connection, or on another node, so that it misses
/// nothing that was there all the time. Like every enumeration by cursor, it may then give an element twice.
/// </remarks>
/// <param name="command">The command.</param>
/// <param name="line">Its arguments.</param>
/// <param name="position">The place of the cursor among them.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RedisScan(string command, RedisCommandLine line, int position)
{
    private static readonly RedisValue Beginning = "0";

    private readonly object[] _arguments = [.. (line ?? throw new ArgumentNullException(nameof(line))).Arguments];
    private RedisValue _cursor = Beginning;
    private ScanPlace _answered;
    private ScanPlace _asked;
    private bool _isUnanswered;

    /// <summary>The key, or one of the shard that is enumerated.</summary>
    public RedisKey Key { get; private init; } = line.Key;

    /// <summary>Turns replies that Redis has no native form for back into values.</summary>
    public IRedisSerializer? Serializer => line.Serializer;

    internal bool HasKey => line.Arguments.Any(static argument => argument is RedisKey);

    internal bool IsAtEnd { get; private set; }

    /// <summary>Asks for the next page once.</summary>
    /// <param name="database">The node that the router has chosen; another replica than before is passed over.</param>
    /// <param name="flags">As the router gives them.</param>
    public Task<RedisResult> SendAsync(IDatabaseAsync database, CommandFlags flags)
    {
        ArgumentNullException.ThrowIfNull(database);
        var stays = _answered.Node is { } node && !_isUnanswered && !ReferenceEquals(node, database)
            && (flags & CommandFlags.PreferReplica) != 0 && node.IsConnected(Key, flags);
        _asked = ScanPlace.Of(stays ? _answered.Node! : database);
        _isUnanswered = true;
        _arguments[position] = _asked == _answered ? _cursor : Beginning;
        return _asked.Node!.ExecuteAsync(command, _arguments, flags);
    }

    /// <summary>The elements of a page.</summary>
    /// <exception cref="RedisReplyException">The reply is no page.</exception>
    public RedisResult Page(RedisResult reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (reply is not { IsNull: false, Length: 2 })
        {
            throw RedisReplyException.Create(command, line.Key, "with no cursor", "a cursor and elements");
        }

        // With a new connection since, the cursor may have met another process.
        _isUnanswered = false;
        _answered = _asked.IsSame ? _asked : default;
        _cursor = _answered.Node is null ? Beginning : (RedisValue)reply[0];
        IsAtEnd = _answered.Node is not null && _cursor == Beginning;
        return reply[1];
    }

    internal RedisScan ForShardOf(RedisKey key) => new(command, line, position) { Key = key };
}
