using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.Build.Framework;

namespace RedisSafety.Tool.Injection;

/// <summary>
/// Runs inside the scanned build and finds the analyzers that a scan does without. Generators stay, as the code does not compile without
/// them, and so does every assembly that one of them may load.
/// </summary>
#pragma warning disable CA1515 // MSBuild loads public types only.
public sealed class SelectAnalyzers : ITask
#pragma warning restore CA1515
{
    /// <summary>
    /// The assemblies of RedisSafety whose rules the tool brings itself: a project that references them is not checked twice.
    /// </summary>
    private static readonly string[] OwnAssemblies = ["RedisSafety.Analyzers", "RedisSafety.CodeFixes"];

    /// <inheritdoc/>
    public IBuildEngine? BuildEngine { get; set; }

    /// <inheritdoc/>
    public ITaskHost? HostObject { get; set; }

#pragma warning disable CA1819 // MSBuild passes items as arrays.
    /// <summary>The analyzers of the build.</summary>
    public ITaskItem[] Analyzers { get; set; } = [];

    /// <summary>Those that the scan does without.</summary>
    [Output]
    public ITaskItem[] Unwanted { get; private set; } = [];
#pragma warning restore CA1819

    /// <inheritdoc/>
    public bool Execute()
    {
        var files = Analyzers.Select(item => (Item: item, Assembly: Read(item.ItemSpec))).ToList();

        // An assembly that cannot be read stays: the compiler says what is wrong with it.
        var kept = new Queue<AnalyzerAssembly>(files.Select(file => file.Assembly).OfType<AnalyzerAssembly>()
            .Where(assembly => !IsOwn(assembly) && (assembly.HasGenerator || !assembly.HasAnalyzer)));
        var names = kept.Select(assembly => assembly.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        while (kept.TryDequeue(out var assembly))
        {
            foreach (var other in files.Select(file => file.Assembly).OfType<AnalyzerAssembly>())
            {
                if (assembly.References.Contains(other.Name) && !IsOwn(other) && names.Add(other.Name))
                {
                    kept.Enqueue(other);
                }
            }
        }

        Unwanted = [.. files.Where(file => file.Assembly is { } assembly && !names.Contains(assembly.Name)).Select(file => file.Item)];
        return true;
    }

    private static bool IsOwn(AnalyzerAssembly assembly) => OwnAssemblies.Contains(assembly.Name, StringComparer.OrdinalIgnoreCase);

    private static AnalyzerAssembly? Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var executable = new PEReader(stream);
            if (!executable.HasMetadata)
            {
                return null;
            }

            var metadata = executable.GetMetadataReader();
            var (hasAnalyzer, hasGenerator) = (false, false);
            foreach (var handle in metadata.CustomAttributes)
            {
                var name = TypeName(metadata, metadata.GetCustomAttribute(handle));
                hasAnalyzer |= name == "DiagnosticAnalyzerAttribute";
                hasGenerator |= name == "GeneratorAttribute";
            }

            return new AnalyzerAssembly(
                metadata.GetString(metadata.GetAssemblyDefinition().Name),
                hasAnalyzer,
                hasGenerator,
                metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
                    .ToHashSet(StringComparer.OrdinalIgnoreCase));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BadImageFormatException
            or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string? TypeName(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return null;
        }

        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        return parent.Kind == HandleKind.TypeReference
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name)
            : null;
    }

    private sealed record AnalyzerAssembly(string Name, bool HasAnalyzer, bool HasGenerator, HashSet<string> References);
}
