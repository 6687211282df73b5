using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Analyzers.Retry;
using RedisSafety.Commands.Client;

namespace RedisSafety.Analyzers;

/// <summary>The types that the rules ask for, looked up once a compilation. Absent ones are null.</summary>
internal sealed class KnownSymbols
{
    private static readonly string[] NonProductionReferences =
        [
            "xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core",
            "Moq", "NSubstitute", "FakeItEasy", "Testcontainers", "BenchmarkDotNet", "NBomber", "Aspire.Hosting",
        ];

    // The last word of an assembly's name, where it has more than one.
    private static readonly string[] NonProductionNames =
        ["Test", "Tests", "UnitTests", "IntegrationTests", "Benchmark", "Benchmarks", "Sample", "Samples", "Example", "Examples", "Demo", "AppHost"];

    private static readonly string[] AsyncLazies = ["Nito.AsyncEx", "Microsoft.VisualStudio.Threading", "DotNext.Threading"];

    // The rules of one compilation share what they have found.
    private static readonly ConditionalWeakTable<Compilation, StrongBox<KnownSymbols?>> Known = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, ClientType?> _clientTypes = new(SymbolEqualityComparer.Default);

    private KnownSymbols(Compilation compilation, INamedTypeSymbol databaseAsync)
    {
        // One look-up each, in the client's assembly instead of in all of them.
        INamedTypeSymbol? Client(string name) => databaseAsync.ContainingAssembly.GetTypeByMetadataName("StackExchange.Redis." + name);
        INamedTypeSymbol? System(string name) =>
            compilation.ObjectType.ContainingAssembly?.GetTypeByMetadataName("System." + name) ?? Find(compilation, "System." + name);

        DatabaseAsync = databaseAsync;
        Queue = Client("IBatch");
        Transaction = Client("ITransaction");
        Server = Client("IServer");
        Subscriber = Client("ISubscriber");
        RedisAsync = Client("IRedisAsync");
        Multiplexer = Client("ConnectionMultiplexer");
        CommandFlags = Client("CommandFlags");
        RedisKey = Client("RedisKey");
        RedisException = Client("RedisException");
        RedisTimeoutException = Client("RedisTimeoutException");
        RedisConnectionException = Client("RedisConnectionException");
        ClientRetry = Client("Availability.DatabaseExtensions");
        Exception = System("Exception");
        Code = new CodeSearch(compilation);
        Retry = new RetryEngine(this);
        Escapes = new ConnectionEscape(this);
        Guard = new InstalledGuard(Code);
        Handled = new HandledFaults(this);
        Lazy = System("Lazy`1");
        TimeoutException = System("TimeoutException");
        PrimaryAttribute = FindNear(compilation, "RedisSafety", "PrimaryAttribute");
        ReadReplicaAttribute = FindNear(compilation, "RedisSafety", "ReadReplicaAttribute");
        IsProduction = !IsNamedForOtherUse(compilation.AssemblyName) && !compilation.ReferencedAssemblyNames.Any(static name => NonProductionReferences.Contains(name.Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary><c>IDatabaseAsync</c>, which every form of a database implements.</summary>
    public INamedTypeSymbol DatabaseAsync { get; }

    /// <summary><c>IBatch</c>, which transactions are too: what is called there is queued, and not yet sent.</summary>
    public INamedTypeSymbol? Queue { get; }

    public INamedTypeSymbol? Transaction { get; }

    public INamedTypeSymbol? Server { get; }

    public INamedTypeSymbol? Subscriber { get; }

    /// <summary><c>IRedisAsync</c>, which databases, servers and subscribers have in common.</summary>
    public INamedTypeSymbol? RedisAsync { get; }

    public INamedTypeSymbol? Multiplexer { get; }

    public INamedTypeSymbol? CommandFlags { get; }

    public INamedTypeSymbol? RedisKey { get; }

    public INamedTypeSymbol? RedisException { get; }

    public INamedTypeSymbol? RedisTimeoutException { get; }

    public INamedTypeSymbol? RedisConnectionException { get; }

    public INamedTypeSymbol? TimeoutException { get; }

    public INamedTypeSymbol? Lazy { get; }

    public INamedTypeSymbol? Exception { get; }

    /// <summary>The class that brings <c>WithRetry</c>, since StackExchange.Redis 3.1.</summary>
    public INamedTypeSymbol? ClientRetry { get; }

    /// <summary>The code behind symbols.</summary>
    public CodeSearch Code { get; }

    /// <summary>What is retried, by what, after which faults.</summary>
    public RetryEngine Retry { get; }

    /// <summary>What the calls that were looked at send: each rule asks of the same.</summary>
    public ConditionalWeakTable<IOperation, StrongBox<RedisCall?>> Calls { get; } = new();

    /// <summary>The guard that repairs every connection of the process.</summary>
    public InstalledGuard Guard { get; }

    /// <summary>Faults of Redis that the code turns into an answer.</summary>
    public HandledFaults Handled { get; }

    /// <summary>What keeps the connections that are opened.</summary>
    public ConnectionEscape Escapes { get; }

    public INamedTypeSymbol? PrimaryAttribute { get; }

    public INamedTypeSymbol? ReadReplicaAttribute { get; }

    /// <summary>The project runs in production, as far as its name and its references show: tests, benchmarks, samples and AppHosts do not.</summary>
    public bool IsProduction { get; }

    /// <summary>The symbols, or null where StackExchange.Redis is not referenced and no rule has anything to look at.</summary>
    public static KnownSymbols? Create(Compilation compilation) => Known.GetValue(compilation, static one => new StrongBox<KnownSymbols?>(Look(one))).Value;

    private static KnownSymbols? Look(Compilation compilation) =>
        compilation.ReferencedAssemblyNames.Any(static name => name.Name.StartsWith("StackExchange.Redis", StringComparison.Ordinal))
        && FindNear(compilation, "StackExchange.Redis", "IDatabaseAsync") is { } database ? new KnownSymbols(compilation, database) : null;

    /// <summary>What the methods that a type declares are to StackExchange.Redis; null for a type that sends nothing.</summary>
    public ClientType? ClientTypeOf(INamedTypeSymbol type)
    {
        // The most types are neither the client's nor implement anything of it, and need not be kept.
        if (type.AllInterfaces.IsEmpty && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, DatabaseAsync.ContainingAssembly))
        {
            return null;
        }

        return _clientTypes.TryGetValue(type, out var known) ? known : _clientTypes.GetOrAdd(type, Classify(type));
    }

    /// <summary>The type is <c>Lazy</c>, or derives from it, or is one of the asynchronous forms that libraries bring.</summary>
    public bool IsLazy(ITypeSymbol? type)
    {
        for (var one = type; one is not null; one = one.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, Lazy)
                || (one is { Name: "AsyncLazy" } && AsyncLazies.Contains(one.ContainingNamespace?.ToDisplayString() ?? "")))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type is the interface, or implements it.</summary>
    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? wanted)
    {
        if (type is null || wanted is null)
        {
            return false;
        }

        if (SymbolEqualityComparer.Default.Equals(type, wanted))
        {
            return true;
        }

        foreach (var implemented in type.AllInterfaces)
        {
            if (SymbolEqualityComparer.Default.Equals(implemented, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamedForOtherUse(string? assembly) => assembly?.LastIndexOf('.') is > 0 and var dot
        && NonProductionNames.Contains(assembly.Substring(dot + 1), StringComparer.OrdinalIgnoreCase);

    private ClientType? Classify(INamedTypeSymbol type) =>
        type.TypeKind is not (TypeKind.Interface or TypeKind.Class or TypeKind.Struct) ? null
        : Is(type, Transaction) ? ClientType.Transaction
        : Is(type, Queue) ? ClientType.Batch
        : Is(type, DatabaseAsync) ? ClientType.Database
        : Is(type, Server) ? ClientType.Server
        : Is(type, Subscriber) ? ClientType.Subscriber
        : Is(type, RedisAsync) ? ClientType.Database
        : null;

    // In the project itself and in the assembly of the namespace's name first: a look into all references opens each of them, of which
    // the compiler needs few.
    private static INamedTypeSymbol? FindNear(Compilation compilation, string space, string name)
    {
        var full = $"{space}.{name}";
        return compilation.SourceModule.ReferencedAssemblySymbols
            .Where(assembly => assembly.Name == space)
            .Prepend(compilation.Assembly)
            .Select(assembly => assembly.GetTypeByMetadataName(full))
            .FirstOrDefault(static type => type is { DeclaredAccessibility: Accessibility.Public }) ?? Find(compilation, full);
    }

    // Two assemblies may define a type of the name, where GetTypeByMetadataName gives none.
    private static INamedTypeSymbol? Find(Compilation compilation, string name) =>
        compilation.GetTypesByMetadataName(name).OrderByDescending(static type => type.DeclaredAccessibility == Accessibility.Public).FirstOrDefault();
}
