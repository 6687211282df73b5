using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Methods that take a lock. What a method of the source does is read from its code; others are known by their types.</summary>
internal static class LockMethods
{
    private static readonly HashSet<string> LockTypes = new(StringComparer.Ordinal) { "Lock", "Locks", "Locker", "Locking", "Mutex",
        "Semaphore", "Redlock", "Lease" };

    /// <summary>The method is a known lock of .NET or the client, or returns the handle of a lock.</summary>
    public static bool Takes(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type is null)
        {
            return false;
        }

        if (type.ContainingNamespace is
            {
                Name: "Threading",
                ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }
            })
        {
            return OfThreading(type.Name, method.Name);
        }

        return method.Name is "LockTake" or "LockTakeAsync"
            ? type.ContainingNamespace is { Name: "Redis", ContainingNamespace.Name: "StackExchange" }
            : GivesHandle(method) || IsAcquire(method);
    }

    /// <summary>The method runs what it is given under a lock, by its name: the code that it is given is under it.</summary>
    public static bool RunsLocked(IMethodSymbol method) =>
        method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate)
        && Words(method.Name).Any(static word => word is "Lock" or "Locked" or "Mutex" or "Exclusive" or "Exclusively");

    private static bool OfThreading(string type, string method) => type switch
    {
        "Monitor" => method is "Enter" or "TryEnter",
        "SemaphoreSlim" => method is "Wait" or "WaitAsync",
        "WaitHandle" or "Mutex" or "Semaphore" => method is "WaitOne",
        "ReaderWriterLockSlim" =>
            method is "EnterWriteLock" or "TryEnterWriteLock" or "EnterUpgradeableReadLock" or "TryEnterUpgradeableReadLock",
        "ReaderWriterLock" => method is "AcquireWriterLock" or "UpgradeToWriterLock",
        "SpinLock" or "Lock" => method is "Enter" or "TryEnter" or "EnterScope",
        _ => false,
    };

    // A lock that is held until its handle is disposed: DistributedLock, RedLock, AsyncKeyedLock, Foundatio and their like.
    private static bool GivesHandle(IMethodSymbol method) =>
        Result(method.ReturnType) is { } handle && IsDisposable(handle)
        && (Words(method.Name).Any(LockTypes.Contains) || Words(method.ContainingType.Name).Any(LockTypes.Contains)
        || Words(handle.Name).Any(LockTypes.Contains));

    // A method of a lock type that waits for the lock, or a method named after taking one.
    private static bool IsAcquire(IMethodSymbol method)
    {
        var words = Words(method.Name);
        if (words.Count > 0 && words[words.Count - 1] == "Async")
        {
            words.RemoveAt(words.Count - 1);
        }

        return words switch
        {
            ["Acquire" or "Enter" or "Take" or "Lock" or "Wait" or "Obtain"] or ["Try", "Acquire" or "Enter" or "Take" or "Lock"] =>
                Words(method.ContainingType.Name).Any(LockTypes.Contains),
            ["Acquire" or "Take" or "Obtain" or "Enter" or "Wait" or "Try", .., "Lock" or "Mutex"] =>
                method.ReturnType.SpecialType == SpecialType.System_Void || Result(method.ReturnType) is null
                || method.ReturnType.SpecialType is SpecialType.System_Boolean
                || Result(method.ReturnType)?.SpecialType is SpecialType.System_Boolean or SpecialType.System_String,
            _ => false,
        };
    }

    // What a task gives, or the type itself.
    private static ITypeSymbol? Result(ITypeSymbol type) => type is INamedTypeSymbol { Name: "Task" or "ValueTask" } task
        ? task.TypeArguments is [var result] ? result : null
        : type;

    private static bool IsDisposable(ITypeSymbol type) => IsDisposableContract(type) || type.AllInterfaces.Any(IsDisposableContract);

    private static bool IsDisposableContract(ITypeSymbol type) =>
        type is { Name: "IDisposable" or "IAsyncDisposable", ContainingNamespace.Name: "System" };

    // The words of a name: BlockUser is Block and User, and has no Lock in it.
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || name[i] == '_'
                || (char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))))
            {
                var word = name.Substring(start, i - start).Trim('_');
                if (word.Length > 0)
                {
                    words.Add(word);
                }

                start = i;
            }
        }

        return words;
    }
}
