public partial class Notes(IRedisRouter redis)
{
    [Primary("SET note:{id} {text} [EX {ttl}]")]
    public partial Task<bool> WriteAsync(int id, string text, TimeSpan? ttl);

    [Primary("GETEX note:{id} [PXAT {until}]")]
    public partial Task<string?> ReadAsync(int id, DateTimeOffset? until);
}
