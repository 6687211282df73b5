using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// The calls of one member that matter, its nested functions included, and how values get from one to another. Released when the
/// member has been looked at, and then the facts of the next one: there are as many as a compilation has methods that reach Redis,
/// and what each would allocate the compiler's own garbage collections would pay for.
/// </summary>
internal sealed class MemberFacts(FactsReader reader, BodyScope scope, KeyReader keys, ValueFlow values)
{
    private readonly Stack<CallSite> _spareSites = new();
    private readonly Stack<Body> _spareBodies = new();

    /// <summary>The member itself first.</summary>
    public List<Body> Bodies { get; } = [];

    /// <summary>Every call, by its place in the text.</summary>
    public List<CallSite> Sites { get; } = [];

    /// <summary>What the member may return.</summary>
    public Sources Returned { get; set; }

    /// <summary>The conditions that the member adds to transactions.</summary>
    public List<QueueCondition> Conditions { get; } = [];

    /// <summary>The statements and calls by which the member takes a lock, of Redis or of the process.</summary>
    public List<IOperation> Locks { get; } = [];

    /// <summary>The member has one body with one path through it, along which its operations happen in the order of their tree.</summary>
    public bool IsStraight { get; set; }

    /// <summary>The member assigns something after its declaration: a variable, a field, a property, by itself or as an argument.</summary>
    public bool Assigns { get; set; }

    /// <summary>A call queues commands on a transaction of the member.</summary>
    public bool HasQueuedByCallees { get; set; }

    /// <summary>What the attribute of the member says of its calls.</summary>
    public EffectTraits Mark { get; set; }

    public BodyScope Scope => scope;

    /// <summary>For what is put together of the member's effects while it lasts.</summary>
    public List<Effect> Scratch { get; } = [];

    public ISymbol? Symbol => Bodies[0].Symbol;

    /// <summary>The two bits of flags that choose a node; null where they are not known.</summary>
    public int? Routing(IOperation flags) => keys.Constant(flags) is int value ? value & RedisAccess.DemandReplica : null;

    /// <summary>The database that an expression stands for.</summary>
    public DatabaseTerm DatabaseOf(IOperation expression) => keys.ReadDatabase(expression);

    /// <summary>The term of an expression; null if it is not known.</summary>
    public KeyTerm? TermOf(IOperation expression) => keys.Read(expression);

    /// <summary>The value of an expression comes from these.</summary>
    public Sources SourcesOf(IOperation value) => values.Of(value);

    /// <summary>What the parameters in question are passed comes from these.</summary>
    public Sources SourcesOf(CallSite site, ulong parameters)
    {
        var sources = default(Sources);
        if (parameters != 0)
        {
            foreach (var argument in site.Arguments)
            {
                if (argument.Parameter is { } parameter && (parameters & Sources.Bit(parameter.Ordinal)) != 0)
                {
                    sources |= values.Of(argument.Value);
                }
            }
        }

        return sources;
    }

    /// <summary>What a call is passed for a parameter, as a term; null where that cannot be told.</summary>
    public KeyTerm? ArgumentOf(CallSite site, int ordinal) => keys.Read(site.Argument(ordinal));

    /// <summary>Adds a function.</summary>
    public Body AddBody(ISymbol? symbol, IOperation root)
    {
        var body = _spareBodies.Count > 0 ? _spareBodies.Pop() : new Body();
        body.Begin(symbol, root);
        Bodies.Add(body);
        return body;
    }

    /// <summary>Adds a call to a function.</summary>
    public CallSite AddSite(IOperation operation, CallKind kind, Body body)
    {
        var site = _spareSites.Count > 0 ? _spareSites.Pop() : new CallSite();
        site.Begin(operation, kind, Sites.Count, body);
        Sites.Add(site);
        body.Sites.Add(site);
        return site;
    }

    /// <summary>Forgets the member.</summary>
    public void Clear()
    {
        foreach (var site in Sites)
        {
            site.Clear();
            _spareSites.Push(site);
        }

        foreach (var body in Bodies)
        {
            body.Clear();
            _spareBodies.Push(body);
        }

        Sites.Clear();
        Bodies.Clear();
        Conditions.Clear();
        Locks.Clear();
        Scratch.Clear();
        Returned = default;
        Assigns = false;
        HasQueuedByCallees = false;
    }

    /// <summary>The member has been looked at: what is here serves another one.</summary>
    public void Release() => reader.Release();
}
