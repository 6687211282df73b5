using System.Text;
using Microsoft.Playwright;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Reports;
using RedisSafety.Tool.Sources;

namespace RedisSafety.Report.Browser;

/// <summary>A report with every kind of finding over real source files, open in Debian's Chromium.</summary>
public sealed class ReportPage : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-report-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private string File => Path.Combine(_folder, "report.html");

    /// <summary>Opens the report in a page of its own.</summary>
    /// <param name="colors">Light or dark.</param>
    /// <param name="width">The width of the window in CSS pixels.</param>
    internal async Task<IPage> OpenAsync(ColorScheme colors = ColorScheme.Light, int width = 1100)
    {
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions
        {
            ColorScheme = colors,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        await page.GotoAsync(new Uri(File).AbsoluteUri);
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Write(File, Scan());
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox"],
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Write(string file, ScanResult result)
    {
        using var stream = System.IO.File.Create(file);
        HtmlReport.Write(result, new SourceFiles(), stream);
    }

    private ScanResult Scan()
    {
        var cart = Source("src/Shop/CartStore.cs", """
            using StackExchange.Redis;

            namespace Shop;

            public sealed class CartStore(IDatabase database)
            {
                public async Task<RedisValue> AddAsync(long cartId, string sku)
                {
                    await database.HashIncrementAsync($"cart:{cartId}", sku);

                    // The page shows what the customer has just added.
                    return await database.HashGetAsync($"cart:{cartId}", sku, CommandFlags.PreferReplica);
                }
            }
            """);
        var program = Source("src/Shop/Program.cs", """
            using Shop;
            using StackExchange.Redis;

            using var redis = await ConnectionMultiplexer.ConnectAsync("shop.abc123.use1.cache.amazonaws.com:6379,ssl=true");
            var carts = new CartStore(redis.GetDatabase());
            """);
        return new ScanResult
        {
            Target = Path.Combine(_folder, "Shop.slnx"),
            Root = _folder,
            ToolVersion = "0.1.0",
            Baseline = "redis-safety.baseline.json",
            Projects =
            [
                new(Path.Combine(_folder, "src/Shop/Shop.csproj"), "Shop", ProjectStatus.Checked, ["net10.0"], 2, []),
                new(Path.Combine(_folder, "src/Words/Words.csproj"), "Words", ProjectStatus.WithoutRedis, [], 0, []),
            ],
            Findings =
            [
                Found("RSF2001", Severity.Warning, new(cart, 12, 22, 12, 94), new Place(cart, 9, 15, 9, 65),
                    "A replica may still serve the old value of 'cart:{cartId}': 'CommandFlags.PreferReplica' may read from one, and the "
                    + "write in line 9 may not have arrived there"),
                Found("RSF1008", Severity.Warning, new(program, 4, 25, 4, 112), null,
                    "'shop.abc123.use1.cache.amazonaws.com' is resolved when a connection opens: after a planned failover every write is "
                    + "refused until the program restarts"),
                Found("RSF1002", Severity.Warning, new(cart, 9, 24, 9, 42), null, "'HashIncrementAsync' is sent without retry")
                    with { State = BaselineState.Unchanged },
                Found("RSF2003", Severity.Info, new(cart, 12, 67, 12, 93), null, "This read demands a replica")
                    with { State = BaselineState.Accepted, Reason = "The banner may be old." },
            ],
        };
    }

    private static Finding Found(string rule, Severity severity, Place place, Place? related, string message) => new()
    {
        Key = new FindingKey(rule, "Shop", "M:Shop.CartStore.AddAsync(System.Int64,System.String)", "HashGetAsync"),
        ProjectPath = "Shop.csproj",
        Frameworks = ["net10.0"],
        Severity = severity,
        Message = message,
        Place = place,
        Related = related is null ? [] : [related],
    };

    private string Source(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text, Encoding.UTF8);
        return path;
    }
}
