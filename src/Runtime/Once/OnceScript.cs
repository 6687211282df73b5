using StackExchange.Redis;

namespace RedisSafety.Once;

/// <summary>
/// Sends commands, or a script, in a script that first looks for the call's token, claims it, applies the call, and keeps the reply under
/// the token.
/// </summary>
internal static class OnceScript
{
    // The change and its token are one change: a replica gets both or neither, and so do the nodes after a failover. The token is written
    // before anything is applied, so that a user who may not write it applies nothing.
    //
    // KEYS: the token's key, then those of the call. ARGV: the token's lifetime in milliseconds, then the call.
    // Replies are kept in MessagePack, which tells a missing value, a status, a number and a text apart.
    private const string Claim = """
        local call = {}
        for i = 2, #ARGV do
          call[i - 1] = ARGV[i]
        end
        local print = redis.sha1hex(cmsgpack.pack({KEYS, call}))
        local known = redis.call('GET', KEYS[1])
        if known and known ~= '' then
          known = cmsgpack.unpack(known)
          if known[1] ~= print then
            return redis.error_reply('ONCETOKEN This token was used for another call of the command on this key. Nothing was applied: a token has to differ wherever the arguments do.')
          end
          return known[2]
        end
        local claimed = redis.pcall('SET', KEYS[1], cmsgpack.pack({print}), 'PX', ARGV[1])
        if claimed.err then
          return claimed
        end

        """;

    // Each command stands behind the number of its words. As in a transaction, the others run where one fails; a call of which nothing was
    // applied leaves no token. A user who may not delete it lets it expire.
    private const string Apply = """
        local replies, applied, failed, at = {}, false, nil, 2
        while at <= #ARGV do
          local reply = redis.pcall(unpack(ARGV, at + 1, at + ARGV[at]))
          if type(reply) == 'table' and reply.err then
            failed = failed or reply
          else
            applied = true
          end
          replies[#replies + 1] = reply
          at = at + ARGV[at] + 1
        end
        if not applied then
          local gone = redis.pcall('DEL', KEYS[1])
          if type(gone) == 'table' then
            redis.pcall('SET', KEYS[1], '', 'PX', 1)
          end
          return failed
        end
        local reply = failed or #replies > 1 and replies or replies[1]
        redis.call('SET', KEYS[1], cmsgpack.pack({print, reply}), 'PX', ARGV[1])
        return reply
        """;

    // A script that ends in an error may have written before: its error is what a repetition gets.
    private const string Run = """
        local keys = {}
        for i = 2, #KEYS do
          keys[i - 1] = KEYS[i]
        end
        local done, reply = pcall(body, keys, call)
        if not done and type(reply) ~= 'table' then
          reply = {err = tostring(reply)}
        elseif reply == nil then
          reply = false
        end
        redis.call('SET', KEYS[1], cmsgpack.pack({print, reply}), 'PX', ARGV[1])
        return reply
        """;

    /// <summary>Sends commands once, each as its words. Of several, the reply has one element for each.</summary>
    /// <remarks>
    /// StackExchange.Redis sends the script's hash to a server that has the script, and the script again to one that has lost it.
    /// </remarks>
    public static Task<RedisResult> SendAsync(
        IDatabaseAsync database,
        IEnumerable<(string Command, IReadOnlyCollection<object> Arguments)> commands,
        RedisKey[] keys,
        RedisKey tokenKey,
        in OnceToken token,
        CommandFlags flags)
    {
        List<RedisValue> values = [token.Milliseconds];
        foreach (var (command, arguments) in commands)
        {
            values.Add(arguments.Count + 1);
            values.Add(command);
            values.AddRange(arguments.Select(ValueOf));
        }

        return EvaluateAsync(database, Claim + Apply, [tokenKey, .. keys], [.. values], flags);
    }

    /// <summary>Runs a script once.</summary>
    /// <exception cref="NotSupportedException">The script begins with a line of flags, which a script inside another cannot have.</exception>
    public static Task<RedisResult> SendAsync(
        IDatabaseAsync database,
        string script,
        IEnumerable<RedisValue> values,
        RedisKey[] keys,
        RedisKey tokenKey,
        in OnceToken token,
        CommandFlags flags) => script.StartsWith("#!", StringComparison.Ordinal)
            ? throw new NotSupportedException("A script with OncePer runs inside another one, and cannot have a first line of its own that begins with '#!'.")
            : EvaluateAsync(
                database,
                $"local function body(KEYS, ARGV) {script}\nend\n{Claim}{Run}",
                [tokenKey, .. keys],
                [token.Milliseconds, .. values],
                flags);

    private static async Task<RedisResult> EvaluateAsync(IDatabaseAsync database, string script, RedisKey[] keys, RedisValue[] values, CommandFlags flags)
    {
        try
        {
            return await database.ScriptEvaluateAsync(script, keys, values, flags).ConfigureAwait(false);
        }
        catch (RedisServerException refused) when (IsPermission(refused.Message))
        {
            throw new RedisServerException(
                RedisErrorKind.NoPermission,
                flags,
                $"{refused.Message.TrimEnd('.')}. Nothing was applied. A call with OncePer runs as a script: beside its own commands and keys, "
                    + "its user needs +eval +evalsha +script|load +get +set (and +del, to take back the token of a refused call), and ~once:*.");
        }
    }

    private static RedisValue ValueOf(object argument) => argument switch
    {
        RedisKey key => (byte[]?)key,
        RedisValue value => value,
        _ => (string)argument,
    };

    private static bool IsPermission(string message) =>
        message.StartsWith("NOPERM", StringComparison.Ordinal) || message.Contains("The user executing the script", StringComparison.Ordinal);
}
