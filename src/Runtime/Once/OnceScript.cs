using StackExchange.Redis;

namespace RedisSafety.Once;

/// <summary>Sends a command in a script that first looks whether its token has been seen, and keeps the reply under the token.</summary>
internal static class OnceScript
{
    // The command and its token are one change: a replica gets both or neither, and so do the nodes after a failover.
    //
    // KEYS: the token's key, then those of the command. ARGV: the token's lifetime in milliseconds, then the command.
    // What the command answers is kept in MessagePack, which tells a missing value, a status, a number and a text apart.
    private const string Text = """
        local call = {unpack(ARGV, 2)}
        local print = redis.sha1hex(cmsgpack.pack(call))
        local known = redis.call('GET', KEYS[1])
        if known then
          known = cmsgpack.unpack(known)
          if known[1] ~= print then
            return redis.error_reply('ONCETOKEN This token was used for another call of the command on this key. Nothing was applied: a token has to differ wherever the arguments do.')
          end
          return known[2]
        end
        local reply = redis.call(unpack(call))
        redis.call('SET', KEYS[1], cmsgpack.pack({print, reply}), 'PX', ARGV[1])
        return reply
        """;

    /// <summary>
    /// Sends the command once. StackExchange.Redis sends the script's hash to a server that has the script, and the script again to
    /// one that has lost it.
    /// </summary>
    public static Task<RedisResult> SendAsync(
        IDatabaseAsync database,
        string command,
        IReadOnlyCollection<object> arguments,
        RedisKey[] keys,
        RedisKey tokenKey,
        TimeSpan lifetime,
        CommandFlags flags)
    {
        var values = new RedisValue[arguments.Count + 2];
        values[0] = (long)Math.Ceiling(lifetime.TotalMilliseconds);
        values[1] = command;
        var next = 2;
        foreach (var argument in arguments)
        {
            values[next++] = argument switch
            {
                RedisKey key => (byte[]?)key,
                RedisValue value => value,
                _ => (string)argument,
            };
        }

        return database.ScriptEvaluateAsync(Text, [tokenKey, .. keys], values, flags);
    }
}
