using RedisSafety.Calls;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData(RedisErrorKind.ReadOnly, "READONLY You can't write against a read only replica.")]
    [InlineData(RedisErrorKind.Unknown, "ERR Error running script (call to f_4ab): @user_script:8: @user_script: 8: -READONLY You can't write against a read only replica.")]
    public void A_write_that_a_replica_refused_was_not_applied(RedisErrorKind kind, string message)
    {
        var fault = Fault.Of(new RedisServerException(kind, CommandFlags.None, message));

        Assert.Equal(new Fault("readonly", IsTransient: true, NotApplied: true), fault);
    }

    [Theory]
    [InlineData("ERR value is not an integer or out of range")]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("ERR no such key: READONLY ")]
    public void An_error_of_the_call_itself_is_not_sent_again(string message) =>
        Assert.False(Fault.Of(new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, message)).MaySendAgain(CommandFlags.CommandRetryReadOnly));
}
