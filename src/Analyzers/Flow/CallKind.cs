namespace RedisSafety.Analyzers.Flow;

/// <summary>The kinds of methods that the flow knows.</summary>
internal enum CallKind
{
    /// <summary>Nothing to the flow, apart from what it is passed.</summary>
    None,

    /// <summary>A data command of StackExchange.Redis.</summary>
    Raw,

    /// <summary><c>Execute("…")</c>: the command is in the arguments.</summary>
    Execute,

    /// <summary>A method with a command template.</summary>
    Attributed,

    /// <summary>A method with a body in this compilation.</summary>
    Source,

    /// <summary>Sends what was queued on a transaction or batch.</summary>
    SendsQueue,

    /// <summary><c>AddCondition</c> of a transaction.</summary>
    AddsCondition,

    /// <summary>Its operands run side by side.</summary>
    Together,

    /// <summary>Runs the delegates that it is passed.</summary>
    RunsDelegates,

    /// <summary>The call of a delegate.</summary>
    Invoke,
}
