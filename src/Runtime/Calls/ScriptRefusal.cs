using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>
/// Finds out whether the server itself refused a script. The text of the error does not show it, as a script can make up every text after
/// it has written. The server refuses the next command on the same connection for the same reason.
/// </summary>
internal static class ScriptRefusal
{
    private const string ReadOnlyText = "READONLY You can't write against a read only replica";

    /// <summary>Asks the server about an error that a script ended with.</summary>
    /// <param name="database">The node's database, on whose connection the script ran.</param>
    /// <param name="key">The key of the script, if it has one.</param>
    /// <param name="fault">The error.</param>
    /// <param name="cause">The cause that the error names.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether nothing was applied.</returns>
    public static async Task<bool> IsConfirmedAsync(
        IDatabaseAsync database, RedisKey? key, Exception fault, FaultCause cause, CancellationToken cancellationToken)
    {
        try
        {
            switch (cause)
            {
                case FaultCause.ReadOnly when fault.Message.Contains(ReadOnlyText, StringComparison.Ordinal):
                    var role = await database.ExecuteAsync("ROLE", [], CommandFlags.NoRedirect).WaitAsync(cancellationToken).ConfigureAwait(false);
                    return (string?)role[0] == "slave";
                case FaultCause.Loading or FaultCause.Busy or FaultCause.Moved or FaultCause.Ask or FaultCause.ClusterDown or FaultCause.PrimaryDown:
                    await (key is { } named
                        ? database.KeyExistsAsync(named, CommandFlags.NoRedirect)
                        : (Task)database.ExecuteAsync("PING", [], CommandFlags.NoRedirect)).WaitAsync(cancellationToken).ConfigureAwait(false);
                    return false;
                default:
                    return false;
            }
        }
        catch (RedisException refusal) when (Fault.Of(refusal) is { NotApplied: true } same && same.Cause == cause)
        {
            return true;
        }
        catch (Exception lost) when (lost is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }
}
