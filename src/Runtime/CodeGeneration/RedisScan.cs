using System.ComponentModel;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>An enumeration by cursor, page after page. For generated code.</summary>
/// <remarks>
/// A cursor means something to the node alone that gave it. The enumeration stays on its node as long as that answers, and begins anew
/// on another after a fault, so that what was there all the time is not missed; like every enumeration by cursor, it may then
/// give an element twice.
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
    private IDatabaseAsync? _node;
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
        if (!ReferenceEquals(_node, database))
        {
            var stays = _node is not null && !_isUnanswered && (flags & CommandFlags.PreferReplica) != 0 && _node.IsConnected(Key, flags);
            if (!stays)
            {
                _node = database;
                _cursor = Beginning;
            }
        }

        _isUnanswered = true;
        _arguments[position] = _cursor;
        return _node!.ExecuteAsync(command, _arguments, flags);
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

        _isUnanswered = false;
        _cursor = (RedisValue)reply[0];
        IsAtEnd = _cursor == Beginning;
        return reply[1];
    }

    internal RedisScan ForShardOf(RedisKey key) => new(command, line, position) { Key = key };
}
