using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.CodeFixes.Tests.Repositories;

/// <summary>Fixes of what the rules on repositories report, with the generated halves beside them.</summary>
internal static class RepositoryFix
{
    /// <summary>Applies Fix All to several documents of a project, and asserts that the result compiles.</summary>
    public static Task VerifyAsync(CodeFixProvider fix, params (string Source, string Expected)[] documents) =>
        FixSolution.VerifyAsync(new RepositoryAnalyzer(), fix, new GeneratorReference(), LanguageVersion.CSharp12, documents);

    /// <summary>The same for members of a repository.</summary>
    public static Task VerifyMembersAsync(CodeFixProvider fix, string members, string expected) => VerifyAsync(fix, (Store(members), Store(expected)));

    /// <summary>Asserts that nothing is offered.</summary>
    public static Task VerifyNoneAsync(CodeFixProvider fix, string members) => VerifyMembersAsync(fix, members, members);

    private static string Store(string members) => $$"""public partial class Store(IRedisRouter redis) { {{members}} object R => redis; }""";
}
