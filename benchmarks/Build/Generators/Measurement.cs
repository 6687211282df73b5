using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Benchmarks.Build.Projects;

namespace RedisSafety.Benchmarks.Build.Generators;

/// <summary>One candidate over its project.</summary>
internal sealed class Measurement(Candidate candidate)
{
    private const int ColdRuns = 5;

    private readonly SyntheticProject _project = new(candidate.Target, Candidates.References);
    private readonly List<double> _cold = [];
    private readonly List<double> _milliseconds = [];
    private readonly List<long> _bytes = [];
    private GeneratorDriver? _driver;
    private int _edits;

    /// <summary>Runs the generator for the first time, several times; fails where what it makes does not compile.</summary>
    public void Begin()
    {
        for (var i = 0; i <= ColdRuns; i++)
        {
            // A compilation of which nothing is bound yet.
            var compilation = _project.Edit(--_edits);
            GeneratorDriver driver = Create(tracked: false);
            var watch = Stopwatch.StartNew();
            driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
            _cold.Add(watch.Elapsed.TotalMilliseconds);
            if (i == 0)
            {
                // The first run is the just-in-time compiler's.
                _cold.Clear();
                Check(output, diagnostics);
            }

            _driver = driver;
        }
    }

    /// <summary>Edits the project and runs the generator again.</summary>
    public void Edit(bool isWarm)
    {
        var compilation = _project.Edit(++_edits);
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        _driver = _driver!.RunGenerators(compilation);
        var elapsed = watch.Elapsed.TotalMilliseconds;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        if (isWarm)
        {
            _milliseconds.Add(elapsed);
            _bytes.Add(bytes);
        }
    }

    public Row ToRow() => new(
        candidate.System, Median(_bytes), Math.Round(Median(_milliseconds), 2), CountReruns(), Math.Round(Median(_cold), 1));

    private static T Median<T>(List<T> values) => values.Order().ElementAt(values.Count / 2);

    private void Check(Compilation output, IEnumerable<Diagnostic> diagnostics)
    {
        var generated = output.SyntaxTrees.Skip(_project.Compilation.SyntaxTrees.Length).ToArray();
        if (generated.Length == 0)
        {
            throw new InvalidOperationException($"{candidate.System} generated nothing.");
        }

        // A sample: the first target's file, and enough of what was generated to have its halves.
        var error = generated.Take(10)
            .Append(output.SyntaxTrees.First())
            .SelectMany(tree => output.GetSemanticModel(tree).GetDiagnostics())
            .Concat(diagnostics)
            .FirstOrDefault(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        if (error is not null)
        {
            throw new InvalidOperationException($"The project of {candidate.System} does not compile: {error}");
        }
    }

    private int CountReruns()
    {
        var driver = Create(tracked: true).RunGenerators(_project.Edit(++_edits)).RunGenerators(_project.Edit(++_edits));
        return driver.GetRunResult().Results
            .SelectMany(static result => result.TrackedOutputSteps)
            .SelectMany(static steps => steps.Value)
            .SelectMany(static step => step.Outputs)
            .Count(static output => output.Reason != IncrementalStepRunReason.Cached);
    }

    private CSharpGeneratorDriver Create(bool tracked) => CSharpGeneratorDriver.Create(
        candidate.Generators,
        parseOptions: SyntheticProject.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: tracked));
}
