using Microsoft.CodeAnalysis;

namespace RedisSafety.Provisioning.CSharp;

/// <summary>The assemblies of the running program, as references for sources of which no build is at hand.</summary>
internal static class ReferencedFramework
{
    private static readonly Lazy<IReadOnlyList<MetadataReference>> All = new(static () =>
    [
        .. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(File.Exists)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ]);

    public static IReadOnlyList<MetadataReference> References => All.Value;
}
