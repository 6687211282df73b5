using System.CommandLine;
using RedisSafety.Tool.Baselines;
using RedisSafety.Tool.Builds;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Reports;
using RedisSafety.Tool.Rules;
using RedisSafety.Tool.Solutions;
using RedisSafety.Tool.Sources;

namespace RedisSafety.Tool.Scan;

/// <summary>The options of <c>scan</c>.</summary>
internal sealed class ScanOptions
{
    private readonly Argument<string?> _path = new("path")
    {
        Description = "A solution (.sln, .slnx, .slnf), a project or a folder. Default: the working directory.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "SOLUTION|PROJECT|DIR",
    };

    private readonly Option<string[]> _include =
        Many("--include", "Check only the projects that a glob matches, for example 'src/**'.", "glob");
    private readonly Option<string[]> _exclude = Many("--exclude", "Leave out projects or source files that a glob matches.", "glob");
    private readonly Option<string[]> _rules = RuleOption.Create("--rule", "Report only these rules.");

    private readonly Option<Severity> _severity = SeverityOption.Create();

    private readonly Option<string?> _framework = new("--framework", "-f")
    {
        Description = "Check only this target framework.",
        HelpName = "tfm",
    };

    private readonly Option<string?> _configuration = new("--configuration", "-c")
    {
        Description = "The configuration to build.",
        HelpName = "name",
    };

    private readonly Option<string[]> _properties = Many("--property", "An MSBuild property for the build.", "Name=Value", "-p");

    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "The folder for build output. It makes the next scan faster and may be deleted at any time.",
        HelpName = "folder",
    };

    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = $"The baseline file. Default: {BaselineFile.DefaultName} beside the solution, or in the nearest folder above.",
        HelpName = "file",
    };

    private readonly Option<bool> _update = new("--update-baseline")
    {
        Description = "Write the findings of this scan into the baseline.",
    };

    private readonly Option<bool> _prune = new("--prune")
    {
        Description = "Remove entries from the baseline that no longer occur. It never adds one.",
    };

    private readonly Option<bool> _allowStale = new("--allow-stale")
    {
        Description = "Entries that no longer occur do not count.",
    };

    private readonly IReadOnlyList<Option<string?>> _reports =
        [.. ReportFiles.All.Select(report => new Option<string?>(report.Option) { Description = report.Description, HelpName = "file" })];

    public ScanOptions()
    {
        Reject(_properties, value => value.IndexOf('=', StringComparison.Ordinal) <= 0, "is not a property: write Name=Value");

        // These options take several values, so they also take a path that follows them.
        Reject(_include, ScanTargets.IsSolution, "is a solution and not a glob: write it before the options");
        Reject(_exclude, ScanTargets.IsSolution, "is a solution and not a glob: write it before the options");
        foreach (var report in _reports)
        {
            report.Validators.Add(result =>
            {
                if (result.Tokens is [{ Value: var file }] && Directory.Exists(file))
                {
                    result.AddError($"'{file}' is a folder: {report.Name} needs a file.");
                }
            });
        }
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_path);
        foreach (var option in (Option[])
            [
                .. _reports, _baseline, _update, _prune, _allowStale,
                _rules, _severity, _include, _exclude, _framework, _configuration, _properties, _cache,
            ])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The settings of a command line.</summary>
    public ScanSettings Settings(ParseResult parsed) => new(
        parsed.GetValue(_path),
        new BuildSettings(
            parsed.GetValue(_configuration),
            parsed.GetValue(_framework),
            parsed.GetValue(_properties) ?? [],
            parsed.GetValue(_cache) is { } cache ? Path.GetFullPath(cache) : ScanCache.DefaultRoot),
        parsed.GetValue(_include) ?? [],
        parsed.GetValue(_exclude) ?? [],
        [.. (parsed.GetValue(_rules) ?? []).Select(id => RulePages.Find(id)!.Id)],
        parsed.GetValue(_severity));

    /// <summary>The report files that a command line asks for, with what writes each.</summary>
    public IEnumerable<(string File, Action<ScanResult, SourceFiles, Stream> Write)> Reports(ParseResult parsed) => ReportFiles.All
        .Zip(_reports, (report, option) => (File: parsed.GetValue(option), report.Write))
        .Where(report => report.File is not null)
        .Select(report => (report.File!, report.Write));

    /// <summary>The use that a command line makes of the baseline.</summary>
    public BaselineRequest Baseline(ParseResult parsed) => new(
        parsed.GetValue(_baseline) is { } file ? Path.GetFullPath(file) : null,
        parsed.GetValue(_update),
        parsed.GetValue(_prune),
        parsed.GetValue(_allowStale));

    private static void Reject(Option<string[]> option, Predicate<string> isWrong, string reason) => option.Validators.Add(result =>
    {
        foreach (var value in result.Tokens.Select(token => token.Value).Where(value => isWrong(value)))
        {
            result.AddError($"{option.Name}: '{value}' {reason}.");
        }
    });

    private static Option<string[]> Many(string name, string description, string helpName, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = helpName,
        AllowMultipleArgumentsPerToken = true,
    };
}
