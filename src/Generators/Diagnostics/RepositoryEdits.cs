using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RedisSafety.Generators.Repositories;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>What a fix has to write to repair a problem, where that is known.</summary>
internal static class RepositoryEdits
{
    private static readonly (IReadOnlyList<Location>, IReadOnlyList<string>) None = ([], []);

    /// <summary>The places and what should stand in each; no place where that is the problem's own, and no text where nothing is known.</summary>
    public static (IReadOnlyList<Location> Places, IReadOnlyList<string> Texts) Of(
        IMethodSymbol method, AttributeSyntax attribute, Problem problem, CancellationToken cancellationToken)
    {
        if (problem.Descriptor == RepositoryDescriptors.KeysApart)
        {
            return problem.Suggestion is { } shared ? Located(HashTags.Of(method, attribute, shared, cancellationToken)) : None;
        }

        if (problem.Edits.Count > 0)
        {
            return Located(problem.Edits.Select(edit => (attribute, edit)));
        }

        if (problem.Suggestion is not { } suggestion)
        {
            return None;
        }

        return problem.Place switch
        {
            ProblemPlace.Setting => TemplateLocation.TryFindNamed(attribute, problem.Setting!) is { } word ? ([word], [suggestion]) : None,
            ProblemPlace.Template when TemplateLocation.TryFind(attribute, problem.Template, problem.Start, problem.Length) is null => None,
            _ => ([], [suggestion]),
        };
    }

    // All or none: half of a change is worse than the problem.
    private static (IReadOnlyList<Location> Places, IReadOnlyList<string> Texts) Located(IEnumerable<(AttributeSyntax Attribute, TemplateEdit Edit)> edits)
    {
        var (places, texts) = (new List<Location>(), new List<string>());
        foreach (var (attribute, edit) in edits)
        {
            if (TemplateLocation.TryFind(attribute, edit.Template, edit.Start, edit.Length) is not { } place
                || (places.Count > 0 && place.SourceTree != places[0].SourceTree))
            {
                return None;
            }

            places.Add(place);
            texts.Add(edit.Text);
        }

        return (places, texts);
    }
}
