using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>The registrations of libraries that open connections to Redis, by the names in their metadata, and the settings that they are given.</summary>
internal static class LibraryConnections
{
    private const string Services = "Microsoft.Extensions.DependencyInjection";
    private const string Hosting = "Microsoft.Extensions.Hosting";

    private static readonly ILookup<string, LibraryConnection> Known = new LibraryConnection[]
    {
        new("AddStackExchangeRedisCache", Services, "The distributed cache", NeverAborts: true),
        new("AddStackExchangeRedisOutputCache", Services, "The output cache", NeverAborts: true),
        new("AddStackExchangeRedis", Services, "SignalR", Type: "StackExchangeRedisDependencyInjectionExtensions", Writes: false),
        new("PersistKeysToStackExchangeRedis", "Microsoft.AspNetCore.DataProtection", "DataProtection", TakesConnection: true),
        new("UseRedisStorage", "Hangfire.Redis.StackExchange", "Hangfire"),
        new("UseRedisStorage", "Hangfire.Redis", "Hangfire"),
        new("UseRedisStorage", "Hangfire", "Hangfire"),
        new("AddRedisClient", Hosting, "Aspire's client"),
        new("AddKeyedRedisClient", Hosting, "Aspire's client"),
        new("AddRedisClientBuilder", Hosting, "Aspire's client"),
        new("AddKeyedRedisClientBuilder", Hosting, "Aspire's client"),
        new("AddRedisDistributedCache", Hosting, "Aspire's distributed cache"),
        new("AddRedisOutputCache", Hosting, "Aspire's output cache"),
        new("AddFusionCacheStackExchangeRedisBackplane", Services, "FusionCache's backplane", Writes: false),
        new("WithStackExchangeRedisBackplane", Services, "FusionCache's backplane", Writes: false),
        new("Create", "RedLockNet.SERedis", "RedLock", Type: "RedLockFactory"),
        new("AddRedis", Services, "The health check", Type: "RedisHealthCheckBuilderExtensions", Writes: false),
        new("UseRedisClustering", "Orleans.Hosting", "Orleans"),
        new("AddRedisGrainStorage", "Orleans.Hosting", "Orleans"),
        new("AddRedisGrainStorageAsDefault", "Orleans.Hosting", "Orleans"),
        new("UseRedisReminderService", "Orleans.Hosting", "Orleans"),
        new("UseRedisGrainDirectoryAsDefault", "Orleans.Hosting", "Orleans"),
        new("AddRedisGrainDirectory", "Orleans.Hosting", "Orleans"),
        new("AddStackExchangeRedisExtensions", Services, "StackExchange.Redis.Extensions"),
        new("UseRedis", Services, "The cache", Type: "EasyCachingOptionsExtensions"),
    }.ToLookup(static one => one.Method, StringComparer.Ordinal);

    /// <summary>The registration that a call is; null for another.</summary>
    public static LibraryConnection? Of(IInvocationOperation call)
    {
        if (!Known.Contains(call.TargetMethod.Name) || call.TargetMethod.ContainingType is not { } type)
        {
            return null;
        }

        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return Known[call.TargetMethod.Name].FirstOrDefault(one => one.Space == space && (one.Type is null || one.Type == type.Name));
    }

    /// <summary>The program opens the connection, and hands it over: as an argument, or by a factory in the options.</summary>
    public static bool IsGivenConnection(IInvocationOperation call) => call.Arguments.Any(static argument => argument.ArgumentKind == ArgumentKind.Explicit && Gives(argument.Parameter?.Type))
        || Assignments(call).Any(static assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "ConnectionMultiplexerFactory" or "ConnectionFactory" or "CreateMultiplexer" });

    /// <summary>The values that hold the settings of the registration's connection.</summary>
    public static ImmutableArray<IOperation> Settings(IInvocationOperation call)
    {
        var values = Assignments(call)
            .Where(static assignment => assignment.Target is IPropertyReferenceOperation { Property: { Name: "Configuration" or "ConfigurationOptions", ContainingType.Name: not "ConfigurationOptions" } })
            .Select(static assignment => assignment.Value);
        var texts = call.Arguments.Where(static argument => argument is { ArgumentKind: ArgumentKind.Explicit, Parameter: { Type.SpecialType: SpecialType.System_String, Name: var name } }
            && IsConnectionString(name)).Select(static argument => argument.Value);
        return values.Concat(texts).ToImmutableArray();
    }

    /// <summary>The assignments to options in the delegates that a registration is given.</summary>
    public static IEnumerable<ISimpleAssignmentOperation> Assignments(IInvocationOperation call) => call.Arguments
        .Select(static argument => CodeSearch.Unwrap(argument.Value)).OfType<IAnonymousFunctionOperation>()
        .SelectMany(static lambda => lambda.Body.Descendants()).OfType<ISimpleAssignmentOperation>();

    // Aspire's methods take the name of a connection, and not its text.
    private static bool IsConnectionString(string parameter) => parameter is "redisConnectionString" or "connectionString" or "nameOrConnectionString";

    private static bool Gives(ITypeSymbol? type) => type switch
    {
        { Name: "IConnectionMultiplexer" or "ConnectionMultiplexer" or "IDatabase" or "RedLockMultiplexer" } => true,
        INamedTypeSymbol { TypeArguments: { IsEmpty: false } arguments } => arguments.Any(Gives),
        _ => false,
    };
}
