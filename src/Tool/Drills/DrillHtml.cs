using System.Text;
using RedisSafety.Tool.Reports;
using static RedisSafety.Tool.Reports.Html.Html;

namespace RedisSafety.Tool.Drills;

/// <summary>One page with everything in it: it loads nothing, and without scripts it shows everything but the zoom.</summary>
internal static class DrillHtml
{
    /// <summary>Writes the page.</summary>
    public static void Write(DrillReport report, Stream stream)
    {
        var verdict = DrillReport.Text(report.Verdict);
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; ");
        html.Append("script-src 'unsafe-inline'; img-src data:\">\n");
        html.Append($"<title>Failover drill: {verdict}</title>\n<link rel=\"icon\" href=\"data:,\">\n");
        html.Append("<style>\n").Append(HtmlReport.Resource("report.css")).Append(HtmlReport.Resource("drill.css"));
        html.Append("</style>\n</head>\n<body>\n");
        html.Append("<header>\n<h1>Failover drill</h1>\n");
        html.Append($"<p class=\"verdict {verdict}\">{char.ToUpperInvariant(verdict[0])}{verdict[1..]}</p>\n");
        html.Append($"<p class=\"quiet\">{Text(DrillTables.Settings(report))}</p>\n</header>\n<main>\n");
        foreach (var scenario in report.Scenarios)
        {
            AppendScenario(scenario, html);
        }

        if (report.Trend.Count > 0)
        {
            html.Append("<h2>Trend</h2>\n");
            AppendTable(
                html, "Trend", ["scenario", "earlier runs", "their median", "this run", ""], report.Trend.Select(DrillMarkdown.Row));
        }

        html.Append("</main>\n<script>\n").Append(HtmlReport.Resource("drill.js")).Append("</script>\n</body>\n</html>\n");
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write(html);
    }

    private static void AppendScenario(ScenarioReport scenario, StringBuilder html)
    {
        var result = scenario.Result;
        var verdict = DrillReport.Text(scenario.Verdict);
        var name = Text(result.Name);
        html.Append($"<section class=\"scenario\" aria-labelledby=\"{name}\">\n<h2 id=\"{name}\">{name}</h2>\n");
        html.Append($"<p class=\"verdict {verdict}\">{verdict}</p>\n<p>{Text(result.Description)}</p>\n");
        foreach (var reason in result.Inconclusive)
        {
            html.Append($"<p class=\"verdict inconclusive\">{Text(reason)}</p>\n");
        }

        html.Append("<ul>\n");
        foreach (var sentence in DrillTables.Servers(result))
        {
            html.Append($"<li>{Text(sentence)}</li>\n");
        }

        html.Append("</ul>\n");
        if (result.Systems.Count > 0)
        {
            html.Append(DrillTimeline.Of(result));
            html.Append("<ul class=\"events\">\n");
            foreach (var one in result.Events)
            {
                html.Append($"<li><span>{Durations.Signed(one.AtMs)}</span>{Text(one.Text)}</li>\n");
            }

            html.Append("</ul>\n<h3>Clients</h3>\n");
            AppendTable(html, $"{result.Name}: clients", DrillTables.SystemColumns, DrillTables.Systems(result));
        }

        if (scenario.Checks.Count > 0)
        {
            html.Append("<h3>Limits</h3>\n");
            AppendTable(html, $"{result.Name}: limits", ["limit", "allowed", "measured", "verdict"], scenario.Checks.Select(static check =>
                new[] { check.Name, check.Limit, check.Value, DrillReport.Text(check.Verdict) }));
        }

        foreach (var system in result.Systems)
        {
            html.Append($"<details><summary>{Text(system.Title)}, by operation</summary>\n");
            AppendTable(html, $"{result.Name}: {system.Title}", DrillTables.OperationColumns, DrillTables.Operations(system));
            html.Append("<ul>\n");
            foreach (var note in DrillTables.Notes(system))
            {
                html.Append($"<li>{Text(note)}</li>\n");
            }

            html.Append("</ul>\n</details>\n");
        }

        html.Append("</section>\n");
    }

    private static void AppendTable(StringBuilder html, string label, IReadOnlyList<string> header, IEnumerable<string[]> rows)
    {
        html.Append($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Text(label)}\">\n<table>\n<thead><tr>");
        html.AppendJoin("", header.Select(static column => column.Length == 0 ? "<td></td>" : $"<th scope=\"col\">{Text(column)}</th>"));
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            html.AppendJoin("", row.Select(static cell =>
                cell is "pass" or "fail" or "inconclusive" ? $"<td class=\"{cell}\">{cell}</td>" : $"<td>{Text(cell)}</td>"));
            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n</div>\n");
    }
}
