using RedisSafety.Lab.Servers;

namespace RedisSafety.Package.Tests;

[Collection(PackageCollection.Name)]
public sealed class RuntimePackageTests(PackageFeed feed)
{
    private const string Library = """
        <Project Sdk="Microsoft.NET.Sdk">
          <ItemGroup>
            <PackageReference Include="RedisSafety" Version="$(RedisSafetyVersion)" />
          </ItemGroup>
        </Project>
        """;

    private const string Application = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <InvariantGlobalization>true</InvariantGlobalization>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <ProjectReference Include="../Carts/Carts.csproj" />
          </ItemGroup>
        </Project>
        """;

    // The whole guard is kept, so that each of its members is checked, and not only those that the program calls.
    private const string GuardedApplication = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <InvariantGlobalization>true</InvariantGlobalization>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <TrimmerSingleWarn>false</TrimmerSingleWarn>
          </PropertyGroup>
          <ItemGroup>
            <ProjectReference Include="../Carts/Carts.csproj" />
            <PackageReference Include="RedisSafety.Guard" Version="$(RedisSafetyVersion)" />
            <TrimmerRootAssembly Include="RedisSafety.Guard" />
          </ItemGroup>
        </Project>
        """;

    private const string Repository = """
        using RedisSafety;

        namespace Carts;

        public sealed partial class CartStore(IRedisRouter redis)
        {
            [ReadReplica("HGETALL cart:{cartId}", Consistency = ReadConsistency.ReadYourWrites)]
            public partial Task<Dictionary<string, int>> GetAsync(long cartId, CancellationToken cancellationToken = default);

            [Primary("HINCRBY cart:{cartId} {sku} {quantity}")]
            public partial Task<long> AddAsync(long cartId, string sku, int quantity);
        }
        """;

    // Every form in which a half is generated.
    private const string Forms = """
        using System.Text.Json.Serialization;
        using RedisSafety;
        using StackExchange.Redis;

        namespace Carts;

        public enum Tier
        {
            Basic,
            Gold,
        }

        public sealed record Address(string City, int Floor);

        public sealed record Customer(long Id, string Name, decimal Credit = 0m)
        {
            public Tier? Tier { get; init; }

            public Address? Address { get; init; }
        }

        [JsonSerializable(typeof(Address))]
        public sealed partial class AddressJson : JsonSerializerContext;

        public sealed partial class ShopStore(IRedisRouter redis)
        {
            [Primary("HSET customer:{customer.Id} Id {customer.Id} Name {customer.Name} Credit {customer.Credit} Tier {tier} Address {address}")]
            public partial Task SaveAsync(Customer customer, Tier tier, Address address);

            [Primary("HGETALL customer:{id}")]
            public partial Task<Customer?> FindAsync(long id);

            [Primary("SET address:{id} {address} [EX {ttl}]")]
            public partial ValueTask<bool> MoveAsync(Guid id, Address address, TimeSpan? ttl);

            [Primary("GET address:{id}")]
            public partial Task<Address?> AddressAsync(Guid id);

            [Primary("ZADD sold {scores}", AllowRepeatedReply = true)]
            public partial Task<long> RankAsync(IReadOnlyDictionary<string, double> scores);

            [Primary("ZRANGE sold 0 -1 REV WITHSCORES")]
            public partial Task<IReadOnlyList<(string Sku, double Sold)>> RankingAsync();

            [Primary("SADD tags {tags}", AllowRepeatedReply = true)]
            public partial Task<long> TagAsync(params DateOnly[] tags);

            [Primary("SMEMBERS tags")]
            public partial Task<HashSet<DateOnly>> TagsAsync();

            [Primary("ZPOPMIN sold")]
            public partial Task<(string Sku, double Sold)?> LeastAsync();

            [Primary("HINCRBY cart:{id} {sku} {quantity}", "EXPIRE cart:{id} {ttl}")]
            public partial Task<(long Quantity, bool Expires)> AddAsync(long id, string sku, int quantity, TimeSpan ttl);

            [Primary("stock:{sku} , {quantity}", Script = "return redis.call('INCRBY', KEYS[1], ARGV[1])")]
            public partial Task<long> StockAsync(string sku, int quantity);

            [Primary("HSCAN cart:{id} 0")]
            public partial IAsyncEnumerable<KeyValuePair<string, int>> LinesAsync(long id, CancellationToken cancellationToken = default);

            [Primary("INCRBY sold:{sku} {quantity}", OncePer = nameof(delivery))]
            public partial Task<long> SellAsync(string sku, int quantity, Guid delivery);

            [Primary]
            public partial Task<long> CountAsync(string sku);

            [Primary("GET {key}")]
            public partial Task<RedisResult> AnythingAsync(RedisKey key);

            private static Task<long> CountAsync(IDatabaseAsync database, string sku) => database.StringLengthAsync($"stock:{sku}");
        }
        """;

    private const string FormsProgram = """
        using System.Text.Json;
        using Carts;
        using RedisSafety;
        using RedisSafety.Serialization;
        using StackExchange.Redis;

        RedisFailoverGuard.Install();
        await using var other = await ConnectionMultiplexer.ConnectAsync(args[0]);
        await using var router = await RedisRouter.ConnectAsync(new RedisSafetyOptions
        {
            Configuration = args[0],
            Serializer = new JsonRedisSerializer(new JsonSerializerOptions { TypeInfoResolver = AddressJson.Default }),
        });
        var shop = new ShopStore(router);
        var id = Guid.NewGuid();
        await shop.SaveAsync(new Customer(1, "Ada", 2.5m), Tier.Gold, new Address("Riga", 3));
        Console.WriteLine(await shop.FindAsync(1));
        Console.WriteLine(await shop.MoveAsync(id, new Address("Oslo", 4), TimeSpan.FromMinutes(1)));
        Console.WriteLine(await shop.AddressAsync(id));
        Console.WriteLine(await shop.RankAsync(new Dictionary<string, double> { ["tea"] = 1.5, ["rum"] = 2 }));
        Console.WriteLine(string.Join(" ", await shop.RankingAsync()));
        Console.WriteLine(await shop.LeastAsync());
        Console.WriteLine(await shop.TagAsync(new DateOnly(2026, 11, 5)));
        Console.WriteLine((await shop.TagsAsync()).Contains(new DateOnly(2026, 11, 5)));
        Console.WriteLine(await shop.AddAsync(1, "tea", 2, TimeSpan.FromMinutes(1)));
        Console.WriteLine(await shop.StockAsync("tea", 40));
        await foreach (var line in shop.LinesAsync(1))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(await shop.SellAsync("tea", 2, id) + await shop.SellAsync("tea", 2, id));
        Console.WriteLine(await shop.CountAsync("tea"));
        Console.WriteLine(await shop.AnythingAsync("stock:tea"));
        Console.WriteLine($"guarded: {RedisFailoverGuard.WatchedConnections}");
        """;

    private const string FormsAnswers = """
        Customer { Id = 1, Name = Ada, Credit = 2.5, Tier = Gold, Address = Address { City = Riga, Floor = 3 } }
        True
        Address { City = Oslo, Floor = 4 }
        2
        (rum, 2) (tea, 1.5)
        (tea, 1.5)
        1
        True
        (2, True)
        40
        [tea, 2]
        4
        2
        40
        guarded: 1
        """;

    private const string Program = """
        using Carts;
        using RedisSafety;

        await using var router = await RedisRouter.ConnectAsync(args[0]);
        var carts = new CartStore(router);
        await carts.AddAsync(1, "tea", 2);
        Console.WriteLine($"tea: {(await carts.GetAsync(1))["tea"]}");
        """;

    [Fact]
    public async Task An_application_runs_a_repository_of_its_library()
    {
        await using var server = await RedisServer.StartAsync();
        var workspace = Shop("through-a-library");

        (await workspace.BuildAsync("App/App.csproj", "-o", workspace.PathOf("out"))).Succeeded();
        var ran = (await workspace.RunAsync("out/App", server.Endpoint)).Succeeded();

        Assert.Contains("tea: 2", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_or_trimmed_application_publishes_without_a_warning_and_runs()
    {
        await using var server = await RedisServer.StartAsync();
        var workspace = Shop("published")
            .Write("Carts/ShopStore.cs", Forms)
            .Write("App/App.csproj", GuardedApplication)
            .Write("App/Program.cs", FormsProgram);

        // NativeAOT links with a C compiler; a machine without one still shows that trimming is safe.
        string[] settings = File.Exists("/usr/bin/gcc") || File.Exists("/usr/bin/clang")
            ? ["-p:PublishAot=true", .. File.Exists("/usr/bin/clang") ? Array.Empty<string>() : ["-p:CppCompilerAndLinker=gcc"]]
            : ["-p:PublishTrimmed=true", "--self-contained"];
        (await workspace.PublishAsync("App/App.csproj", "out", ["-r", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, .. settings])).Succeeded();
        var ran = (await workspace.RunAsync("out/App", server.Endpoint)).Succeeded();

        Assert.Equal(FormsAnswers.ReplaceLineEndings("\n"), ran.Output.ReplaceLineEndings("\n").Trim());
    }

    [Fact]
    public async Task What_is_generated_has_no_warning_under_every_rule_of_the_sdk()
    {
        var workspace = Shop("every-rule").Write("Carts/ShopStore.cs", Forms);

        var built = (await workspace.BuildAsync(
            "Carts/Carts.csproj", "-p:AnalysisLevel=latest-all", "-p:EnforceCodeStyleInBuild=true", "-p:TreatWarningsAsErrors=true")).Succeeded();

        Assert.Empty(built.Diagnostics);
    }

    [Fact]
    public async Task A_repository_that_is_wrong_fails_the_build_with_the_rules_that_say_why()
    {
        var workspace = Shop("wrong").Write("Carts/CartStore.cs", Repository.Replace("{sku}", "{sku2}", StringComparison.Ordinal));

        var built = await workspace.BuildAsync("Carts/Carts.csproj");

        Assert.NotEqual(0, built.ExitCode);
        Assert.Equal(
            [new("CartStore.cs", 10, "error", "RSF0004"), new("CartStore.cs", 11, "error", "RSF0004")],
            built.Diagnostics);
        Assert.DoesNotContain("CS8795", built.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_is_marked_for_a_replica_fails_the_build()
    {
        var workspace = Shop("misrouted").Write("Carts/CartStore.cs", Repository.Replace("[Primary(", "[ReadReplica(", StringComparison.Ordinal));

        var built = await workspace.BuildAsync("Carts/Carts.csproj");

        Assert.NotEqual(0, built.ExitCode);
        Assert.Equal([new("CartStore.cs", 10, "error", "RSF2002")], built.Diagnostics);
    }

    [Fact]
    public async Task Beside_the_analyzers_package_nothing_is_reported_twice()
    {
        var workspace = feed.CreateWorkspace("both")
            .Write("Shop.csproj", """
                <Project Sdk="Microsoft.NET.Sdk">
                  <ItemGroup>
                    <PackageReference Include="RedisSafety" Version="$(RedisSafetyVersion)" />
                    <PackageReference Include="RedisSafety.Analyzers" Version="$(RedisSafetyVersion)" PrivateAssets="all" />
                  </ItemGroup>
                  <Target Name="Count" AfterTargets="CoreCompile">
                    <Message Importance="high" Text="analyzers: @(Analyzer->WithMetadataValue('Filename', 'RedisSafety.Analyzers')->Count())" />
                  </Target>
                </Project>
                """)
            .Write("Shop.cs", """class Shop { object M() => StackExchange.Redis.ConnectionMultiplexer.Connect("a"); }""");

        var built = (await workspace.BuildAsync("Shop.csproj")).Succeeded();

        Assert.Contains("analyzers: 1", built.Output, StringComparison.Ordinal);
        Assert.Equal([new("Shop.cs", 1, "warning", "RSF1001")], built.Diagnostics);
    }

    private Workspace Shop(string name) => feed.CreateWorkspace(name)
        .Write("Carts/Carts.csproj", Library)
        .Write("Carts/CartStore.cs", Repository)
        .Write("App/App.csproj", Application)
        .Write("App/Program.cs", Program);
}
