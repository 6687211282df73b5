using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A call in a member that matters to the flow. Stands for a call of the next member once its own has been looked at.</summary>
internal sealed class CallSite
{
    private static readonly IReadOnlyList<Decision> None = [];

    /// <summary>The call, as the member's own tree has it.</summary>
    public IOperation Operation { get; private set; } = null!;

    public CallKind Kind { get; private set; }

    /// <summary>Its number in the member, nested functions included.</summary>
    public int Index { get; private set; }

    /// <summary>The function that it stands in.</summary>
    public Body Body { get; private set; } = null!;

    public Place Place { get; private set; }

    /// <summary>What the call itself reads and writes.</summary>
    public List<Effect> Direct { get; } = new(1);

    /// <summary>The method of the source that runs.</summary>
    public KnownMember? Callee { get; set; }

    public KeyTerm? Receiver { get; set; }

    /// <summary>What a method of the source is passed.</summary>
    public ImmutableArray<IArgumentOperation> Arguments { get; set; } = ImmutableArray<IArgumentOperation>.Empty;

    /// <summary>Where what is written comes from, where the call says so itself.</summary>
    public Sources ValueSources { get; set; }

    /// <summary>The functions of the member that the call runs.</summary>
    public ImmutableArray<Body> Runs { get; set; } = ImmutableArray<Body>.Empty;

    /// <summary>The methods that the call is given to run, of whose arguments nothing is known.</summary>
    public ImmutableArray<KnownMember> RunsMethods { get; set; } = ImmutableArray<KnownMember>.Empty;

    /// <summary>Replicas have what was written before, once it returns.</summary>
    public bool IsBarrier { get; set; }

    /// <summary>The call that runs this one beside others.</summary>
    public IOperation? Together { get; set; }

    /// <summary>What is written, where the call says so itself.</summary>
    public List<IOperation> Values { get; } = [];

    /// <summary>The local that holds the result, and never anything else.</summary>
    public ILocalSymbol? ResultLocal { get; set; }

    /// <summary>The queue that it adds to, or sends.</summary>
    public KeyTerm? Queue { get; set; }

    /// <summary>What decides whether the call is reached.</summary>
    public IReadOnlyList<Decision> Conditions { get; set; } = None;

    /// <summary>Where that comes from.</summary>
    public Sources Control { get; set; }

    /// <summary>All that the call reads and writes, its callees included.</summary>
    public List<Effect> Effects => IsPlain ? Direct : Gathered;

    /// <summary>What the call reads and writes is what it does itself.</summary>
    public bool IsPlain { get; set; }

    /// <summary>Where all that a call reads and writes is put together that is not plain.</summary>
    public List<Effect> Gathered { get; } = [];

    /// <summary>Takes the place of a call.</summary>
    public void Begin(IOperation operation, CallKind kind, int index, Body body)
    {
        Operation = operation;
        Kind = kind;
        Index = index;
        Body = body;
        Place = Place.Of(operation);
    }

    /// <summary>Forgets the call.</summary>
    public void Clear()
    {
        Operation = null!;
        Body = null!;
        Place = default;
        Direct.Clear();
        Callee = null;
        Receiver = null;
        Arguments = ImmutableArray<IArgumentOperation>.Empty;
        ValueSources = default;
        Runs = ImmutableArray<Body>.Empty;
        RunsMethods = ImmutableArray<KnownMember>.Empty;
        IsBarrier = false;
        Together = null;
        Values.Clear();
        ResultLocal = null;
        Queue = null;
        Conditions = None;
        Control = default;
        IsPlain = false;
        Gathered.Clear();
    }

    /// <summary>The argument of a parameter; null where there is none.</summary>
    public IOperation? Argument(int ordinal)
    {
        foreach (var argument in Arguments)
        {
            if (argument.Parameter?.Ordinal == ordinal)
            {
                return argument.Value;
            }
        }

        return null;
    }
}
