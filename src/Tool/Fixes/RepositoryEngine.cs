using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RedisSafety.CodeFixes.Repositories;

namespace RedisSafety.Tool.Fixes;

/// <summary>Turns the methods of a type into methods of a repository, one after the other, as far as the result compiles.</summary>
internal sealed class RepositoryEngine(FixProject project)
{
    /// <summary>The number of methods that were turned.</summary>
    public int Turned { get; private set; }

    /// <summary>The methods that stay as they are, each with the reason.</summary>
    public IList<string> Kept { get; } = [];

    /// <summary>Turns the methods.</summary>
    /// <param name="solution">The code to begin with.</param>
    /// <param name="type">The name of the type, with or without its namespace.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The solution, or null if the project has no such type.</returns>
    public async Task<Solution?> RunAsync(Solution solution, string type, CancellationToken cancellationToken)
    {
        if (!(await MethodsAsync(solution, type, cancellationToken)).Any())
        {
            return null;
        }

        var done = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var methods = await MethodsAsync(solution, type, cancellationToken);
            if (methods.FirstOrDefault(method => done.Add(method.Name)) is not { Document: { } document } next)
            {
                return solution;
            }

            if (await ActionAsync(document, next.Method, cancellationToken) is not { } action
                || (await action.GetOperationsAsync(cancellationToken)).OfType<ApplyChangesOperation>().SingleOrDefault() is not { } change)
            {
                Kept.Add($"'{next.Method.Identifier.Text}' stays: its calls cannot all be routed, or it makes none.");
            }
            else if (await project.ErrorsAsync(change.ChangedSolution, cancellationToken) is [var error, ..])
            {
                var place = error.Location.GetLineSpan();
                Kept.Add($"'{next.Method.Identifier.Text}' stays: {Path.GetFileName(place.Path)}({place.StartLinePosition.Line + 1}) "
                    + $"would not compile, {error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}");
            }
            else
            {
                solution = change.ChangedSolution;
                Turned++;
            }
        }
    }

    /// <summary>A read stays on the primary: whether a stale value will do is a decision of its author.</summary>
    private static async Task<CodeAction?> ActionAsync(
        Document document, MethodDeclarationSyntax method, CancellationToken cancellationToken)
    {
        var actions = new List<CodeAction>();
        await new RepositoryMethodRefactoring().ComputeRefactoringsAsync(
            new CodeRefactoringContext(document, method.Identifier.Span, actions.Add, cancellationToken));
        return actions.Find(action => action.Title.Contains("[Primary(", StringComparison.Ordinal)) ?? actions.LastOrDefault();
    }

    private async Task<IEnumerable<(string Name, Document Document, MethodDeclarationSyntax Method)>> MethodsAsync(
        Solution solution, string type, CancellationToken cancellationToken)
    {
        var compilation = (await solution.GetProject(project.Id)!.GetCompilationAsync(cancellationToken))!;
        return compilation.GetSymbolsWithName(type.Split('.')[^1], SymbolFilter.Type, cancellationToken)
            .OfType<INamedTypeSymbol>()
            .Where(symbol => symbol.ToDisplayString() == type || symbol.Name == type)
            .SelectMany(symbol => symbol.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax(cancellationToken))
            .OfType<TypeDeclarationSyntax>()
            .SelectMany(declaration => declaration.Members.OfType<MethodDeclarationSyntax>())
            .Where(method => method.Body is not null || method.ExpressionBody is not null)
            .Select(method => (
                $"{method.SyntaxTree.FilePath} {method.Identifier.Text} {method.ParameterList}",
                solution.GetDocument(method.SyntaxTree)!,
                method))
            .Where(method => method.Item2 is not (null or SourceGeneratedDocument));
    }
}
