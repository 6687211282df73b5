using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// An operation and all below it that runs, in the order of the text. Not by recursion, as a tree may be as deep as its author likes,
/// and with what the last walk of the thread left behind, as there are many walks.
/// </summary>
internal struct OperationWalk : IDisposable
{
    [ThreadStatic]
    private static Stack<IOperation>? _spare;

    private Stack<IOperation>? _pending;

    public OperationWalk(IOperation root)
    {
        _pending = _spare ?? new Stack<IOperation>(64);
        _spare = null;
        _pending.Push(root);
        Current = root;
    }

    public IOperation Current { get; private set; }

    public readonly OperationWalk GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_pending is not { Count: > 0 } pending)
        {
            return false;
        }

        Current = pending.Pop();
        if (!Outline.IsLeaf(Current.Kind))
        {
            foreach (var child in Current.ChildOperations.Reverse())
            {
                pending.Push(child);
            }
        }

        return true;
    }

    public void Dispose()
    {
        if (_pending is { } pending)
        {
            _pending = null;
            pending.Clear();
            _spare = pending;
        }
    }
}
