using System.Reflection;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Benchmarks.Build.Generators;

/// <summary>A generator, and a file with a target of it.</summary>
/// <param name="System">Its name.</param>
/// <param name="Assembly">What holds it.</param>
/// <param name="Target">A file with one target, of the file's number.</param>
internal sealed record Candidate(string System, Assembly Assembly, Func<int, string> Target)
{
    public IReadOnlyList<ISourceGenerator> Generators { get; } =
    [
        .. Assembly.GetTypes()
            .Where(static type => type.GetCustomAttribute<GeneratorAttribute>() is { Languages: var languages } && languages.Contains(LanguageNames.CSharp))
            .Select(static type => Activator.CreateInstance(type))
            .Select(static generator => generator as ISourceGenerator ?? ((IIncrementalGenerator)generator!).AsSourceGenerator())
    ];
}
