using RedisSafety.Calls;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData(RedisErrorKind.ReadOnly, "READONLY You can't write against a read only replica.", false, true)]
    [InlineData(RedisErrorKind.ReadOnly, "READONLY You can't write against a read only replica.", true, false)]
    [InlineData(RedisErrorKind.Unknown, "ERR Error running script (call to f_4ab): @user_script:8: @user_script: 8: -READONLY You can't write against a read only replica.", true, false)]
    [InlineData(RedisErrorKind.Busy, "BUSY Redis is busy running a script.", false, true)]
    [InlineData(RedisErrorKind.Busy, "BUSY Redis is busy running a script.", true, false)]
    [InlineData(RedisErrorKind.TryAgain, "TRYAGAIN Multiple keys request during rehashing of slot", true, false)]
    [InlineData(RedisErrorKind.Loading, "LOADING Redis is loading the dataset in memory", true, false)]
    [InlineData(RedisErrorKind.Moved, "MOVED 1 127.0.0.1:6379", true, false)]
    [InlineData(RedisErrorKind.ClusterDown, "CLUSTERDOWN The cluster is down", true, false)]
    [InlineData(RedisErrorKind.NoReplicas, "NOREPLICAS Not enough good replicas to write.", true, false)]
    [InlineData(RedisErrorKind.Unknown, "EXECABORT Transaction discarded because of previous errors.", false, true)]
    [InlineData(RedisErrorKind.Unknown, "EXECABORT Transaction discarded because of previous errors.", true, false)]
    public void Only_an_error_that_a_script_cannot_make_up_shows_that_nothing_was_applied(
        RedisErrorKind kind, string message, bool runsScript, bool notApplied)
    {
        var fault = Fault.Of(new RedisServerException(kind, CommandFlags.None, message), runsScript);

        Assert.Equal((true, notApplied), (fault.IsTransient, fault.NotApplied));
    }

    [Theory]
    [InlineData("ERR value is not an integer or out of range")]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("ERR no such key: READONLY ")]
    public void An_error_of_the_call_itself_is_not_sent_again(string message) =>
        Assert.False(Fault.Of(new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, message)).IsTransient);

    [Fact]
    public void An_exception_about_a_disposed_object_is_a_lost_connection_only_without_a_connection()
    {
        var disposed = new ObjectDisposedException("something");

        Assert.True(Fault.Of(disposed, isConnected: false).IsTransient);
        Assert.False(Fault.Of(disposed, isConnected: true).IsTransient);
    }

    [Theory]
    [InlineData("EVAL", true)]
    [InlineData("evalsha", true)]
    [InlineData("FCALL", true)]
    [InlineData("INCR + EVAL", true)]
    [InlineData("EVAL_RO", false)]
    [InlineData("FCALL_RO", false)]
    [InlineData("INCR", false)]
    [InlineData("INCR + EXPIRE", false)]
    public void A_command_is_known_by_its_name_as_a_script_that_may_write(string command, bool expected) =>
        Assert.Equal(
            expected,
            new RedisOperation<int, int, int>(
                command, RedisRoute.Primary, CommandFlags.CommandRetryNever, static (_, _, _) => Task.FromResult(0), static (reply, _) => reply).RunsScript);
}
