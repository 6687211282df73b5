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
    private readonly ConcurrentDictionary<ISymbol, KnownMember> _members = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, (ImmutableArray<Effect> Reads, ImmutableArray<Effect> Writes)> _families = new(SymbolEqualityComparer.Default);
    private readonly PendingMembers _pending = new();
    private readonly Func<IMethodSymbol, bool> _isKnown;
    private readonly Func<IMethodSymbol, Summary> _known;
    private readonly Action<FactsReader> _release;

    // Readers that are done with their member wait for another: one, and the more that other threads or circles of calls took.
    private readonly ConcurrentStack<FactsReader> _readers = new();
    private FactsReader? _reader;
    private int _graphs;
    private int _limitsReached;

    private RedisFlow(Compilation compilation, KnownSymbols symbols)
    {
        _compilation = compilation;
        _isKnown = _members.ContainsKey;
        _known = method => TryGet(method, out var summary) ? summary : Summary.Empty;
        _release = Release;
        Symbols = symbols;
        _shapes = new CallShapes(compilation, symbols, new Implementations(compilation));
        _builders = new KeyBuilders(compilation, symbols);
    }

    public KnownSymbols Symbols { get; }

    /// <summary>How many control-flow graphs were made: only members with a write and a replica read of its key in reach need one.</summary>
    public int GraphCount => _graphs;

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
        var ready = new Stack<PendingMember>();
        var summary = SummaryOf(method, ready, cancellationToken);
        Continue(ready, cancellationToken);
        return summary;
    }

    /// <summary>
    /// What the rules have to say of a member, from its operations; null where that has to wait until the file is closed, for what the
    /// methods do that it calls.
    /// </summary>
    public MemberFindings? TryFindings(ISymbol owner, ImmutableArray<IOperation> blocks, CancellationToken cancellationToken)
    {
        owner = Declared(owner);
        if (owner is not IMethodSymbol method)
        {
            return FindingsOf(owner, blocks, cancellationToken);
        }

        if (_pending.IsDeferred(method))
        {
            return null;
        }

        if (KnownFindings(owner) is { } known)
        {
            return known;
        }

        var outline = Outline.Of(blocks, _shapes);
        return _pending.TryAdd(method, blocks, outline, _isKnown) ? null : Examine(method, blocks, outline, cancellationToken);
    }

    /// <summary>What the rules have to say of a member, from its operations.</summary>
    public MemberFindings FindingsOf(ISymbol owner, ImmutableArray<IOperation> blocks, CancellationToken cancellationToken)
    {
        owner = Declared(owner);
        return KnownFindings(owner) ?? Examine(owner, blocks, Outline.Of(blocks, _shapes), cancellationToken);
    }

    /// <summary>What the rules have to say of a method of the source.</summary>
    public MemberFindings FindingsOf(IMethodSymbol method, CancellationToken cancellationToken)
    {
        method = (IMethodSymbol)Declared(method);
        if (KnownFindings(method) is { } known)
        {
            return known;
        }

        var (blocks, outline) = CodeOf(method);
        return Examine(method, blocks, outline, cancellationToken);
    }

    /// <summary>All of a file has been shown: the members of it whose findings had to wait until now.</summary>
    public List<IMethodSymbol> Close(SyntaxTree tree) => _pending.Close(tree);

    /// <summary>The reads of a type that meet its writes, by family of keys.</summary>
    public (ImmutableArray<Effect> Reads, ImmutableArray<Effect> Writes) FamiliesOf(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        _families.TryGetValue(type, out var known) ? known : _families.GetOrAdd(type, TypeFamilies.Of(type, this, cancellationToken));

    /// <summary>Whether a call of a method may assign a field or property; so it is where there is too much to look at.</summary>
    internal bool MayAssign(IMethodSymbol method, ISymbol member, CancellationToken cancellationToken)
    {
        const int MostMethods = 100;
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default) { method };
        var pending = new Queue<IMethodSymbol>(seen);
        while (pending.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (blocks, outline) = CodeOf(pending.Dequeue());
            var scope = new BodyScope();
            foreach (var operation in blocks.SelectMany(static block => block.DescendantsAndSelf()))
            {
                scope.Add(operation);
            }

            if (scope.Assigns(member) || seen.Count > MostMethods)
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

    internal bool TryGet(IMethodSymbol method, out Summary summary)
    {
        if (_members.TryGetValue(method, out var known))
        {
            summary = known.Summary;
            return true;
        }

        summary = Summary.Empty;
        return false;
    }

    /// <summary>Keeps what is known of a method. Its findings are null where they are left for when they are asked for.</summary>
    /// <returns>The findings that are kept.</returns>
    internal MemberFindings? Keep(IMethodSymbol method, Summary summary, MemberFindings? findings, Stack<PendingMember> ready)
    {
        var kept = Keep(method, summary, findings);
        _pending.Known(method, ready);
        return kept;
    }

    /// <summary>The code of a method, and the first look at it, where that has been taken already as it was.</summary>
    internal (ImmutableArray<IOperation> Blocks, Outline Outline) CodeOf(IMethodSymbol method)
    {
        var pending = _pending.Find(method);
        var blocks = pending is { Blocks: { IsEmpty: false } kept } ? kept : SourceBodies.Of(_compilation, method);
        return (blocks, pending?.Outline ?? Outline.Of(blocks, _shapes));
    }

    /// <summary>The facts of a member, for as long as it is looked at; then they are to be released.</summary>
    internal MemberFacts FactsOf(ISymbol owner, ImmutableArray<IOperation> blocks, Func<IMethodSymbol, Summary> summaryOf)
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

    // Calls name the declaring half of a partial method, the driver the half with the code.
    private static ISymbol Declared(ISymbol member) => member is IMethodSymbol method ? (method.PartialDefinitionPart ?? method).OriginalDefinition : member;

    private MemberFindings Examine(ISymbol owner, ImmutableArray<IOperation> blocks, Outline outline, CancellationToken cancellationToken)
    {
        var ready = new Stack<PendingMember>();
        var findings = Examine(owner, blocks, outline, ready, cancellationToken);
        Continue(ready, cancellationToken);
        return findings;
    }

    private MemberFindings Examine(ISymbol owner, ImmutableArray<IOperation> blocks, Outline outline, Stack<PendingMember> ready, CancellationToken cancellationToken)
    {
        // Facts cost more than a look: nothing is read of a member in whose reach nothing happens.
        var touches = outline.TouchesRedis;
        foreach (var callee in outline.Callees)
        {
            touches |= !SummaryOf(callee, ready, cancellationToken).IsEmpty;
        }

        var (summary, findings) = (Summary.Empty, MemberFindings.None);
        if (touches)
        {
            var facts = FactsOf(owner, blocks, _known);
            summary = Effects.Summarize(facts);
            findings = FindingsReader.Read(facts, this, cancellationToken);
            facts.Release();
        }

        return (owner is IMethodSymbol method ? Keep(method, summary, findings, ready) : Keep(owner, summary, findings)) ?? findings;
    }

    private MemberFindings? Keep(ISymbol member, Summary summary, MemberFindings? findings)
    {
        var kept = _members.TryGetValue(member, out var known) ? known : _members.GetOrAdd(member, KnownMember.Of(summary, findings));
        return findings is null ? kept.Findings : kept.Keep(findings);
    }

    private MemberFindings? KnownFindings(ISymbol member) => _members.TryGetValue(member, out var known) ? known.Findings : null;

    private void Release(FactsReader reader)
    {
        if (Interlocked.CompareExchange(ref _reader, reader, comparand: null) is not null)
        {
            _readers.Push(reader);
        }
    }

    // Looks at members that wait for nothing any more, and at those that wait for them.
    private void Continue(Stack<PendingMember> ready, CancellationToken cancellationToken)
    {
        while (ready.Count > 0)
        {
            var next = ready.Pop();
            if (KnownFindings(next.Method) is null)
            {
                Examine(next.Method, next.Blocks, next.Outline, ready, cancellationToken);
            }
        }
    }

    private Summary SummaryOf(IMethodSymbol method, Stack<PendingMember> ready, CancellationToken cancellationToken)
    {
        method = method.OriginalDefinition;
        return TryGet(method, out var summary) ? summary : new SummarySearch(this, ready, cancellationToken).Run(method);
    }
}
