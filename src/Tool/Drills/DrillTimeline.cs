using System.Globalization;
using System.Text;
using RedisSafety.Drills;
using static RedisSafety.Tool.Reports.Html.Html;

namespace RedisSafety.Tool.Drills;

/// <summary>Draws the timeline of a scenario: answered calls and the longest call of each slice for each client, and events.</summary>
internal static class DrillTimeline
{
    /// <summary>The least time of the scale of latency, in milliseconds: a decade below what a local server takes.</summary>
    private const double LeastMs = 0.1;

    /// <summary>Draws it.</summary>
    public static string Of(ScenarioResult result)
    {
        var buckets = result.Systems.Max(static system => system.Timeline.Count);
        if (buckets == 0)
        {
            return "";
        }

        var (from, to) = (result.TimelineFromMs, result.TimelineFromMs + (buckets * result.BucketMs));
        var outage = result.Systems[0].Outage ?? result.Server;
        var outageFrom = X(outage?.FromMs ?? 0);
        var outageWidth = Math.Max(10, X(outage?.ToMs ?? 0) - outageFrom);
        var html = new StringBuilder();
        Append($"<figure class=\"chart\" data-from=\"{from:0.##}\" data-to=\"{to:0.##}\" ");
        Append($"data-outage-start=\"{outageFrom - outageWidth:0.#}\" data-outage-width=\"{outageWidth * 3:0.#}\">\n");
        html.Append("<ul class=\"legend\">\n");
        for (var i = 0; i < result.Systems.Count; i++)
        {
            Append($"<li><svg viewBox=\"0 0 20 6\" aria-hidden=\"true\"><polyline class=\"s{i}\" points=\"0,3 20,3\"/></svg>");
            html.Append($"{Text(result.Systems[i].Title)}</li>\n");
        }

        html.Append("</ul>\n");
        var most = Math.Max(1, result.Systems.Max(static system => system.Timeline.Max(static bucket => bucket.Answered)));
        var perSecond = most * 1000 / result.BucketMs;
        Append($"<div class=\"quiet\">Answered calls a second, up to {perSecond:0}</div>\n");
        Plot("throughput", "Answered calls a second over time", static (bucket, most) => 98 - (94 * bucket.Answered / most), most);
        var longest = Math.Max(1, result.Systems.Max(static system => system.Timeline.Max(static bucket => bucket.MaxMs)));
        html.Append($"<div class=\"quiet\">Longest call, logarithmic, up to {Durations.Text(longest)}</div>\n");
        Plot("latency", "Longest call over time", static (bucket, longest) => bucket.MaxMs <= LeastMs ? 98
            : 98 - (94 * Math.Log(bucket.MaxMs / LeastMs) / Math.Log(longest / LeastMs)), longest);
        html.Append($"<div class=\"axis\"><span data-first>{Durations.Signed(from)}</span><span>since the trigger</span>");
        html.Append($"<span data-last>{Durations.Signed(to)}</span></div>\n");
        html.Append("<figcaption>Shaded: no server takes writes, or the name leads to none. Solid line: the trigger. ");
        html.Append("Dashed lines: events.</figcaption>\n");
        html.Append("</figure>\n");
        return html.ToString();

        void Append(FormattableString text) => html.Append(text.ToString(CultureInfo.InvariantCulture));

        double X(double ms) => Math.Clamp((ms - from) / (to - from) * 1000, 0, 1000);

        void Plot(string name, string label, Func<TimelineBucket, double, double> y, double scale)
        {
            html.Append($"<svg data-plot class=\"{name}\" viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\" ");
            html.Append($"role=\"img\" aria-label=\"{label}\">\n");
            if (result.Server is { } server && server.ToMs > 0)
            {
                var until = Math.Max(server.ToMs, result.Endpoint?.ToMs ?? 0);
                var (x, width) = (X(server.FromMs), X(until) - X(server.FromMs));
                Append($"<rect class=\"outage\" x=\"{x:0.#}\" y=\"0\" width=\"{width:0.#}\" height=\"100\"/>\n");
            }

            foreach (var at in result.Events.Select(static one => one.AtMs).Where(at => at > from && at < to))
            {
                Append($"<line x1=\"{X(at):0.#}\" x2=\"{X(at):0.#}\" y1=\"0\" y2=\"100\"/>\n");
            }

            Append($"<line class=\"trigger\" x1=\"{X(0):0.#}\" x2=\"{X(0):0.#}\" y1=\"0\" y2=\"100\"/>\n");

            // The first client lies on top.
            for (var i = result.Systems.Count - 1; i >= 0; i--)
            {
                Append($"<polyline class=\"s{i}\" points=\"");
                for (var bucket = 0; bucket < result.Systems[i].Timeline.Count; bucket++)
                {
                    var x = X(from + ((bucket + 0.5) * result.BucketMs));
                    Append($"{(bucket == 0 ? "" : " ")}{x:0.#},{y(result.Systems[i].Timeline[bucket], scale):0.#}");
                }

                html.Append("\"/>\n");
            }

            html.Append("</svg>\n");
        }
    }
}
