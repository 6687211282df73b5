using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Testing;

namespace RedisSafety.Generators.Tests;

/// <summary>
/// Sources as they are while somebody types: every source of this assembly's tests, with tokens of the language or of its templates
/// deleted, doubled, swapped, and put in from another source. The seed is printed; <c>REDIS_SAFETY_SEED</c> sets it.
/// </summary>
public sealed partial class MutationTests
{
    private const int Mutations = 20_000;
    private const int Batch = 400;

    private static readonly DiagnosticAnalyzer[] Analyzers =
    [
        .. typeof(RepositoryGenerator).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
    ];

    // What the tests of this assembly hand to the generator and its rules, without the marks of what is expected.
    private static readonly string[] Corpus =
    [
        .. typeof(MutationTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods())
            .SelectMany(static method => method.GetCustomAttributes<InlineDataAttribute>())
            .Select(static data => data.Data[0] as string)
            .OfType<string>()
            .Select(static source => Mark().Replace(source, "${text}"))
            .Where(static source => source.Contains("[Primary", StringComparison.Ordinal) || source.Contains("[ReadReplica", StringComparison.Ordinal))
            .Select(static source => TypeKeyword().IsMatch(source) ? source : $$"""public partial class Store(IRedisRouter redis) { {{source}} }""")

            // Each is put into a namespace of its own.
            .Concat(GoldenTests.Inputs.Select(static input => FileNamespace().Replace(input, "")))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
    ];

    // What each may have in it that stands in another.
    private static readonly string[] Tokens =
        [.. Corpus.SelectMany(static source => SyntaxFactory.ParseTokens(source)).Select(static token => token.Text).Where(static text => text.Length > 0 && text[0] != '"').Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static readonly string[] Parts =
        [.. Corpus.SelectMany(static source => SyntaxFactory.ParseTokens(source)).Select(static token => token.Value).OfType<string>().SelectMany(static text => Part().Matches(text)).Select(static match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // A mutation that takes for ever ends here.
    [Fact(Timeout = 600_000)]
    public async Task Whatever_is_typed_nothing_throws_and_what_is_accepted_compiles()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("REDIS_SAFETY_SEED"), CultureInfo.InvariantCulture, out var given) ? given : 20261124;
        var random = new Random(seed);
        var faults = new List<string>();
        var accepted = 0;
        for (var done = 0; done < Mutations; done += Batch)
        {
            var sources = Enumerable.Range(0, Batch).Select(_ => Mutate(Corpus[random.Next(Corpus.Length)], random)).ToArray();
            accepted += await CheckAsync(sources, faults, TestContext.Current.CancellationToken);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Mutations} mutations of {Corpus.Length} sources with seed {seed}, {accepted} of which still compile: {faults.Count} faults"));
        Assert.True(Corpus.Length > 50, "The corpus is what the other tests use.");
        Assert.True(accepted > Mutations / 50, "Some mutations leave a correct repository behind, or nothing is tested.");
        Assert.True(faults.Count == 0, $"Seed {seed}:\n{string.Join("\n\n", faults.Take(10))}");
    }

    private static async Task<int> CheckAsync(string[] sources, List<string> faults, CancellationToken cancellationToken)
    {
        var empty = Snippet.Compile("");
        var options = (CSharpParseOptions)empty.SyntaxTrees[0].Options;
        var compilation = empty.AddSyntaxTrees(sources.Select((source, i) =>
            CSharpSyntaxTree.ParseText($"namespace N{i}\n{{\n{source}\n}}", options, string.Create(CultureInfo.InvariantCulture, $"N{i}.cs"))));
        var driver = GeneratedOutput.Driver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _, cancellationToken);
        if (driver.GetRunResult().Results.Single().Exception is { } exception)
        {
            faults.Add($"The generator throws: {exception}\nin one of\n{string.Join("\n", sources)}");
            return 0;
        }

        var diagnostics = await output.WithAnalyzers([.. Analyzers]).GetAllDiagnosticsAsync(cancellationToken);
        faults.AddRange(diagnostics.Where(static diagnostic => diagnostic.Id == "AD0001").Select(static diagnostic => diagnostic.ToString()));
        var errors = diagnostics
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || (diagnostic.Severity == DiagnosticSeverity.Warning && IsGenerated(diagnostic)))
            .ToLookup(static diagnostic => OwnerOf(diagnostic.Location.SourceTree?.FilePath));
        var accepted = 0;
        for (var i = 0; i < sources.Length; i++)
        {
            var (own, generated) = (new List<Diagnostic>(), new List<Diagnostic>());
            foreach (var error in errors[i])
            {
                (IsGenerated(error) ? generated : own).Add(error);
            }

            // Where the user's own part is wrong, the compiler says so; what follows from it is not the generator's.
            if (own.Exists(static error => error.Id is not "CS8795" && !error.Id.StartsWith("RSF", StringComparison.Ordinal)))
            {
                continue;
            }

            var isExplained = own.Exists(static error => error.Id != "CS8795");
            if (generated.Count > 0 || (own.Count > 0 && !isExplained))
            {
                faults.Add($"{sources[i]}\n  {string.Join("\n  ", own.Concat(generated))}");
            }

            accepted += own.Count == 0 ? 1 : 0;
        }

        return accepted;
    }

    private static bool IsGenerated(Diagnostic diagnostic) => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;

    private static int OwnerOf(string? path) => path is not null && Owner().Match(Path.GetFileName(path)) is { Success: true } match
        ? int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)
        : -1;

    private static string Mutate(string source, Random random)
    {
        var tokens = SyntaxFactory.ParseTokens(source).Select(static token => token.ToFullString()).ToList();
        var templates = tokens.FindAll(static token => token.TrimStart().StartsWith('"'));
        if (templates.Count == 0 || random.Next(10) < 3)
        {
            Scramble(tokens, random, Tokens);
            return string.Concat(tokens.Select(static token => token + " "));
        }

        var at = tokens.IndexOf(templates[random.Next(templates.Count)]);
        var literal = SyntaxFactory.ParseExpression(tokens[at]) is LiteralExpressionSyntax { Token.ValueText: var text } ? text : "";
        var parts = Part().Matches(literal).Select(static match => match.Value).ToList();
        Scramble(parts, random, Parts);
        tokens[at] = SymbolDisplay.FormatLiteral(string.Concat(parts), quote: true);
        return string.Concat(tokens);
    }

    internal static void Scramble(List<string> tokens, Random random, string[]? others = null)
    {
        for (var i = random.Next(1, 4); i > 0 && tokens.Count > 0; i--)
        {
            var (one, other) = (random.Next(tokens.Count), random.Next(tokens.Count));
            switch (random.Next(others is null ? 3 : 4))
            {
                case 0:
                    tokens.RemoveAt(one);
                    break;
                case 1:
                    tokens.Insert(other, tokens[one]);
                    break;
                case 2:
                    (tokens[one], tokens[other]) = (tokens[other], tokens[one]);
                    break;
                default:
                    tokens[one] = others![random.Next(others.Length)];
                    break;
            }
        }
    }

    [GeneratedRegex(@"\{\|RSF\d{4}:(?<text>.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\b(class|struct|record|interface)\s+\w+(<\w+>)?\s*[({:]|\bnamespace\b|\bpartial (class|struct|record)\b")]
    private static partial Regex TypeKeyword();

    [GeneratedRegex(@"^namespace \w+;", RegexOptions.Multiline)]
    private static partial Regex FileNamespace();

    [GeneratedRegex(@"^N(?<number>\d+)\.")]
    private static partial Regex Owner();

    [GeneratedRegex(@"\w+|\s+|.", RegexOptions.Singleline)]
    private static partial Regex Part();
}
