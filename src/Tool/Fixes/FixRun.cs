using RedisSafety.Tool.Builds;

namespace RedisSafety.Tool.Fixes;

/// <summary>Builds the code, repairs it in memory, writes it, and builds it again: what does not build is put back.</summary>
internal sealed class FixRun(FixRequest request, Action<string> progress)
{
    private readonly SortedDictionary<string, int> _repaired = new(StringComparer.Ordinal);
    private readonly List<string> _kept = [];
    private int _turned;

    /// <summary>Gives the changes, a line on what was done, and what went wrong.</summary>
    public async Task<(IReadOnlyList<FileChange> Changes, string Note, IReadOnlyList<string> Problems)> RunAsync(
        CancellationToken cancellationToken)
    {
        var settings = new BuildSettings(null, null, [], request.CacheRoot);
        using var cache = ScanCache.Open(request.CacheRoot, request.Target.Path, ScanBuild.CacheSettings(settings));
        var build = new ScanBuild(request.Target, settings, cache, progress);
        var projects = request.Target.Projects.Where(File.Exists).ToList();
        var outcome = await build.RunAsync(projects, cancellationToken);
        var problems = outcome.Errors.Select(error => error.Text).Distinct().ToList();
        var changes = new Dictionary<string, FileChange>(StringComparer.Ordinal);
        var found = request.Type is null;
        foreach (var records in outcome.Records
            .Where(record => record is { HasRedis: true, Compiled: true, IsEmpty: false } && projects.Contains(record.Project))
            .GroupBy(record => record.Project))
        {
            found |= await RepairAsync(records, changes, cancellationToken);
        }

        if (!found)
        {
            throw new ToolException($"There is no type '{request.Type}' with methods in the projects that use Redis.");
        }

        var all = changes.Values.OrderBy(change => change.Path, StringComparer.Ordinal).ToList();
        var putBack = false;
        if (all.Count > 0 && !request.DryRun)
        {
            var broken = await WriteAsync(all, build, projects, outcome, cancellationToken);
            putBack = broken.Count > 0;
            problems.AddRange(broken);
        }

        var what = request.Type is null
            ? string.Join(", ", _repaired.Select(rule => $"{rule.Value} of {rule.Key}"))
            : _turned == 1 ? "1 method" : $"{_turned} methods";
        var nothing = request.Type is null ? "Nothing can be repaired." : $"No method of '{request.Type}' can be turned.";
        var note = all.Count == 0 ? nothing
            : putBack ? "The files are as they were."
            : $"{(request.DryRun ? "Would change" : "Changed")} {all.Count} {(all.Count == 1 ? "file" : "files")}: {what}";
        return (all, string.Join('\n', [.. _kept, note]), problems);
    }

    /// <summary>Repairs one project. It begins with what other projects changed in files that they share.</summary>
    private async Task<bool> RepairAsync(
        IEnumerable<BuildRecord> records, Dictionary<string, FileChange> changes, CancellationToken cancellationToken)
    {
        using var project = FixProject.Open(records);
        var start = await project.StartAsync(changes.Values, cancellationToken);
        var solution = start;
        if (request.Type is { } type)
        {
            var engine = new RepositoryEngine(project);
            if (await engine.RunAsync(start, type, cancellationToken) is not { } turned)
            {
                return false;
            }

            solution = turned;
            _turned += engine.Turned;
            _kept.AddRange(engine.Kept);
        }
        else
        {
            var engine = new FixEngine(project, request.Rules, progress);
            solution = await engine.RunAsync(start, cancellationToken);
            foreach (var (rule, count) in engine.Repaired)
            {
                _repaired[rule] = _repaired.GetValueOrDefault(rule) + count;
            }
        }

        foreach (var change in await FileChange.BetweenAsync(start, solution, cancellationToken))
        {
            var before = changes.GetValueOrDefault(change.Path)?.Before ?? change.Before;
            changes[change.Path] = change with { Before = before };
        }

        return true;
    }

    private static async Task<IReadOnlyList<string>> WriteAsync(
        List<FileChange> changes, ScanBuild build, List<string> projects, BuildOutcome before, CancellationToken cancellationToken)
    {
        var written = new List<FileChange>();
        var keeps = false;
        try
        {
            foreach (var change in changes)
            {
                written.Add(change);
                change.Apply();
            }

            // A project that built before has to build now, and one that did not cannot show what a change does to it.
            var known = before.Errors.Select(error => error.Project ?? error.Text).ToHashSet(StringComparer.Ordinal);
            var after = await build.RunAsync(projects, cancellationToken);
            var errors = after.Errors.Where(error => !known.Contains(error.Project ?? error.Text))
                .Select(error => error.Text)
                .Distinct()
                .ToList();
            keeps = errors.Count == 0;
            return keeps ? [] : ["The code does not build after the change:", .. errors];
        }
        finally
        {
            if (!keeps)
            {
                written.ForEach(change => change.Revert());
            }
        }
    }
}
