using Microsoft.Playwright;
using RedisSafety.Tool.Drills;
using RedisSafety.Tool.Tests.Drills;

namespace RedisSafety.Report.Browser;

/// <summary>The page of a drill in Debian's Chromium: of a run that <c>REDIS_SAFETY_DRILL</c> names, or of a sample.</summary>
public sealed class DrillPage : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-drill-page-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private string File { get; set; } = "";

    /// <summary>Opens the report in a page of its own.</summary>
    /// <param name="console">Gets every message of the page's console, and every error of its scripts.</param>
    /// <param name="colors">Light or dark.</param>
    /// <param name="width">The width of the window in CSS pixels.</param>
    /// <param name="scripts">False to open it without scripts.</param>
    internal async Task<IPage> OpenAsync(
        List<string>? console = null, ColorScheme colors = ColorScheme.Light, int width = 1100, bool scripts = true)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = colors,
            JavaScriptEnabled = scripts,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        var page = await context.NewPageAsync();
        page.Console += (_, message) => console?.Add(message.Text);
        page.PageError += (_, error) => console?.Add(error);
        await page.GotoAsync(new Uri(File).AbsoluteUri);
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        File = Environment.GetEnvironmentVariable("REDIS_SAFETY_DRILL") ?? Path.Combine(_folder, "drill.html");
        if (!System.IO.File.Exists(File))
        {
            await using var stream = System.IO.File.Create(File);
            DrillHtml.Write(DrillSamples.Report(), stream);
        }

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
}
