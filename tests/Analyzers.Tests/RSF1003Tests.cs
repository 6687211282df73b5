using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1003Tests
{
    public static TheoryData<string> Reported => new()
    {
        """class A { void M() { using (var redis = {|RSF1003:ConnectionMultiplexer.Connect("a")|}) { redis.GetDatabase().KeyDelete("a"); } } }""",
        """class A { async Task M() { await using var redis = await {|RSF1003:ConnectionMultiplexer.ConnectAsync("a")|}; await redis.GetDatabase().KeyDeleteAsync("a"); } }""",
        """class A { void M() { var redis = {|RSF1003:ConnectionMultiplexer.Connect("a")|}; redis.GetDatabase().KeyDelete("a"); redis.Close(); } }""",
        """class A { void M() { var redis = {|RSF1003:ConnectionMultiplexer.Connect("a")|}; redis.GetDatabase().KeyDelete("a"); } }""",
        """class A { IDatabase M() => {|RSF1003:ConnectionMultiplexer.Connect("a")|}.GetDatabase(); }""",
        """class A { IDatabase Db => {|RSF1003:ConnectionMultiplexer.Connect("a")|}.GetDatabase(); }""",
        """class A { void M() { _ = {|RSF1003:ConnectionMultiplexer.Connect("a")|}; } }""",
        """class A { static ConnectionMultiplexer Open() => {|RSF1003:ConnectionMultiplexer.Connect("a")|}; void M() { using var redis = Open(); redis.GetDatabase().KeyDelete("a"); } }""",
        """using Microsoft.Extensions.DependencyInjection; class A { void M(IServiceCollection s) => s.AddScoped<IConnectionMultiplexer>(_ => {|RSF1003:ConnectionMultiplexer.Connect("a")|}); }""",
        """using Microsoft.Extensions.DependencyInjection; class A { void M(IServiceCollection s) => s.AddTransient(_ => {|RSF1003:ConnectionMultiplexer.Connect("a")|}.GetDatabase()); }""",
        """class A { ConnectionMultiplexer? _r; IDatabase M() { if (_r == null || !_r.IsConnected) { _r = {|RSF1003:ConnectionMultiplexer.Connect("a")|}; } return _r.GetDatabase(); } }""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // Kept by something that outlives the call.
        """class A { readonly ConnectionMultiplexer _r = ConnectionMultiplexer.Connect("a"); }""",
        """class A { static readonly Lazy<ConnectionMultiplexer> R = new(() => ConnectionMultiplexer.Connect("a")); }""",
        """class A { readonly IConnectionMultiplexer _r; A() { _r = ConnectionMultiplexer.Connect("a"); } }""",
        """class A { IConnectionMultiplexer? _r; IDatabase M() { _r ??= ConnectionMultiplexer.Connect("a"); return _r.GetDatabase(); } }""",
        """class A { IConnectionMultiplexer? _r; void M() { if (_r == null) { _r = ConnectionMultiplexer.Connect("a"); } } }""",
        """class A { IConnectionMultiplexer? _r; void M() { lock (this) { if (_r == null) { var r = ConnectionMultiplexer.Connect("a"); _r = r; } } } }""",
        """class A { IConnectionMultiplexer? R { get; set; } async Task M() { var r = await ConnectionMultiplexer.ConnectAsync("a"); r.ConnectionFailed += (_, _) => { }; R = r; } }""",
        """class A { readonly Dictionary<string, ConnectionMultiplexer> _all = []; void M(string c) => _all[c] = ConnectionMultiplexer.Connect(c); }""",
        """class A { readonly List<ConnectionMultiplexer> _all = []; void M(string c) => _all.Add(ConnectionMultiplexer.Connect(c)); }""",
        """class A { object M(System.Collections.Concurrent.ConcurrentDictionary<string, ConnectionMultiplexer> d) => d.GetOrAdd("a", k => ConnectionMultiplexer.Connect(k)); }""",

        // Handed on: who takes it decides.
        """class A { public ConnectionMultiplexer Open() => ConnectionMultiplexer.Connect("a"); }""",
        """class A { public async Task<IDatabase> Open() { var r = await ConnectionMultiplexer.ConnectAsync("a"); return new Store(r).Db; } class Store(IConnectionMultiplexer r) { public IDatabase Db => r.GetDatabase(); } }""",
        """class A { static ConnectionMultiplexer Open() => ConnectionMultiplexer.Connect("a"); static readonly ConnectionMultiplexer R = Open(); }""",

        // Made once by the container.
        """using Microsoft.Extensions.DependencyInjection; class A { void M(IServiceCollection s) => s.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect("a")); }""",
        """using Microsoft.Extensions.DependencyInjection; class A { void M(IServiceCollection s) { var r = ConnectionMultiplexer.Connect("a"); s.AddSingleton<IConnectionMultiplexer>(r); } }""",

        // A replacement that closes the old one.
        """class A { ConnectionMultiplexer _r = null!; void Reconnect() { if (!_r.IsConnected) { var old = _r; _r = ConnectionMultiplexer.Connect("a"); old.Dispose(); } } }""",

        """class A { static long _last; static Lazy<ConnectionMultiplexer> _r = New(); static Lazy<ConnectionMultiplexer> New() => new(() => ConnectionMultiplexer.Connect("a")); static void ForceReconnect() { var old = _r; Interlocked.Exchange(ref _last, 1); _r = New(); old.Value.Close(); } }""",
        """class A { volatile ConnectionMultiplexer _r = null!; async Task ForceReconnectAsync() { var old = _r; if (old.IsConnected) { return; } await old.CloseAsync(); var fresh = await ConnectionMultiplexer.ConnectAsync("a"); Interlocked.Exchange(ref _r, fresh); } }""",

        // The program itself runs once.
        """class A { static void Main() { using var redis = ConnectionMultiplexer.Connect("a"); redis.GetDatabase().KeyDelete("a"); } static void M() { using var redis = ConnectionMultiplexer.Connect("b"); } }""",

        // A look-alike.
        """namespace B { class ConnectionMultiplexer : IDisposable { public static ConnectionMultiplexer Connect(string s) => new(); public void Dispose() { } } class A { void M() { using var r = ConnectionMultiplexer.Connect("a"); } } }""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string source) => Snippet.VerifyAsync(new ConnectionPerCallAnalyzer(), source);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string source) => Snippet.VerifyAsync(new ConnectionPerCallAnalyzer(), source, isProgram: source.Contains("Main()", StringComparison.Ordinal));

    [Fact]
    public Task Is_quiet_at_top_level() => Snippet.VerifyAsync(
        new ConnectionPerCallAnalyzer(), """using var redis = ConnectionMultiplexer.Connect("a"); redis.GetDatabase().KeyDelete("a");""", isProgram: true);
}
