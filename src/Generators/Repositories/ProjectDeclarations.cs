using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RedisSafety.Generators.Repositories;

/// <summary>
/// All that a compilation declares, which is all that a generated half can depend on. Most edits are of a body, after which it is the
/// same; to see that costs nothing beside binding every method's signature and attributes again. Keeps syntax trees and no compilation.
/// </summary>
internal sealed class ProjectDeclarations
{
    private static readonly ConditionalWeakTable<Compilation, ProjectDeclarations> Known = new();

    private readonly ImmutableArray<SyntaxTree> _trees;
    private readonly ImmutableArray<MetadataReference> _references;
    private readonly CompilationOptions _options;
    private readonly string? _assembly;

    // All methods of a project ask about the same earlier state, which is not kept for that.
    private volatile Tuple<WeakReference<ProjectDeclarations>, bool>? _compared;

    private ProjectDeclarations(Compilation compilation)
    {
        _trees = ((CSharpCompilation)compilation).SyntaxTrees;
        _references = compilation.ExternalReferences;
        _options = compilation.Options;
        _assembly = compilation.AssemblyName;
    }

    /// <summary>What a compilation declares.</summary>
    public static ProjectDeclarations Of(Compilation compilation) => Known.GetValue(compilation, static compilation => new ProjectDeclarations(compilation));

    /// <summary>Both declare the same, as far as can be told without binding.</summary>
    public bool AreThoseOf(ProjectDeclarations earlier)
    {
        if (ReferenceEquals(this, earlier))
        {
            return true;
        }

        if (_compared is { } compared && compared.Item1.TryGetTarget(out var asked) && ReferenceEquals(asked, earlier))
        {
            return compared.Item2;
        }

        var areSame = _assembly == earlier._assembly
            && _options.Equals(earlier._options)
            && AreSame(_references, earlier._references)
            && AreSame(_trees, earlier._trees);
        _compared = Tuple.Create(new WeakReference<ProjectDeclarations>(earlier), areSame);
        return areSame;
    }

    private static bool AreSame(ImmutableArray<MetadataReference> references, ImmutableArray<MetadataReference> earlier)
    {
        if (references == earlier)
        {
            return true;
        }

        if (references.Length != earlier.Length)
        {
            return false;
        }

        for (var i = 0; i < references.Length; i++)
        {
            if (!ReferenceEquals(references[i], earlier[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSame(ImmutableArray<SyntaxTree> trees, ImmutableArray<SyntaxTree> earlier)
    {
        if (trees.Length != earlier.Length)
        {
            return false;
        }

        for (var i = 0; i < trees.Length; i++)
        {
            if (!ReferenceEquals(trees[i], earlier[i]) && !DeclareTheSame(trees[i], earlier[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool DeclareTheSame(SyntaxTree tree, SyntaxTree earlier) =>
        tree.FilePath == earlier.FilePath
        && tree.Options.Equals(earlier.Options)
        && SyntaxFactory.AreEquivalent(tree, earlier, topLevel: true)
        && NullableContext(tree) is { } context
        && context == NullableContext(earlier);

    /// <summary>The #nullable directives above a file's first token; null where others follow, as which declarations these cover would have to be compared.</summary>
    private static string? NullableContext(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        if (!root.ContainsDirectives)
        {
            return "";
        }

        var first = root.GetFirstToken(includeZeroWidth: true).SpanStart;
        var context = "";
        for (var directive = root.GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
        {
            if (directive is not NullableDirectiveTriviaSyntax nullable)
            {
                continue;
            }

            if (nullable.SpanStart > first)
            {
                return null;
            }

            context += $"{nullable.SettingToken.Text} {nullable.TargetToken.Text};";
        }

        return context;
    }
}
