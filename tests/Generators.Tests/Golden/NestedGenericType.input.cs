namespace Shop.Caching
{
    public static partial class Caches
    {
        internal partial class Cache<TValue>
            where TValue : class
        {
            private readonly IRedisRouter _router;

            public Cache(IRedisRouter router) => _router = router;

            [ReadReplica("GET cache:{key}")]
            protected internal virtual partial Task<TValue?> FindAsync(long key);

            [Primary("SET cache:{key} {value}")]
            internal partial Task KeepAsync<TOther>(long key, TOther value)
                where TOther : TValue, new();
        }
    }
}
