using System.Globalization;

namespace RedisSafety.Benchmarks.Build.Generators;

/// <summary>Our generator beside its peers: an edit that concerns none of them, and a first run.</summary>
internal sealed class GeneratorSuite : ISuite
{
    private const int Warm = 20;
    private const int Edits = 41;

    // The goals: what a bare attribute pipeline allocates, nothing run again, and quicker than what every project with logging pays.
    private const double MostBytes = 2.0e6;

    public string Name => "generators";

    public IReadOnlyList<object> Run(TextWriter table)
    {
        var measurements = Candidates.All.Select(static candidate => new Measurement(candidate)).ToArray();
        foreach (var measurement in measurements)
        {
            measurement.Begin();
        }

        // In turns, so that what the machine does meanwhile meets all alike.
        for (var i = 0; i < Warm + Edits; i++)
        {
            GC.Collect();
            foreach (var measurement in measurements)
            {
                measurement.Edit(isWarm: i >= Warm);
            }
        }

        var rows = measurements.Select(static measurement => measurement.ToRow()).ToArray();
        table.WriteLine("generator               an edit     allocated  re-run  first run");
        foreach (var row in rows)
        {
            table.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.System,-22} {row.EditMs,6:F1} ms {row.EditBytes / 1e6,10:F2} MB {row.Reruns,7} {row.ColdMs,7:F0} ms"));
        }

        var ours = rows.Single(static row => row.System == Candidates.Ours);
        var yardstick = rows.Single(static row => row.System == Candidates.Yardstick);
        table.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at most {MostBytes / 1e6:F1} MB an edit: {Verdict(ours.EditBytes <= MostBytes)}"));
        table.WriteLine($"no output run again: {Verdict(ours.Reruns == 0)}");
        table.WriteLine($"quicker than {Candidates.Yardstick}: {Verdict(ours.EditMs < yardstick.EditMs)}");
        return rows;
    }

    private static string Verdict(bool met) => met ? "met" : "MISSED";
}
