using RedisSafety.Analyzers.Connections;
using RedisSafety.Testing;

namespace RedisSafety.Analyzers.Tests;

public sealed class RSF1001Tests
{
    public static TheoryData<string> Reported => new()
    {
        """class A { object M() => {|RSF1001:ConnectionMultiplexer.Connect("localhost")|}; }""",
        """class A { public async Task<object> M() { return await {|RSF1001:ConnectionMultiplexer.ConnectAsync("localhost:6379,ssl=true")|}; } }""",
        """class A { readonly IConnectionMultiplexer _redis = {|RSF1001:ConnectionMultiplexer.Connect("a,b")|}; }""",
        """class A { object M(string configuration) => {|RSF1001:ConnectionMultiplexer.Connect(configuration)|}; }""",
        """class A { object M() { var options = new ConfigurationOptions { Ssl = true }; return {|RSF1001:ConnectionMultiplexer.Connect(options)|}; } }""",
        """class A { object M() { var options = new ConfigurationOptions(); var r = {|RSF1001:ConnectionMultiplexer.Connect(options)|}; options.AbortOnConnectFail = false; return r; } }""",

        // A Lazy keeps the exception, and one of a task the task that failed.
        """class A(string c) { readonly Lazy<IConnectionMultiplexer> _r = new(() => {|RSF1001:ConnectionMultiplexer.Connect(c)|}); }""",
        """class A : Lazy<Task<ConnectionMultiplexer>> { public A(string c) : base(() => OpenAsync(c)) { } static async Task<ConnectionMultiplexer> OpenAsync(string c) => await {|RSF1001:ConnectionMultiplexer.ConnectAsync(c)|}; }""",
        """class A { object M() => {|RSF1001:ConnectionMultiplexer.SentinelConnect("localhost")|}; }""",
        """class A { object M() { try { return {|RSF1001:ConnectionMultiplexer.Connect("a")|}; } catch (RedisException) { return 1; } } }""",
        """class A { object M() { while (true) { try { return {|RSF1001:ConnectionMultiplexer.Connect("a")|}; } catch (ArgumentException) { } } } }""",
        """class A { object M() { while (true) { try { return {|RSF1001:ConnectionMultiplexer.Connect("a")|}; } catch (Exception) { throw; } } } }""",
        """class A { readonly Lazy<IConnectionMultiplexer> _redis; A() => _redis = new(Open); object M() => Open(); IConnectionMultiplexer Open() => {|RSF1001:ConnectionMultiplexer.Connect("a")|}; }""",
    };

    public static TheoryData<string> Quiet => new()
    {
        // The configuration reconnects by itself, however it says so.
        """class A { object M() => ConnectionMultiplexer.Connect("localhost,abortConnect=false"); }""",
        """class A { object M() => ConnectionMultiplexer.Connect("localhost, AbortConnect = False"); }""",
        """class A { object M(string host) => ConnectionMultiplexer.Connect($"{host},abortConnect=false"); }""",
        """class A { object M(string host) => ConnectionMultiplexer.Connect(host + ",abortConnect=false"); }""",
        """class A { const string C = "a,abortConnect=false"; object M() => ConnectionMultiplexer.Connect(C); }""",
        """class A { object M() => ConnectionMultiplexer.Connect(new ConfigurationOptions { AbortOnConnectFail = false }); }""",
        """class A { object M() { var o = new ConfigurationOptions(); o.AbortOnConnectFail = false; return ConnectionMultiplexer.Connect(o); } }""",
        """class A { object M() { var o = ConfigurationOptions.Parse("a,abortConnect=false"); return ConnectionMultiplexer.Connect(o); } }""",
        """class A { object M(string s) => ConnectionMultiplexer.Connect(s, o => o.AbortOnConnectFail = false); }""",
        """class A { static readonly ConfigurationOptions O = new() { AbortOnConnectFail = false }; object M() => ConnectionMultiplexer.Connect(O); }""",

        // An explicit value is a decision, whatever it is and wherever it comes from.
        """class A { object M() { var options = new ConfigurationOptions { AbortOnConnectFail = true }; return ConnectionMultiplexer.Connect(options); } }""",
        """class A(bool abort) { object M() => ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { "a" }, AbortOnConnectFail = abort }); }""",
        """class A { object M(ConfigurationOptions options) => ConnectionMultiplexer.Connect(options); }""",

        // One connection for the life of the program, asked for again where the first try failed, or RSF1004's.
        """class A { readonly Lazy<IConnectionMultiplexer> _redis = new(() => ConnectionMultiplexer.Connect("a")); }""",
        """class A { object M(System.Collections.Concurrent.ConcurrentDictionary<string, ConnectionMultiplexer> d) => d.GetOrAdd("a", k => ConnectionMultiplexer.Connect(k)); }""",
        """class A { object? _r; object M() { lock (this) { return _r ??= ConnectionMultiplexer.Connect("a"); } } }""",
        """class A { object? _r; readonly SemaphoreSlim _s = new(1); async Task M() { await _s.WaitAsync(); try { _r ??= await ConnectionMultiplexer.ConnectAsync("a"); } finally { _s.Release(); } } }""",
        """class A { void M(Microsoft.Extensions.DependencyInjection.IServiceCollection s) => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IConnectionMultiplexer>(s, _ => ConnectionMultiplexer.Connect("a")); }""",

        """class A { readonly Lazy<IConnectionMultiplexer> _redis; A() => _redis = new(Open); IConnectionMultiplexer Open() => ConnectionMultiplexer.Connect("a"); }""",
        """class A { object? _r; object M() { lock (this) { return _r ??= Open(); } } IConnectionMultiplexer Open() { var r = ConnectionMultiplexer.Connect("a"); return r; } }""",

        """class A { Lazy<IConnectionMultiplexer> M() { return new Lazy<IConnectionMultiplexer>(() => Open("a")); IConnectionMultiplexer Open(string c) { return ConnectionMultiplexer.Connect(c); } } }""",
        """class A : Lazy<Task<ConnectionMultiplexer>> { public A() : base(() => OpenAsync("a")) { } static async Task<ConnectionMultiplexer> OpenAsync(string c) => await ConnectionMultiplexer.ConnectAsync(c); }""",

        // One that is opened for each call has a worse fault, which RSF1003 reports.
        """class A { async Task M() { await ConnectionMultiplexer.ConnectAsync("a"); } }""",
        """class A { void M() { using var redis = ConnectionMultiplexer.Connect("a"); redis.GetDatabase().KeyDelete("a"); } }""",

        // Azure's hosts do not abort, by the client's own defaults.
        """class A { object M() => ConnectionMultiplexer.Connect("shop.redis.cache.windows.net:6380,ssl=true"); }""",

        // Something tries again.
        """class A { object M() { while (true) { try { return ConnectionMultiplexer.Connect("a"); } catch (RedisConnectionException) { } } } }""",
        """class A { object M() { for (var i = 0; ; i++) { try { return ConnectionMultiplexer.Connect("a"); } catch (Exception) when (i < 3) { } } } }""",
        """class A { object M(Polly.ResiliencePipeline p) => p.Execute(() => ConnectionMultiplexer.Connect("a")); }""",
        """class A { async Task M(Polly.ResiliencePipeline p) => await p.ExecuteAsync(async t => await ConnectionMultiplexer.ConnectAsync("a")); }""",

        // A look-alike, a name, and a method that opens nothing.
        """namespace B { class ConnectionMultiplexer { public static object Connect(string s) => s; } class A { object M() => ConnectionMultiplexer.Connect("a"); } }""",
        """class A { string M() => nameof(ConnectionMultiplexer.Connect); }""",
        """class A { object M(IConnectionMultiplexer redis) => redis.GetDatabase(); }""",
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public Task Reports(string source) => Snippet.VerifyAsync(new ConnectionWithoutRetryAnalyzer(), source);

    [Theory]
    [MemberData(nameof(Quiet))]
    public Task Is_quiet(string source) => Snippet.VerifyAsync(new ConnectionWithoutRetryAnalyzer(), source);

    [Fact]
    public Task Reports_at_top_level() => Snippet.VerifyAsync(
        new ConnectionWithoutRetryAnalyzer(), """using var redis = {|RSF1001:ConnectionMultiplexer.Connect("localhost")|};""", isProgram: true);

    [Theory]
    [InlineData("class A { object M() => ConnectionMultiplexer.Connect(; }")]
    [InlineData("class A { object M() => ConnectionMultiplexer.Connect(x => ; ")]
    public Task Does_not_throw_on_half_typed_code(string source) =>
        Snippet.VerifyAsync(new ConnectionWithoutRetryAnalyzer(), source, mustCompile: false, withRedis: false);
}
