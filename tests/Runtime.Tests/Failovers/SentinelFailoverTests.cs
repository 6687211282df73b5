namespace RedisSafety.Runtime.Tests.Failovers;

public sealed class SentinelFailoverTests
{
    [Theory]
    [InlineData(Shape.Swap)]
    [InlineData(Shape.Kill)]
    [InlineData(Shape.Freeze)]
    public Task No_call_is_failed_lost_or_doubled(Shape shape) => FailoverTrial.RunAsync("sentinel", shape);
}
