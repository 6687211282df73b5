using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RedisSafety.Benchmarks.Build.Projects;

/// <summary>A project of 1,000 files of which every tenth has a target, and edits of a file that has none.</summary>
internal sealed class SyntheticProject
{
    public const int Files = 1000;
    public const int Targets = 100;

    // The file that is edited, in the middle of the project.
    private const int Edited = 555;

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private SyntaxTree _edited;

    public SyntheticProject(Func<int, string> target, IEnumerable<MetadataReference> references)
    {
        var trees = Enumerable.Range(0, Files)
            .Select(i => Parse(i % (Files / Targets) == 0 ? target(i) : Plain(i, edit: 0), i))
            .ToArray();
        _edited = trees[Edited];
        Compilation = CSharpCompilation.Create(
            "Shop",
            [.. trees, Parse(Usings, Files)],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

        // What the compiler keeps from one edit to the next is there before the first, as in an editor that has shown the project.
        _ = Compilation.GetDeclarationDiagnostics();
    }

    public static CSharpParseOptions ParseOptions { get; } = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithPreprocessorSymbols(Enumerable.Range(5, 6).Select(static version => string.Create(CultureInfo.InvariantCulture, $"NET{version}_0_OR_GREATER")).Append("NET").ToArray());

    /// <summary>The project after its last edit.</summary>
    public CSharpCompilation Compilation { get; private set; }

    /// <summary>Edits one method's body in one file without a target.</summary>
    public CSharpCompilation Edit(int edit)
    {
        var tree = Parse(Plain(Edited, edit), Edited);
        Compilation = Compilation.ReplaceSyntaxTree(_edited, tree);
        _edited = tree;
        return Compilation;
    }

    private static SyntaxTree Parse(string source, int file) =>
        CSharpSyntaxTree.ParseText(source, ParseOptions, string.Create(CultureInfo.InvariantCulture, $"/shop/File{file}.cs"));

    // What most files of a project are like, as far as a generator looks at them: types, members, attributes of others, calls.
    private static string Plain(int file, int edit) => $$"""
        namespace Shop.Area{{file % 20}};

        [Serializable]
        public sealed class Order{{file}}
        {
            private readonly List<string> _lines = new();

            [Obsolete("Use Total.")]
            public decimal Sum => Total;

            public decimal Total { get; set; }

            public IReadOnlyList<string> Lines => _lines;

            public void Add(string line, decimal price)
            {
                if (string.IsNullOrEmpty(line))
                {
                    throw new ArgumentException("A line needs text.", nameof(line));
                }

                _lines.Add(line);
                Total += price + {{edit}};
            }

            [System.Diagnostics.Conditional("DEBUG")]
            public void Print() => Console.WriteLine(string.Join(", ", Lines.Where(line => line.Length > {{file}})));

            public async Task<decimal> WaitAsync(CancellationToken cancellationToken)
            {
                await Task.Delay({{file}}, cancellationToken);
                return Total;
            }
        }

        public enum State{{file}}
        {
            Open,
            Paid,
            Sent,
        }
        """;
}
