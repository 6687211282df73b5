using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace RedisSafety.Report.Browser;

public sealed class DrillPageTests(DrillPage drill) : IClassFixture<DrillPage>
{
    [Fact]
    public async Task Page_opens_without_a_word_on_the_console()
    {
        var console = new List<string>();
        var page = await drill.OpenAsync(console);

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Failover drill" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".chart").First).ToBeVisibleAsync();
        Assert.Empty(console);
    }

    [Fact]
    public async Task Timeline_zooms_to_the_outage_and_back()
    {
        var page = await drill.OpenAsync();
        var chart = page.Locator(".chart").First;
        var plot = chart.Locator("svg[data-plot]").First;
        var whole = await chart.Locator("[data-first]").TextContentAsync();

        await chart.GetByRole(AriaRole.Button, new() { Name = "Outage" }).ClickAsync();
        await Assertions.Expect(plot).Not.ToHaveAttributeAsync("viewBox", "0 0 1000 100");
        Assert.NotEqual(whole, await chart.Locator("[data-first]").TextContentAsync());

        await chart.GetByRole(AriaRole.Button, new() { Name = "Earlier" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await chart.GetByRole(AriaRole.Button, new() { Name = "Whole" }).ClickAsync();
        await Assertions.Expect(plot).ToHaveAttributeAsync("viewBox", "0 0 1000 100");
    }

    [Fact]
    public async Task Page_shows_everything_but_the_zoom_without_scripts()
    {
        var page = await drill.OpenAsync(scripts: false);

        await Assertions.Expect(page.Locator(".chart polyline").First).ToHaveAttributeAsync(
            "points", new System.Text.RegularExpressions.Regex(","));
        await Assertions.Expect(page.Locator(".zoom")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Page_breaks_no_rule_of_axe(ColorScheme colors)
    {
        var page = await drill.OpenAsync(colors: colors);
        foreach (var summary in await page.Locator("summary").AllAsync())
        {
            await summary.ClickAsync();
        }

        var result = await page.RunAxe();

        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(static violation =>
            $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(static node => node.Html))}")));
    }

    [Fact]
    public async Task Page_fits_a_telephone()
    {
        var page = await drill.OpenAsync(width: 400);

        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 400"));
    }

    /// <summary>Takes the picture of the README if <c>REDIS_SAFETY_DRILL_PICTURE</c> names a file.</summary>
    [Fact]
    public async Task Picture_shows_the_first_timeline()
    {
        var page = await drill.OpenAsync(width: 900);
        var picture = await page.Locator(".chart").First.ScreenshotAsync(new()
        {
            Path = Environment.GetEnvironmentVariable("REDIS_SAFETY_DRILL_PICTURE"),
            Style = ".zoom { display: none; }",
        });

        Assert.True(picture.Length > 1000);
    }
}
