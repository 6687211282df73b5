using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// What the members of a compilation do to Redis, worked out when it is asked for and kept for as long as the compilation lives.
/// Safe for use from any number of threads.
/// </summary>
internal sealed class RedisFlow
{
    private static readonly ConditionalWeakTable<Compilation, RedisFlow> Known = new();

    private readonly Compilation _compilation;
    private readonly CallShapes _shapes;
    private readonly KeyBuilders _builders;
    private readonly KnownMembers _members = new();
    private readonly PendingMembers _pending = new();
    private readonly Action<FactsReader> _release;

    // Readers that are done with their member wait for another: one, and the more that other threads or circles of calls took.
    private readonly ConcurrentStack<FactsReader> _readers = new();
    private FactsReader? _reader;
    private Stack<KnownMember>? _ready;
    private int _graphs;
    private int _lookups;
    private int _limitsReached;

    private RedisFlow(Compilation compilation, KnownSymbols symbols)
    {
        _compilation = compilation;
        _release = Release;
        Symbols = symbols;
        _shapes = new CallShapes(compilation, symbols, new Implementations(compilation), _members);
        _builders = new KeyBuilders(compilation, symbols);
    }

    public KnownSymbols Symbols { get; }

    /// <summary>
    /// How many control-flow graphs were made: only members with a write and a replica read of its key in reach need one.
    /// </summary>
    public int GraphCount => _graphs;

    /// <summary>How many methods' code was looked up, as the driver had not shown it yet, or it was not kept.</summary>
    public int LookupCount => _lookups;

    /// <summary>How many times an analysis was ended because it grew too large; what it had not reached yet stays unknown.</summary>
    public int LimitCount => _limitsReached;

    /// <summary>How many methods one question may look at.</summary>
    public int MostMethods { get; set; } = 20_000;

    /// <summary>The flow of a compilation, which all rules share; null where StackExchange.Redis is not referenced.</summary>
    public static RedisFlow? Of(Compilation compilation)
    {
        if (!Known.TryGetValue(compilation, out var flow) && KnownSymbols.Create(compilation) is { RedisKey: not null } symbols)
        {
            flow = Known.GetValue(compilation, key => new RedisFlow(key, symbols));
        }

        return flow;
    }

    /// <summary>What a call of a method does, in terms of its parameters.</summary>
    public Summary SummaryOf(IMethodSymbol method, CancellationToken cancellationToken)
    {
        var member = _members.Of(method);
        if (member.Summary is { } known)
        {
            return known;
        }

        var ready = TakeReady();
        var summary = SummaryOf(member, ready, cancellationToken);
        Continue(ready, cancellationToken);
        return summary;
    }

    /// <summary>
    /// What the rules have to say of a member, from its operations; null where that has to wait until the file is closed, for what the
    /// methods do that it calls.
    /// </summary>
    public MemberFindings? TryFindings(ISymbol owner, ImmutableArray<IOperation> blocks, CancellationToken cancellationToken)
    {
        // The findings before the flag: those of a member that is left for the end of its file may come at any time, but after the flag.
        var member = _members.Of(owner);
        var known = member.Findings;
        if (member.IsDeferred)
        {
            return null;
        }

        if (known is not null)
        {
            return known;
        }

        var code = Code(blocks);
        var outline = Outline.Of(code, _shapes);
        return owner is IMethodSymbol && _pending.TryAdd(member, code, outline) ? null : Examine(member, code, outline, cancellationToken);
    }

    /// <summary>What the rules have to say of a method of the source.</summary>
    public MemberFindings FindingsOf(IMethodSymbol method, CancellationToken cancellationToken) =>
        FindingsOf(_members.Of(method), cancellationToken);

    /// <summary>What the rules have to say of a member that has been shown.</summary>
    public MemberFindings FindingsOf(KnownMember member, CancellationToken cancellationToken)
    {
        if (member.Findings is { } known)
        {
            return known;
        }

        var (blocks, outline) = CodeOf(member);
        return Examine(member, blocks, outline, cancellationToken);
    }

    /// <summary>
    /// All of a file has been shown: the last of the members of it whose findings had to wait until now, which leads to the others.
    /// </summary>
    public KnownMember? Close(SyntaxTree tree) => _pending.Close(tree);

    /// <summary>The meaning of a call of a method.</summary>
    internal CallShape ShapeOf(IMethodSymbol method) => _shapes.Of(method);

    /// <summary>What a call of a method does; null where that is not known yet.</summary>
    public Summary? Find(IMethodSymbol method) => _members.Find(method)?.Summary;

    /// <summary>Whether a call of a method may assign a field or property; so it is where there is too much to look at.</summary>
    internal bool MayAssign(KnownMember method, ISymbol field, CancellationToken cancellationToken)
    {
        const int MostMethods = 100;
        var seen = new HashSet<KnownMember> { method };
        var pending = new Queue<KnownMember>(seen);
        while (pending.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (blocks, outline) = CodeOf(pending.Dequeue());
            var scope = new BodyScope();
            foreach (var operation in blocks.SelectMany(static block => block.DescendantsAndSelf()))
            {
                scope.Add(operation);
            }

            if (scope.Assigns(field) || seen.Count > MostMethods)
            {
                return true;
            }

            foreach (var callee in outline.Callees.Where(seen.Add))
            {
                pending.Enqueue(callee);
            }
        }

        return false;
    }

    internal void CountGraph() => Interlocked.Increment(ref _graphs);

    internal void CountLimit() => Interlocked.Increment(ref _limitsReached);

    /// <summary>Keeps what is known of a member. Its findings are null where they are left for when they are asked for.</summary>
    internal void Keep(KnownMember member, Summary summary, MemberFindings? findings, Stack<KnownMember> ready)
    {
        member.Keep(summary, findings);
        _pending.Known(member, ready);
    }

    /// <summary>The code of a method, and the first look at it, where that has been taken already as it was.</summary>
    internal (ImmutableArray<IOperation> Blocks, Outline Outline) CodeOf(KnownMember member)
    {
        var (blocks, outline) = _pending.CodeOf(member);
        if (blocks.IsEmpty)
        {
            Interlocked.Increment(ref _lookups);
            blocks = SourceBodies.Of(_compilation, (IMethodSymbol)member.Symbol);
        }

        return (blocks, outline ?? Outline.Of(blocks, _shapes));
    }

    /// <summary>The facts of a member, for as long as it is looked at; then they are to be released.</summary>
    internal MemberFacts FactsOf(ISymbol owner, ImmutableArray<IOperation> blocks, Func<KnownMember, Summary> summaryOf)
    {
        var reader = Interlocked.Exchange(ref _reader, null);
        if (reader is null && !_readers.TryPop(out reader))
        {
            reader = new FactsReader(_shapes, _builders, Symbols, _release);
        }

        var facts = reader.Read(owner, blocks);
        Effects.Complete(facts, summaryOf);
        return facts;
    }

    /// <summary>Looks at a member, at the methods that it calls first, and keeps what is found.</summary>
    internal MemberFindings Examine(
        KnownMember member, ImmutableArray<IOperation> blocks, Outline outline, Stack<KnownMember> ready,
            CancellationToken cancellationToken)
    {
        // Facts cost more than a look: nothing is read of a member in whose reach nothing happens.
        var (touches, takesLock) = (outline.TouchesRedis, outline.TakesLock);
        foreach (var callee in outline.Callees)
        {
            var known = SummaryOf(callee, ready, cancellationToken);
            touches |= known.TouchesRedis;
            takesLock |= known.TakesLock && !outline.Releases;
        }

        var (summary, findings) = (Summary.Empty, MemberFindings.None);
        if (touches)
        {
            var facts = FactsOf(member.Symbol, blocks, static callee => callee.Summary ?? Summary.Empty);
            summary = Effects.Summarize(facts);
            findings = FindingsReader.Read(facts, this, cancellationToken);
            facts.Release();
        }

        var runsLocked = outline.IsLocked && member.Symbol is IMethodSymbol method
            && method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate);
        if (takesLock || runsLocked)
        {
            summary = summary with { TakesLock = takesLock, RunsLocked = runsLocked };
        }

        Keep(member, summary, findings, ready);
        return member.Findings ?? findings;
    }

    private MemberFindings Examine(KnownMember member, ImmutableArray<IOperation> blocks, Outline outline,
        CancellationToken cancellationToken)
    {
        var ready = TakeReady();
        var findings = Examine(member, blocks, outline, ready, cancellationToken);
        Continue(ready, cancellationToken);
        return findings;
    }

    // The driver shows the defaults of parameters and the attributes beside the body: constants, that run with no call of the member.
    private static ImmutableArray<IOperation> Code(ImmutableArray<IOperation> blocks) =>
        blocks.RemoveAll(static block => block.Kind is OperationKind.ParameterInitializer or OperationKind.Attribute);

    // Looks at members that wait for nothing any more, and at those that wait for them; then the stack serves the next.
    private void Continue(Stack<KnownMember> ready, CancellationToken cancellationToken)
    {
        while (ready.Count > 0)
        {
            var next = ready.Pop();
            if (next.Findings is null)
            {
                var (blocks, outline) = CodeOf(next);
                Examine(next, blocks, outline, ready, cancellationToken);
            }
        }

        Volatile.Write(ref _ready, ready);
    }

    private Stack<KnownMember> TakeReady() => Interlocked.Exchange(ref _ready, null) ?? new Stack<KnownMember>();

    private Summary SummaryOf(KnownMember member, Stack<KnownMember> ready, CancellationToken cancellationToken) =>
        member.Summary ?? new SummarySearch(this, ready, cancellationToken).Run(member);

    private void Release(FactsReader reader)
    {
        if (Interlocked.CompareExchange(ref _reader, reader, comparand: null) is not null)
        {
            _readers.Push(reader);
        }
    }
}
