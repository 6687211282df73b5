namespace RedisSafety.Generators.Repositories;

/// <summary>How a method gives its result.</summary>
internal enum ReturnShape
{
    /// <summary><c>Task</c>, <c>Task&lt;T&gt;</c>.</summary>
    Task,

    /// <summary><c>ValueTask</c>, <c>ValueTask&lt;T&gt;</c>.</summary>
    ValueTask,

    /// <summary><c>IAsyncEnumerable&lt;T&gt;</c>: element after element.</summary>
    Enumeration,
}
