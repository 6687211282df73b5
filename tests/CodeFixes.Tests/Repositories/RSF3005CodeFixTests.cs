using RedisSafety.CodeFixes.Repositories;

namespace RedisSafety.CodeFixes.Tests.Repositories;

public sealed class RSF3005CodeFixTests
{
    [Theory]
    [InlineData(
        """[Primary("SET lock:{name} {token} NX PX {ttl}")] public partial Task<bool> M(string name, string token, TimeSpan ttl);""",
        """[Primary("SET lock:{name} {token} NX PX {ttl}", OncePer = nameof(token))] public partial Task<bool> M(string name, string token, TimeSpan ttl);""")]
    [InlineData(
        """[Primary("SADD seen:{shop} {order}")] public partial Task<bool> M(string shop, Guid order);""",
        """[Primary("SADD seen:{shop} {order}", OncePer = nameof(order))] public partial Task<bool> M(string shop, Guid order);""")]
    [InlineData(
        """[Primary("SADD a {eventId}", "SADD b 1")] public partial Task<(bool, bool)> M(string eventId);""",
        """[Primary("SADD a {eventId}", "SADD b 1", OncePer = nameof(eventId))] public partial Task<(bool, bool)> M(string eventId);""")]
    public Task Names_the_parameter_of_each_call(string members, string expected) => RepositoryFix.VerifyMembersAsync(new OncePerCodeFix(), members, expected);

    [Theory]

    // The same for each delivery; a value that comes again; a parameter that may be missing.
    [InlineData("""[Primary("SET webhook:{webhookId} 1 NX EX 86400")] public partial Task<bool> M(string webhookId);""")]
    [InlineData("""[Primary("SADD tags:{id} {tag}")] public partial Task<bool> M(string id, string tag);""")]
    [InlineData("""[Primary("SET lock {token} NX [PX {ttl}]")] public partial Task<bool> M(string? token, TimeSpan? ttl);""")]
    public Task Is_not_offered_where_no_parameter_suits(string members) => RepositoryFix.VerifyNoneAsync(new OncePerCodeFix(), members);
}
