using System.Text;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Reports.Html;
using RedisSafety.Tool.Rules;
using RedisSafety.Tool.Sources;
using static RedisSafety.Tool.Reports.Html.Html;

namespace RedisSafety.Tool.Reports;

/// <summary>One page with everything in it: it loads nothing, and without scripts it shows all findings.</summary>
internal static class HtmlReport
{
    /// <summary>The most findings with an excerpt each. A page beyond this is slow to open; JSON has them all.</summary>
    private const int MostFindings = 2_000;

    /// <summary>Writes the page.</summary>
    public static void Write(ScanResult result, SourceFiles sources, Stream stream)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; ");
        html.Append("script-src 'unsafe-inline'; img-src data:\">\n");
        html.Append($"<title>RedisSafety: {Text(Path.GetFileName(result.Target))}</title>\n");
        html.Append("<link rel=\"icon\" href=\"data:,\">\n");
        html.Append("<style>\n").Append(Resource("report.css")).Append("</style>\n</head>\n<body>\n");
        AppendHeader(result, html);
        html.Append("<main>\n");
        AppendNotChecked(result, html);
        var reported = result.Findings.OrderBy(finding => !finding.IsNew).ThenByDescending(finding => finding.Severity).ToList();
        if (reported.Count > 0)
        {
            AppendTables(reported, html);
            AppendFilters(reported, html);
            foreach (var finding in reported.Take(MostFindings))
            {
                AppendFinding(result, finding, sources, html);
            }

            if (reported.Count > MostFindings)
            {
                html.Append($"<p>and {reported.Count - MostFindings} more: the JSON report has them all.</p>\n");
            }
        }

        AppendStale(result, html);
        html.Append("</main>\n<script>\n").Append(Resource("report.js")).Append("</script>\n</body>\n</html>\n");
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write(html);
    }

    private static void AppendHeader(ScanResult result, StringBuilder html)
    {
        var @new = result.New.Count();
        var (style, verdict) = result.ExitCode switch
        {
            ExitCode.Clean => ("clean", "Nothing new was found"),
            ExitCode.Findings when @new == 0 => ("findings", "The baseline has entries that no longer occur"),
            ExitCode.Findings => ("findings", Words.Count(@new, "new finding")),
            _ when !result.Checked.Any() => ("unchecked", "Nothing was checked"),
            _ => ("unchecked", "Not everything was checked"),
        };
        html.Append("<header>\n<h1>RedisSafety</h1>\n");
        html.Append($"<p class=\"verdict {style}\">{verdict}</p>\n");
        html.Append($"<p class=\"quiet\">{Text(result.Relative(result.Target))}, version {Text(result.ToolVersion)}</p>\n");
        html.Append("<dl class=\"figures\">\n");
        Figure("new", @new);
        Figure("in the baseline", Count(BaselineState.Unchanged));
        Figure("accepted", Count(BaselineState.Accepted));
        Figure("suppressed in source", result.Findings.Count(finding => finding.Suppression is not null));
        Figure("projects checked", result.Checked.Count());
        Figure("without Redis", result.Projects.Count(project => project.Status == ProjectStatus.WithoutRedis));
        Figure("not checked", result.NotChecked.Count());
        html.Append("</dl>\n</header>\n");

        int Count(BaselineState state) => result.Findings.Count(finding => finding.Suppression is null && finding.State == state);

        void Figure(string name, int value) =>
            html.Append($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
    }

    private static void AppendNotChecked(ScanResult result, StringBuilder html)
    {
        if (!result.NotChecked.Any() && result.Errors.Count == 0)
        {
            return;
        }

        html.Append("<section class=\"unchecked-projects\" aria-labelledby=\"unchecked\">\n<h2 id=\"unchecked\">Not checked</h2>\n");
        foreach (var project in result.NotChecked)
        {
            html.Append($"<h3>{Text(result.Relative(project.Path))}</h3>\n<ul>\n");
            foreach (var reason in project.Reasons)
            {
                html.Append($"<li>{Text(reason)}</li>\n");
            }

            html.Append("</ul>\n");
        }

        foreach (var error in result.Errors)
        {
            html.Append($"<p>{Text(error)}</p>\n");
        }

        html.Append("</section>\n");
    }

    private static void AppendTables(List<Finding> findings, StringBuilder html)
    {
        AppendTableStart("Rules", "Findings by rule", "Rule", "Title");
        foreach (var rule in findings.GroupBy(finding => finding.Rule)
            .OrderByDescending(rule => rule.Count(finding => finding.IsNew)).ThenBy(rule => rule.Key, StringComparer.Ordinal))
        {
            html.Append($"<tr><td class=\"id\"><a href=\"#findings\" data-choose=\"rule\" data-value=\"{rule.Key}\">{rule.Key}</a></td>");
            html.Append($"<td>{Text(RulePages.Find(rule.Key)?.Title ?? "")}</td>");
            AppendCounts(rule);
        }

        html.Append("</tbody>\n</table>\n</div>\n");
        AppendTableStart("Projects", "Findings by project", "Project");
        foreach (var project in findings.GroupBy(finding => finding.Key.Project)
            .OrderByDescending(project => project.Count(finding => finding.IsNew)).ThenBy(project => project.Key, StringComparer.Ordinal))
        {
            var name = Text(project.Key);
            html.Append($"<tr><td><a href=\"#findings\" data-choose=\"project\" data-value=\"{name}\">{name}</a></td>");
            AppendCounts(project);
        }

        html.Append("</tbody>\n</table>\n</div>\n");

        void AppendTableStart(string headline, string label, params string[] columns)
        {
            html.Append($"<h2>{headline}</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">\n");
            html.Append("<table>\n<thead><tr>");
            html.AppendJoin("", columns.Select(column => $"<th scope=\"col\">{column}</th>"));
            html.Append("<th scope=\"col\" class=\"number\">New</th><th scope=\"col\" class=\"number\">All</th></tr></thead>\n<tbody>\n");
        }

        void AppendCounts(IEnumerable<Finding> group) => html.Append(
            $"<td class=\"number\">{group.Count(finding => finding.IsNew)}</td><td class=\"number\">{group.Count()}</td></tr>\n");
    }

    private static void AppendFilters(List<Finding> findings, StringBuilder html)
    {
        html.Append("<h2 id=\"findings\">Findings</h2>\n");
        html.Append("<form class=\"filters\" role=\"search\" aria-label=\"Filter findings\" onsubmit=\"return false\">\n");
        html.Append("<div><label for=\"by-text\">Text</label><input id=\"by-text\" type=\"search\" data-filter=\"text\"></div>\n");
        Choice("rule", "Rule", findings.Select(finding => finding.Rule));
        Choice("project", "Project", findings.Select(finding => finding.Key.Project));
        Choice("severity", "Severity", findings.Select(finding => Words.Of(finding.Severity)));
        Choice("state", "State", findings.Select(State));
        html.Append("<div><button type=\"button\">Show all</button></div>\n</form>\n");
        html.Append($"<p class=\"shown\" role=\"status\">{Words.Count(findings.Count, "finding")}</p>\n");

        void Choice(string filter, string name, IEnumerable<string> values)
        {
            html.Append($"<div><label for=\"by-{filter}\">{name}</label><select id=\"by-{filter}\" data-filter=\"{filter}\">");
            html.Append("<option value=\"\">all</option>");
            foreach (var value in values.Distinct().Order(StringComparer.Ordinal).Select(Text))
            {
                html.Append($"<option value=\"{value}\">{value}</option>");
            }

            html.Append("</select></div>\n");
        }
    }

    private static void AppendFinding(ScanResult result, Finding finding, SourceFiles sources, StringBuilder html)
    {
        var page = RulePages.Find(finding.Rule);
        var severity = Words.Of(finding.Severity);
        var place = $"{result.Relative(finding.Place.File)}:{finding.Place.StartLine}";
        html.Append($"<article class=\"finding {severity}\" data-rule=\"{finding.Rule}\"");
        html.Append($" data-project=\"{Text(finding.Key.Project)}\"");
        html.Append($" data-severity=\"{severity}\" data-state=\"{State(finding)}\">\n");
        var headline = page is null ? finding.Rule : $"<a href=\"{page.HelpUri}\">{finding.Rule}</a>: {Text(page.Title)}";
        html.Append($"<h3>{headline}</h3>\n");
        html.Append($"<div class=\"meta\"><span class=\"badge {severity}\">{severity}</span><span>{State(finding)}</span>");
        html.Append($"<span>{Text(place)}</span>");
        html.Append($"<span>{Text(finding.Key.Project)}</span><span>{Text(string.Join(", ", finding.Frameworks))}</span></div>\n");
        html.Append($"<p>{Text(finding.Message)}</p>\n");
        if ((finding.Suppression ?? finding.Reason) is { } reason)
        {
            html.Append($"<p class=\"quiet\">{Text(reason)}</p>\n");
        }

        html.Append(Excerpt.Of(result, finding, sources));
        if (page?.Section("What changes") is { } fix)
        {
            html.Append("<details><summary>Why, and how to repair it</summary><div class=\"advice\">\n");
            html.Append(Markdown(page.Section("Why it is worth changing") ?? ""));
            html.Append(Markdown(fix));
            html.Append($"<p><a href=\"{page.HelpUri}\">All about {finding.Rule}</a></p>\n</div></details>\n");
        }

        html.Append("</article>\n");
    }

    private static void AppendStale(ScanResult result, StringBuilder html)
    {
        if (result.Stale.Count == 0)
        {
            return;
        }

        html.Append("<h2>No longer in the code</h2>\n<p>These entries of the baseline do not occur any more. ");
        html.Append("<code>redis-safety scan --prune</code> removes them.</p>\n<ul>\n");
        foreach (var entry in result.Stale)
        {
            html.Append($"<li>{entry.Key.Rule} <code>{Text(entry.Key.Member)}</code> <code>{Text(entry.Key.Subject)}</code></li>\n");
        }

        html.Append("</ul>\n");
    }

    private static string State(Finding finding) => finding.Suppression is null ? Words.Of(finding.State) : "suppressed";

    /// <summary>Reads a style sheet or a script of the pages.</summary>
    public static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("RedisSafety.Tool.Html." + name)!);
        return reader.ReadToEnd();
    }
}
