using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers;

/// <summary>The types that the rules ask for, looked up once a compilation. Absent ones are null.</summary>
internal sealed class KnownSymbols
{
    private static readonly string[] TestFrameworks =
        ["xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core"];

    private KnownSymbols(Compilation compilation, INamedTypeSymbol databaseAsync)
    {
        DatabaseAsync = databaseAsync;
        Queue = Find(compilation, "StackExchange.Redis.IBatch");
        Multiplexer = Find(compilation, "StackExchange.Redis.ConnectionMultiplexer");
        CommandFlags = Find(compilation, "StackExchange.Redis.CommandFlags");
        RedisKey = Find(compilation, "StackExchange.Redis.RedisKey");
        RedisException = Find(compilation, "StackExchange.Redis.RedisException");
        TimeoutException = Find(compilation, "System.TimeoutException");
        PrimaryAttribute = Find(compilation, "RedisSafety.PrimaryAttribute");
        ReadReplicaAttribute = Find(compilation, "RedisSafety.ReadReplicaAttribute");
        IsTestProject = compilation.ReferencedAssemblyNames.Any(static name => TestFrameworks.Contains(name.Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary><c>IDatabaseAsync</c>, which every form of a database implements.</summary>
    public INamedTypeSymbol DatabaseAsync { get; }

    /// <summary><c>IBatch</c>, which transactions are too: what is called there is queued, and not yet sent.</summary>
    public INamedTypeSymbol? Queue { get; }

    public INamedTypeSymbol? Multiplexer { get; }

    public INamedTypeSymbol? CommandFlags { get; }

    public INamedTypeSymbol? RedisKey { get; }

    public INamedTypeSymbol? RedisException { get; }

    public INamedTypeSymbol? TimeoutException { get; }

    public INamedTypeSymbol? PrimaryAttribute { get; }

    public INamedTypeSymbol? ReadReplicaAttribute { get; }

    public bool IsTestProject { get; }

    /// <summary>The symbols, or null where StackExchange.Redis is not referenced and no rule has anything to look at.</summary>
    public static KnownSymbols? Create(Compilation compilation) =>
        Find(compilation, "StackExchange.Redis.IDatabaseAsync") is { } database ? new KnownSymbols(compilation, database) : null;

    /// <summary>The type is the interface, or implements it.</summary>
    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? wanted) => type is not null && wanted is not null
        && (SymbolEqualityComparer.Default.Equals(type, wanted)
            || type.AllInterfaces.Any(implemented => SymbolEqualityComparer.Default.Equals(implemented, wanted)));

    // Two assemblies may define a type of the name, where GetTypeByMetadataName gives none.
    private static INamedTypeSymbol? Find(Compilation compilation, string name) =>
        compilation.GetTypesByMetadataName(name).OrderByDescending(static type => type.DeclaredAccessibility == Accessibility.Public).FirstOrDefault();
}
