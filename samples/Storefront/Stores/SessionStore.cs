using RedisSafety;

namespace Storefront.Stores;

/// <summary>Who is signed in. Looked up on the primary: a session that has just been ended must not open a door.</summary>
public sealed partial class SessionStore(IRedisRouter redis)
{
    [Primary("SET session:{token} {shopperId} EX {timeToLive}")]
    public partial Task BeginAsync(Guid token, long shopperId, TimeSpan timeToLive, CancellationToken cancellationToken = default);

    [Primary("GET session:{token}")]
    public partial Task<long?> FindShopperAsync(Guid token, CancellationToken cancellationToken = default);

    [Primary("DEL session:{token}")]
    public partial Task EndAsync(Guid token, CancellationToken cancellationToken = default);
}
