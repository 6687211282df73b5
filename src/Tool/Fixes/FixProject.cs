using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Host.Mef;
using RedisSafety.Tool.Builds;

namespace RedisSafety.Tool.Fixes;

/// <summary>
/// One compilation of the scanned build as a project that fixes can edit: the same arguments that the compiler got. The compilations of the
/// same project for other target frameworks see each change as well, and their errors count.
/// </summary>
internal sealed class FixProject : IDisposable
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules =
    [
        .. typeof(Analyzers.Connections.ConnectionWithoutRetryAnalyzer).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract
                && type.IsSubclassOf(typeof(DiagnosticAnalyzer))
                && !type.IsSubclassOf(typeof(DiagnosticSuppressor)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private readonly AdhocWorkspace _workspace;
    private readonly IReadOnlyList<FixProject> _others;

    private FixProject(AdhocWorkspace workspace, ProjectId id, IReadOnlyList<FixProject> others)
    {
        _workspace = workspace;
        Id = id;
        _others = others;
    }

    /// <summary>The project.</summary>
    public ProjectId Id { get; }

    /// <summary>The code as it is on disk.</summary>
    public Solution Original => _workspace.CurrentSolution;

    /// <summary>Opens the compilations of one project: the newest target framework is edited.</summary>
    /// <exception cref="ToolException">The build left no arguments.</exception>
    public static FixProject Open(IEnumerable<BuildRecord> records)
    {
        var sorted = records.OrderByDescending(record => Age(record.Framework))
            .ThenByDescending(record => record.Framework, StringComparer.Ordinal)
            .ToList();
        return Open(sorted[0], [.. sorted[1..].Select(record => Open(record, []))]);
    }

    private static FixProject Open(BuildRecord record, IReadOnlyList<FixProject> others)
    {
        if (!File.Exists(record.Arguments))
        {
            throw new ToolException($"The arguments of the compiler for '{record.Project}' are missing. Delete the cache and try again.");
        }

        var folder = Path.GetDirectoryName(record.Project)!;
        var arguments = CSharpCommandLineParser.Default.Parse(File.ReadAllLines(record.Arguments), folder, sdkDirectory: null);
        var workspace = new AdhocWorkspace(MefHostServices.DefaultHost);
        var id = ProjectId.CreateNewId();
        var loader = new GeneratorLoader();
        var project = ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            record.Assembly,
            record.Assembly,
            LanguageNames.CSharp,
            filePath: record.Project,
            compilationOptions: arguments.CompilationOptions,
            parseOptions: arguments.ParseOptions,
            documents: arguments.SourceFiles.Select(file => Document(id, Path.GetFullPath(file.Path, folder), arguments)),
            metadataReferences: arguments.MetadataReferences
                .Select(reference => Path.GetFullPath(reference.Reference, folder))
                .Where(File.Exists)
                .Select(path => MetadataReference.CreateFromFile(path)),
            analyzerReferences: arguments.AnalyzerReferences
                .Select(reference => Path.GetFullPath(reference.FilePath, folder))
                .Where(path => File.Exists(path) && !IsOwn(path))
                .Select(path => new AnalyzerFileReference(path, loader)),
            additionalDocuments: arguments.AdditionalFiles.Select(file => Document(id, Path.GetFullPath(file.Path, folder), arguments)));
        project = project.WithAnalyzerConfigDocuments(
            arguments.AnalyzerConfigPaths.Select(path => Document(id, Path.GetFullPath(path, folder), arguments)));
        workspace.AddProject(project);
        return new FixProject(workspace, id, others);
    }

    /// <summary>The code with changes that other projects made to shared files, or as it is on disk if they do not compile here.</summary>
    public async Task<Solution> StartAsync(IReadOnlyCollection<FileChange> changes, CancellationToken cancellationToken)
    {
        var solution = With(changes);
        return ReferenceEquals(solution, Original) || (await ErrorsAsync(solution, cancellationToken)).Count == 0 ? solution : Original;
    }

    /// <summary>The findings of some rules in a solution, in the order of places. Suppressed ones stay as they are.</summary>
    public async Task<ImmutableArray<Diagnostic>> FindingsAsync(
        Solution solution, IReadOnlyCollection<string> rules, CancellationToken cancellationToken)
    {
        var project = solution.GetProject(Id)!;
        var compilation = await project.GetCompilationAsync(cancellationToken);
        var all = await compilation!.WithAnalyzers(Rules, project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync(cancellationToken);
        return
        [
            .. all.Where(diagnostic => !diagnostic.IsSuppressed
                    && (rules.Count == 0 || rules.Contains(diagnostic.Id))
                    && diagnostic.Location.SourceTree is { } tree && solution.GetDocument(tree) is not (null or SourceGeneratedDocument))
                .OrderBy(diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Location.SourceSpan),
        ];
    }

    /// <summary>The compile errors of a solution, in all target frameworks.</summary>
    public async Task<IReadOnlyList<Diagnostic>> ErrorsAsync(Solution solution, CancellationToken cancellationToken)
    {
        var compilation = await solution.GetProject(Id)!.GetCompilationAsync(cancellationToken);
        var errors = compilation!.GetDiagnostics(cancellationToken)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !diagnostic.IsWarningAsError)
            .ToList();
        foreach (var other in _others)
        {
            var changes = await FileChange.BetweenAsync(Original, solution, cancellationToken);
            errors.AddRange(await other.ErrorsAsync(other.With(changes), cancellationToken));
        }

        return errors;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _workspace.Dispose();
        foreach (var other in _others)
        {
            other.Dispose();
        }
    }

    private Solution With(IReadOnlyCollection<FileChange> changes)
    {
        var solution = Original;
        foreach (var change in changes)
        {
            foreach (var id in solution.GetDocumentIdsWithFilePath(change.Path))
            {
                solution = solution.WithDocumentText(id, change.After);
            }
        }

        return solution;
    }

    /// <summary>The version of .NET 5 and later. Older frameworks count as zero.</summary>
    private static Version Age(string framework) =>
        Version.TryParse(framework.Split('-')[0].Replace("net", "", StringComparison.Ordinal), out var version)
            ? version
            : new Version(0, 0);

    private static bool IsOwn(string path) => Path.GetFileNameWithoutExtension(path) is "RedisSafety.Analyzers" or "RedisSafety.Probe"
        || Path.GetDirectoryName(path) == Path.Combine(AppContext.BaseDirectory, "analyzers");

    private static DocumentInfo Document(ProjectId id, string path, CSharpCommandLineArguments arguments) => DocumentInfo.Create(
        DocumentId.CreateNewId(id),
        Path.GetFileName(path),
        loader: new FileTextLoader(path, arguments.Encoding),
        filePath: path);
}
