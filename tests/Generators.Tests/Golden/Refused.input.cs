public partial class Counters(IRedisRouter redis)
{
    [Primary("INCRR counter")]
    public partial Task<long> CountAsync();

    [Primary("INCR counter")]
    public partial Task<long> CountAgainAsync();
}
