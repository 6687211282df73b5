using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace RedisSafety.Report.Browser;

public sealed class ReportPageTests(ReportPage report) : IClassFixture<ReportPage>
{
    [Fact]
    public async Task Filters_hide_findings_and_count_the_rest()
    {
        var page = await report.OpenAsync();
        await Assertions.Expect(page.Locator(".finding:visible")).ToHaveCountAsync(4);

        await page.GetByLabel("Rule", new() { Exact = true }).SelectOptionAsync("RSF2001");
        await Assertions.Expect(page.Locator(".finding:visible")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 of 4 findings shown");

        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await page.GetByLabel("State", new() { Exact = true }).SelectOptionAsync("new");
        await Assertions.Expect(page.Locator(".finding:visible")).ToHaveCountAsync(2);

        await page.GetByLabel("Text", new() { Exact = true }).FillAsync("amazonaws planned");
        await Assertions.Expect(page.Locator(".finding:visible")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_rule_of_the_table_chooses_its_findings()
    {
        var page = await report.OpenAsync();

        await page.GetByRole(AriaRole.Region, new() { Name = "Findings by rule" })
            .GetByRole(AriaRole.Link, new() { Name = "RSF1008" }).ClickAsync();

        await Assertions.Expect(page.Locator(".finding:visible")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByLabel("Rule", new() { Exact = true })).ToHaveValueAsync("RSF1008");
    }

    [Fact]
    public async Task Both_places_of_a_read_after_a_write_are_marked_and_named()
    {
        var page = await report.OpenAsync();
        var finding = page.Locator("[data-rule=RSF2001]");

        await Assertions.Expect(finding.Locator("mark.primary")).ToHaveTextAsync(
            "database.HashGetAsync($\"cart:{cartId}\", sku, CommandFlags.PreferReplica)");
        await Assertions.Expect(finding.Locator("mark.related")).ToHaveTextAsync("database.HashIncrementAsync($\"cart:{cartId}\", sku)");
        await Assertions.Expect(finding.Locator(".tag")).ToHaveTextAsync(["◂ write", "◂ read"]);
    }

    [Fact]
    public async Task Everything_can_be_reached_with_the_keyboard()
    {
        var page = await report.OpenAsync();
        await page.GetByLabel("Text", new() { Exact = true }).FocusAsync();
        await page.Keyboard.TypeAsync("HashIncrement");
        await Assertions.Expect(page.Locator(".finding:visible")).ToHaveCountAsync(2);

        var summary = page.Locator("[data-rule=RSF2001] summary");
        await summary.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("[data-rule=RSF2001] .advice")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1100)]
    [InlineData(ColorScheme.Dark, 1100)]
    [InlineData(ColorScheme.Light, 400)]
    public async Task The_page_has_no_errors_and_passes_the_rules_of_axe(ColorScheme colors, int width)
    {
        var page = await report.OpenAsync(colors, width);
        var errors = new List<string>();
        page.Console += (_, message) => errors.Add(message.Type == "error" ? message.Text : "");
        page.PageError += (_, error) => errors.Add(error);
        page.Request += (_, request) => errors.Add(request.Url.StartsWith("file:", StringComparison.Ordinal) ? "" : request.Url);
        await page.ReloadAsync();
        await page.EvaluateAsync("for (const part of document.querySelectorAll('details')) { part.open = true; }");

        var axe = await page.RunAxe();

        Assert.DoesNotContain(errors, error => error is not "");
        Assert.Empty(axe.Violations.Select(violation =>
            $"{violation.Id}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}"));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1100)]
    public async Task The_page_is_never_wider_than_the_window(int width)
    {
        var page = await report.OpenAsync(width: width);

        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(1100)]
    public async Task Ids_and_numbers_stay_on_one_line_and_code_begins_at_the_left(int width)
    {
        var page = await report.OpenAsync(width: width);

        Assert.Equal(0, await page.EvaluateAsync<int>("""
            [...document.querySelectorAll('th, td.id, td.number')].filter(cell => {
              const range = document.createRange();
              range.selectNodeContents(cell);
              return new Set([...range.getClientRects()].map(line => line.top)).size > 1;
            }).length
            """));
        Assert.Equal(0, await page.EvaluateAsync<int>("""
            [...document.querySelectorAll('.finding > pre')].filter(code =>
              [...code.querySelectorAll('.row')].every(row => /^\d+(\s|$)/.test(row.textContent))).length
            """));
    }

    [Fact]
    public async Task Print_has_all_findings_and_no_controls()
    {
        var page = await report.OpenAsync(ColorScheme.Dark);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        await Assertions.Expect(page.Locator(".filters")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".finding:visible")).ToHaveCountAsync(4);
        Assert.Equal(
            "rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    /// <summary>Writes the picture of the README if the environment names a file.</summary>
    [Fact]
    public async Task The_picture_of_the_readme_can_be_taken()
    {
        var page = await report.OpenAsync();

        var picture = await page.ScreenshotAsync(
            new PageScreenshotOptions { Clip = new Clip { X = 0, Y = 0, Width = 1100, Height = 1300 }, FullPage = true });

        Assert.NotEmpty(picture);
        if (Environment.GetEnvironmentVariable("REDIS_SAFETY_PICTURE") is { Length: > 0 } file)
        {
            await File.WriteAllBytesAsync(file, picture, TestContext.Current.CancellationToken);
        }
    }
}
