using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A read or a write of one key, in the terms of the member that it is seen from.</summary>
internal sealed record Effect(RedisCommand Command, EffectTraits Traits, KeyTerm Key, DatabaseTerm Database, Place Place)
{
    public bool IsWrite => (Traits & EffectTraits.Write) != 0;

    public bool MayBeServedByReplica => (Traits & EffectTraits.Replica) != 0;

    /// <summary>The flags of a raw call that let a replica answer; nothing where <see cref="MarkedAs"/> does.</summary>
    public TextSpan Flags { get; init; }

    /// <summary>The method whose attribute says so.</summary>
    public IMethodSymbol? MarkedAs { get; init; }

    /// <summary>The parameter that holds the flags, by its ordinal; null where the flags are known, or come from elsewhere.</summary>
    public int? FlagsParameter { get; init; }

    /// <summary>
    /// Why a replica may answer, as the code writes it. Read from the source when a message is, which for most effects is never.
    /// </summary>
    public object Why => MarkedAs is { } method ? $"'{method.Name}', which is [ReadReplica]," : new Reason(Place.Tree, Flags);

    /// <summary>The name of the method that sends it.</summary>
    public string Method { get; init; } = Command.Name;

    /// <summary>The field, member or index, if the command names one; null if it uses all.</summary>
    public KeyTerm? Field { get; init; }

    /// <summary>The transaction or batch that it is queued on.</summary>
    public KeyTerm? Queue { get; init; }

    /// <summary>The parameters of the member that flow into what is written.</summary>
    public ulong ValueParameters { get; init; }

    /// <summary>What is read may be what the member returns.</summary>
    public bool IsReturned { get; init; }

    public bool Has(EffectTraits trait) => (Traits & trait) != 0;

    /// <summary>The other one is of the same key, as far as can be told.</summary>
    public bool IsOfSameKey(Effect other) => Key.Equals(other.Key) && Database.MayBe(other.Database);

    /// <summary>The write changes what the other one reads: the same key, and of it the same part, as far as can be told.</summary>
    public bool Changes(Effect read) => IsOfSameKey(read) && ChangesPart(read);

    /// <summary>The write changes the part that the other one reads, if they are of the same key.</summary>
    public bool ChangesPart(Effect read) =>
        (read.Field is not { IsConstant: true } asked || Field is not { IsConstant: true } written || asked.Equals(written))
        && (!IsOfTime(Command.Name) || IsOfTime(read.Command.Name));

    /// <summary>The code shows that both use the same part of the value: the same fields, members or elements, or all.</summary>
    public bool IsOfSamePart(Effect write)
    {
        if (write.Command.Part == ValuePart.Whole)
        {
            // A delete takes all that is there, an expiry as well; SET replaces what GET reads.
            return write.Command.Use is ValueUse.Remove or ValueUse.Expire || Command.Part == ValuePart.Whole;
        }

        if (Command is { Use: ValueUse.Ask, Part: ValuePart.Whole })
        {
            return true;
        }

        return Command.Part == write.Command.Part && (Field is null || Field.Equals(write.Field));
    }

    /// <summary>The effect as a caller sees it; null where the key is not known there.</summary>
    /// <param name="state">What the replacement follows from.</param>
    /// <param name="replace">What stands for the variables of the member in its caller.</param>
    /// <param name="before">An effect of the same member, and how the caller sees it: of one key and database there are often several.</param>
    public Effect? In<TState>(TState state, Func<TState, KeyTerm, KeyTerm?> replace, (Effect Inside, Effect Outside)? before = null)
    {
        if ((before is var (inside, outside) && Key.Equals(inside.Key) ? outside.Key : Key.Replace(state, replace)) is not { } key)
        {
            return null;
        }

        var database = before is var (other, seen)
            && ReferenceEquals(Database, other.Database) ? seen.Database : Database.Replace(state, replace);
        var field = Field is null ? null : Field.Replace(state, replace) ?? KeyTerm.Unknown;
        var queue = Queue?.Replace(state, replace);
        return ReferenceEquals(key, Key) && ReferenceEquals(database, Database) && ReferenceEquals(field, Field)
            && ReferenceEquals(queue, Queue)
            ? this
            : this with { Key = key, Database = database, Field = field, Queue = queue };
    }

    // A report outlives its compilation in an editor: it may hold a tree, as its location does, but no symbols.
    private sealed class Reason(SyntaxTree tree, TextSpan flags)
    {
        public override string ToString() => $"'{tree.GetText().ToString(flags)}'";
    }

    // How long a key lives is one thing, what it holds another.
    private static bool IsOfTime(string command) =>
        command.IndexOf("EXPIRE", StringComparison.Ordinal) >= 0
            || command is "TTL" or "PTTL" or "HTTL" or "HPTTL" or "PERSIST" or "HPERSIST" or "TOUCH";
}
