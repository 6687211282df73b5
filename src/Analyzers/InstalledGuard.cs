using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers;

/// <summary>Answers whether code of this compilation installs RedisSafety's guard, which repairs the connections of the whole process.</summary>
internal sealed class InstalledGuard
{
    private readonly Lazy<bool> _isInstalled;

    public InstalledGuard(CodeSearch code) => _isInstalled = new(() =>
        code.CallsNamed("Install").Any(static call => call.TargetMethod.ContainingType is { Name: "RedisFailoverGuard" } type && IsOurs(type))
        || code.CallsNamed("AddRedisFailoverGuard").Any());

    /// <summary>The guard is installed.</summary>
    public bool IsInstalled => _isInstalled.Value;

    private static bool IsOurs(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return space == "RedisSafety" || space.StartsWith("RedisSafety.", StringComparison.Ordinal);
    }
}
