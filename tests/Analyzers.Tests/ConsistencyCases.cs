namespace RedisSafety.Analyzers.Tests;

/// <summary>What the cases of the rules on consistency have in common.</summary>
internal static class ConsistencyCases
{
    /// <summary>A method with databases, a store, and variables to decide by.</summary>
    public static string InMethod(string body) => $$"""
        class Cart { public List<string> Items { get; } = new(); public static Cart Parse(RedisValue text) => new(); public string Text() => ""; }
        class A
        {
            private readonly string _token = Guid.NewGuid().ToString();
            static string Key(long id) => $"k:{id}";
            async Task<object?> M(IDatabase db, IConnectionMultiplexer mux, Store store, long id, long other, bool yes, CommandFlags flags, When when)
            {
                {{body}}
                await Task.Yield();
                return null;
            }

            string Token => _token;
            static Task<string> LoadAsync(long id) => Task.FromResult("x");
        }
        partial class Store(IRedisRouter redis)
        {
            [Primary("SET cart:{id} {value}")] public partial Task SaveAsync(long id, string value);
            [Primary("SETNX cart:{id} {value}")] public partial Task AddAsync(long id, string value);
            [Primary("DEL cart:{id}")] public partial Task DropAsync(long id);
            [ReadReplica("GET cart:{id}")] public partial Task<string?> FindAsync(long id);
            [ReadReplica("EXISTS cart:{id}")] public partial Task<bool> HasAsync(long id);
            [ReadReplica("GET cart:{id}", Consistency = ReadConsistency.ReadYourWrites)] public partial Task<string?> FindOwnAsync(long id);
            [Primary("GET cart:{id}")] public partial Task<string?> FindOnPrimaryAsync(long id);
            public IRedisRouter Router => redis;
        }
        """;
}
