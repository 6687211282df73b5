using System.Reflection;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Benchmarks.Build.Generators;

/// <summary>Our generator and its peers, each with the target that its own documentation begins with.</summary>
internal static class Candidates
{
    public const string Ours = "RedisSafety";
    public const string Yardstick = "LoggerMessage";

    private static readonly PackageFolder Logging = new("Logging");
    private static readonly PackageFolder MemoryPack = new("MemoryPack.Core");
    private static readonly PackageFolder Mvvm = new("CommunityToolkit.Mvvm");
    private static readonly PackageFolder Refit = new("Refit");
    private static readonly PackageFolder Mapperly = new("Riok.Mapperly");

    /// <summary>What every candidate's project refers to, used there or not, so that all look types up among as many.</summary>
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
        MemoryPack.Library("MemoryPack.Core"),
        Mvvm.Library("CommunityToolkit.Mvvm"),
        Refit.Library("Refit"),
        Mapperly.Library("Riok.Mapperly.Abstractions"),
    ];

    public static IReadOnlyList<Candidate> All { get; } =
    [
        new(Ours, typeof(RedisSafety.Generators.RepositoryGenerator).Assembly, static i => $$"""
            using RedisSafety;
            namespace Shop.Target{{i}};
            public sealed partial class CartStore{{i}}(IRedisRouter redis)
            {
                [ReadReplica("HGETALL cart:{cartId}")]
                public partial Task<Dictionary<string, int>> GetAsync(long cartId, CancellationToken cancellationToken = default);
            }
            """),
        new(Yardstick, Load(Logging.Analyzer("Microsoft.Extensions.Logging.Generators")), static i => $$"""
            using Microsoft.Extensions.Logging;
            namespace Shop.Target{{i}};
            public static partial class CartLog{{i}}
            {
                [LoggerMessage(EventId = {{i}}, Level = LogLevel.Information, Message = "Cart {CartId} has {Lines} lines")]
                public static partial void CartRead(ILogger logger, long cartId, int lines);
            }
            """),
        new("Regex", Load(new PackageFolder("Framework").Analyzer("System.Text.RegularExpressions.Generator")), static i => $$"""
            using System.Text.RegularExpressions;
            namespace Shop.Target{{i}};
            public static partial class CartId{{i}}
            {
                [GeneratedRegex("^cart:[0-9]{1,19}$", RegexOptions.CultureInvariant)]
                public static partial Regex Pattern();
            }
            """),
        new("MemoryPack", Load(new PackageFolder("MemoryPack.Generator").Analyzer("MemoryPack.Generator")), static i => $$"""
            using MemoryPack;
            namespace Shop.Target{{i}};
            [MemoryPackable]
            public partial class Cart{{i}}
            {
                public long Id { get; set; }
                public List<string>? Lines { get; set; }
            }
            """),
        new("CommunityToolkit.Mvvm", Load(Mvvm.Analyzer("CommunityToolkit.Mvvm.SourceGenerators")), static i => $$"""
            using CommunityToolkit.Mvvm.ComponentModel;
            namespace Shop.Target{{i}};
            public partial class Cart{{i}} : ObservableObject
            {
                [ObservableProperty]
                private int _lines;
            }
            """),
        new("Refit", Load(Refit.Analyzer("InterfaceStubGeneratorV2")), static i => $$"""
            using Refit;
            namespace Shop.Target{{i}};
            public interface ICartApi{{i}}
            {
                [Get("/carts/{cartId}")]
                Task<Dictionary<string, int>> GetAsync(long cartId, CancellationToken cancellationToken = default);
            }
            """),
        new("Mapperly", Load(Mapperly.Analyzer("Riok.Mapperly")), static i => $$"""
            using Riok.Mapperly.Abstractions;
            namespace Shop.Target{{i}};
            public sealed class Cart { public long Id { get; set; } public string Owner { get; set; } = ""; }
            public sealed class CartDto { public long Id { get; set; } public string Owner { get; set; } = ""; }
            [Mapper]
            public partial class CartMapper{{i}}
            {
                public partial CartDto Map(Cart cart);
            }
            """),
    ];

    // With what lies beside it, as the compiler's own loader does.
    private static Assembly Load(string path) => Assembly.LoadFrom(path);
}
